package org.espalier.spark.collected;

/** Training rows of a fold, as far as a trainer has to know whether MLlib would refuse them. */
public interface LearnedRows {

  int columns();

  /** Classes that the label's column declares; 0 if it declares none. */
  int declaredClasses();

  LabelRange labels();

  /** Classes that the label's column declares, or else by the labels. */
  default int classes() {
    return declaredClasses() > 0 ? declaredClasses() : labels().all();
  }
}
