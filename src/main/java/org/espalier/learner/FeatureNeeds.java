package org.espalier.learner;

/** Requirements of a learner for its features. */
public enum FeatureNeeds {
  /** No scaling: trees split on single features, and take categories by their index. */
  TREE,
  /** Numbers with missing ones among them, and categories by their index, of any number. */
  NATIVE,
  /** Numbers of a similar scale, and one feature per category. */
  SCALED,
  /** No negative values: numbers are binned, and each bin is a feature. */
  NON_NEGATIVE,
  /** Features from the study's own stages, as they are; no learner's own need. */
  OWN,
  /** No features: user and item ids. */
  RATINGS
}
