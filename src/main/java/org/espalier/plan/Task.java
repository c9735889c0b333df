package org.espalier.plan;

/** What is learned. */
public enum Task {
  BINARY,
  MULTICLASS,
  REGRESSION;

  public boolean isClassification() {
    return this != REGRESSION;
  }

  /** As messages and pages say it. */
  public String text() {
    return switch (this) {
      case BINARY -> "binary classification";
      case MULTICLASS -> "multiclass classification";
      case REGRESSION -> "regression";
    };
  }
}
