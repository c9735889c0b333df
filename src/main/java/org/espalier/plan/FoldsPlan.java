package org.espalier.plan;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How rows are cut for validation.
 *
 * @param number k, at least 2; 1 for a single split; not yet known of a column's folds
 * @param stratified whether each fold gets its share of every class; classification by the rules
 *     hash and split only
 * @param column whose values name the fold a row validates; for the rule COLUMN
 * @param fraction of the training rows that validate, in (0, 1); for the rule SPLIT
 * @param source a table whose rows validate; for the rule SOURCE
 * @param order how folds follow each other; for the rule TIME
 * @param repeats how often all rows are cut into k folds, differently each time; at least 1
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

  /** Who decides about a row's fold. */
  public enum Rule {
    /** A hash of the row's key: stable under order, partitions and cluster size. */
    HASH,
    /**
     * Spark's own {@code kFold}, which depends on partitions; for comparison with CrossValidator.
     */
    SPARK,
    /** Each fold validates a stretch of time and trains on what was before. */
    TIME,
    /** A column names it. */
    COLUMN,
    /** One fold: a share of the rows, by the hash of their key. */
    SPLIT,
    /** One fold: the rows of a second table. */
    SOURCE
  }

  /** On how much of what was before a fold trains. */
  public enum Window {
    /** All of it. */
    EXPANDING,
    /** The stretch just before, as long as one that validates. */
    SLIDING
  }

  /**
   * Folds by time.
   *
   * @param gap between training and validation, of a date or timestamp
   * @param distance the same, of a number, in its own unit
   */
  public record TimeOrder(Window window, Optional<Duration> gap, OptionalDouble distance) {

    public static TimeOrder usual() {
      return new TimeOrder(Window.EXPANDING, Optional.empty(), OptionalDouble.empty());
    }

    /** In seconds, or in the number's own unit; 0 for none. */
    public double amount() {
      return gap.map(time -> time.toMillis() / 1000.0).orElse(distance.orElse(0));
    }
  }

  public FoldsPlan {
    if (repeats < 1) {
      throw new IllegalArgumentException("Folds are cut once at least, not %d.".formatted(repeats));
    }
  }

  /** Folds that are cut once. */
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

  /** Folds by a rule that needs no more. */
  public FoldsPlan(Rule rule, int number, boolean stratified) {
    this(rule, number, stratified, Optional.empty(), 0, Optional.empty(), TimeOrder.usual());
  }

  /** The same, cut so many times. */
  public FoldsPlan times(int so) {
    return new FoldsPlan(rule, number, stratified, column, fraction, source, order, so);
  }

  /** Folds that a trial is evaluated on, over all repeats. */
  public int all() {
    return Math.multiplyExact(number, repeats);
  }

  /** Whether the rule is one of those that part rows into k folds of about equal size by chance. */
  public boolean isEven() {
    return rule == Rule.HASH || rule == Rule.SPARK;
  }
}
