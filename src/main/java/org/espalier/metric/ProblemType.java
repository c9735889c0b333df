package org.espalier.metric;

/** Learning task. */
public enum ProblemType {
  BINARY,
  MULTICLASS,
  REGRESSION,
  /** Survival analysis: time to an event, right-censored for some rows. */
  SURVIVAL,
  /** Recommendation: a user's rating of an item, predicted from the ratings of others. */
  RECOMMENDATION,
  /** Clustering: groups of similar rows, without a label. */
  CLUSTERING;

  public boolean isClassification() {
    return this == BINARY || this == MULTICLASS;
  }

  /** Name in messages and on the page. */
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
