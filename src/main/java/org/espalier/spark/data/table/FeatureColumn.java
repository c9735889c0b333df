package org.espalier.spark.data.table;

import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Column that models may see, with its statistics on the training rows.
 *
 * @param name of the column in the study's rows
 * @param missing number of rows without a value, including NaN where it counts as missing
 * @param distinct number of distinct values of a {@link ColumnKind#TEXT} or {@link
 *     ColumnKind#PROSE} column; 0 for other kinds
 */
public record FeatureColumn(String name, ColumnKind kind, long missing, long distinct) {

  /** Numbers that a column of unknown size is counted as. */
  public static final int UNKNOWN = 100;

  /** The name by which users know it. */
  public String display() {
    return ReservedColumns.display(name);
  }

  /** Kind of a column, by which a pipeline treats it. */
  public enum ColumnKind {
    NUMERIC,
    BOOLEAN,
    TEXT,
    /** Texts of several words, many of them distinct. */
    PROSE,
    /** Vector of Spark ML, without missing values. */
    VECTOR,
    /** Anything else: only stages of a study's own can read it. */
    OTHER
  }

  /** Approximate number of places in the vector of features, if words are not made columns. */
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

  /** Approximate number of features of a dataset, where vectors may declare their size. */
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

  /** Number of columns, as a text. */
  public static String count(List<FeatureColumn> columns) {
    return columns.size() == 1
        ? "1 feature column"
        : "%d feature columns".formatted(columns.size());
  }
}
