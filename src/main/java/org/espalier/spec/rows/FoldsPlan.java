package org.espalier.spec.rows;

import java.util.Optional;

/**
 * Assignment of rows to folds.
 *
 * @param number number of folds k, at least 2; 1 for a single split; unknown before the data are
 *     read for the rule COLUMN
 * @param stratified true if every fold gets the same share of each class; classification by the
 *     rules hash and split only
 * @param column column whose values name the fold that a row validates; for the rule COLUMN
 * @param fraction share of the training rows that validate, in (0, 1); for the rule SPLIT
 * @param source table whose rows validate; for the rule SOURCE
 * @param order window and gap; for the rule TIME
 * @param repeats number of independent partitions into k folds; at least 1
 */
public record FoldsPlan(
    Rule rule,
    int number,
    boolean stratified,
    Optional<String> column,
    double fraction,
    Optional<String> source,
    TimeOrder order,
    int repeats) {

  /** Rule that determines a row's fold. */
  public enum Rule {
    /** A hash of the row's key: stable under order, partitions and cluster size. */
    HASH,
    /**
     * Spark's own {@code kFold}, which depends on partitions; for comparison with CrossValidator.
     */
    SPARK,
    /** Folds that PySpark's {@code CrossValidator} draws. */
    PYSPARK,
    /** Each fold validates an interval of time and trains on earlier rows. */
    TIME,
    /** A column names the fold. */
    COLUMN,
    /** One fold: a share of the rows, by the hash of their key. */
    SPLIT,
    /** One fold: the rows of a second table. */
    SOURCE
  }

  /** Training rows of a fold of time. */
  public enum Window {
    /** All earlier rows. */
    EXPANDING,
    /** The interval just before, as long as one that validates. */
    SLIDING
  }

  /**
   * Folds by time.
   *
   * @param gap gap between training and validation: in seconds for a date or timestamp, else in the
   *     column's own unit; 0 for none
   */
  public record TimeOrder(Window window, double gap) {

    public static TimeOrder usual() {
      return new TimeOrder(Window.EXPANDING, 0);
    }
  }

  public FoldsPlan {
    if (repeats < 1) {
      throw new IllegalArgumentException("Folds are cut once at least, not %d.".formatted(repeats));
    }
  }

  /** Folds of a single partition. */
  public FoldsPlan(
      Rule rule,
      int number,
      boolean stratified,
      Optional<String> column,
      double fraction,
      Optional<String> source,
      TimeOrder order) {
    this(rule, number, stratified, column, fraction, source, order, 1);
  }

  /** Folds by a rule that needs nothing else. */
  public FoldsPlan(Rule rule, int number, boolean stratified) {
    this(rule, number, stratified, Optional.empty(), 0, Optional.empty(), TimeOrder.usual());
  }

  /** Folds that a trial is evaluated on, over all repeats. */
  public int foldsOfAllRepeats() {
    return Math.multiplyExact(number, repeats);
  }

  /** True if a fold leaves rows out between those that train and those that validate it. */
  public boolean hasGap() {
    return rule == Rule.TIME && order.gap() > 0;
  }

  /**
   * True if folds get the same share of each class: for a classification, if the rule supports it.
   */
  public boolean areStratified() {
    return stratified && (rule == Rule.HASH || rule == Rule.SPLIT);
  }

  /**
   * True if a row's place among the rows as read decides its fold, so that no earlier step may
   * reorder them.
   */
  public boolean isByPlace() {
    return rule == Rule.SPARK || rule == Rule.PYSPARK;
  }

  /** True if the rule assigns rows at random to k folds of about equal size. */
  public boolean isEven() {
    return rule == Rule.HASH || isByPlace();
  }
}
