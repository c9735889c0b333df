package org.espalier.spark.data;

/**
 * A column that models may see, over the training rows.
 *
 * @param missing rows without a value; NaN among them where it counts as missing
 * @param distinct different values of a {@link Kind#TEXT} column; 0 for other kinds
 */
public record FeatureColumn(String name, Kind kind, long missing, long distinct) {

  /** What a pipeline can do with a column. */
  public enum Kind {
    NUMERIC,
    BOOLEAN,
    TEXT
  }
}
