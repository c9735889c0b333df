package org.espalier.spark.data.table;

import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Feature column of a study, with its statistics on the training rows.
 *
 * @param name name of the column in the study's rows
 * @param missing number of rows without a value, including NaN where it counts as missing
 * @param distinct number of distinct values of a {@link ColumnKind#TEXT} or {@link
 *     ColumnKind#PROSE} column; 0 for other kinds
 */
public record FeatureColumn(String name, ColumnKind kind, long missing, long distinct) {

  /**
   * Assumed number of features of a vector of unknown size, or of a column of prose or another
   * kind.
   */
  public static final int UNKNOWN = 100;

  /** Returns the name that users know. */
  public String display() {
    return ReservedColumns.display(name);
  }

  /** Kind of a column, which determines the stages that prepare it. */
  public enum ColumnKind {
    NUMERIC,
    BOOLEAN,
    TEXT,
    /** Texts of several words, many of them distinct. */
    PROSE,
    /** Vector of Spark ML, without missing values. */
    VECTOR,
    /** Any other type, which only a study's own stages can read. */
    OTHER
  }

  /** Returns the approximate size of the feature vector, if words are not made columns. */
  public static int places(List<FeatureColumn> columns) {
    return columns.stream()
        .mapToInt(
            column ->
                switch (column.kind()) {
                  case NUMERIC, BOOLEAN, TEXT -> 1;
                  case PROSE, VECTOR, OTHER -> UNKNOWN;
                })
        .sum();
  }

  /**
   * Returns the approximate number of features of a dataset, with the declared size of its vectors.
   */
  public static int places(StructType schema) {
    return Stream.of(schema.fields())
        .mapToInt(
            field -> {
              if (!field.dataType().equals(SQLDataTypes.VectorType())) {
                return 1;
              }
              int declared = AttributeGroup.fromStructField(field).size();
              return declared > 0 ? declared : UNKNOWN;
            })
        .sum();
  }

  /** Returns the number of columns, in words. */
  public static String count(List<FeatureColumn> columns) {
    return columns.size() == 1
        ? "1 feature column"
        : "%d feature columns".formatted(columns.size());
  }
}
