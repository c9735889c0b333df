package org.espalier.plan;

/**
 * How rows are cut for cross-validation.
 *
 * @param number k, at least 2
 * @param stratified whether each fold gets its share of every class; classification by the hash
 *     rule only
 */
public record FoldsPlan(Rule rule, int number, boolean stratified) {

  /** Who decides about a row's fold. */
  public enum Rule {
    /** A hash of the row's key: stable under order, partitions and cluster size. */
    HASH,
    /**
     * Spark's own {@code kFold}, which depends on partitions; for comparison with CrossValidator.
     */
    SPARK
  }
}
