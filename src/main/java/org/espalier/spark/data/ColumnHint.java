package org.espalier.spark.data;

/**
 * A column that probably is no feature like the others.
 *
 * @param column as the source has it
 * @param distinct different values, about; 0 of times
 */
public record ColumnHint(String column, Kind kind, long distinct) {

  /** What it probably says of a row. */
  public enum Kind {
    /** Which one it is. */
    ID,
    /** What it belongs to, with other rows. */
    GROUP,
    /** When it became known. */
    TIME
  }
}
