package org.espalier.spark.collected;

/** Outcome of collecting the rows of a table. */
public sealed interface CollectedTable {

  /** All rows. */
  record Whole(CollectedRows rows) implements CollectedTable {}

  /**
   * More bytes of rows than allowed.
   *
   * @param seen size of the rows before collecting ended
   */
  record TooLarge(TableSize seen) implements CollectedTable {}

  /** Rows of which MLlib would refuse one, or no row. */
  record Refused() implements CollectedTable {}
}
