package org.espalier.spark.data;

/**
 * Hint that a column is probably not an ordinary feature.
 *
 * @param column name of the column in the source
 * @param kind role that the column probably has
 * @param why reason in words; empty for {@link ProbableRole#TIME}
 */
public record ColumnHint(String column, ProbableRole kind, String why) {

  /** Role that the column probably has. */
  public enum ProbableRole {
    /** Identifies the row. */
    ID,
    /** Identifies a group of rows, such as the rows of one customer. */
    GROUP,
    /** Time at which the row became known. */
    TIME,
    /** Copy of the label, possibly in other words or units. */
    COPY,
    /** Probable consequence of the label: the column alone predicts most or some of the labels. */
    LEAK,
    /** Category with so many values that few rows have each. */
    LEVELS
  }
}
