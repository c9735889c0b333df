package org.espalier.plan;

/** What is learned. */
public enum Task {
  BINARY,
  MULTICLASS,
  REGRESSION,
  /** A time to an event, which of some rows is only known to be longer than was waited. */
  SURVIVAL,
  /** What a user gives an item, from what users gave others. */
  RECOMMENDATION,
  /** Groups of rows alike, without a label. */
  CLUSTERING;

  public boolean isClassification() {
    return this == BINARY || this == MULTICLASS;
  }

  /** As messages and pages say it. */
  public String text() {
    return switch (this) {
      case BINARY -> "binary classification";
      case MULTICLASS -> "multiclass classification";
      case REGRESSION -> "regression";
      case SURVIVAL -> "survival analysis";
      case RECOMMENDATION -> "recommendation";
      case CLUSTERING -> "clustering";
    };
  }
}
