package org.espalier.spark.pipeline;

/** What a learner needs of its features. */
enum FeatureNeeds {
  /** Nothing: it splits on single features, and so takes categories by their index. */
  TREE,
  /** Numbers of about the same scale, and a feature for each category. */
  SCALED,
  /** Nothing below 0: numbers are cut into classes, and each class is a feature. */
  NON_NEGATIVE,
  /** Whatever the study's own stages make. */
  OWN,
  /** No features: the numbers of users and items. */
  RATINGS
}
