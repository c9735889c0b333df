package org.espalier.spark.data;

/**
 * Column that probably is no feature like the others.
 *
 * @param column as the source has it
 * @param why in words; empty for times
 */
public record ColumnHint(String column, ProbableRole kind, String why) {

  /** Role that the column probably has. */
  public enum ProbableRole {
    /** Name of the row. */
    ID,
    /** Name of a group that the row belongs to with others. */
    GROUP,
    /** Time at which the row became known. */
    TIME,
    /** Label itself, in the same or in other words or units. */
    COPY,
    /** Consequence of the label, as far as it alone tells it. */
    LEAK,
    /** Category with so many values that few rows have each. */
    LEVELS
  }
}
