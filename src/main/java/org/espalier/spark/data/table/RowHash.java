package org.espalier.spark.data.table;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampType;
import org.espalier.spark.ColumnNames;

/**
 * Hashes of a row: the same for the same values whatever the order of rows, the partitions, the
 * cluster, the width of a number's type, or the line of Spark.
 */
public final class RowHash {

  private static final UserDefinedFunction ADDED =
      functions.udf((Long hash, Long number) -> XXH64.hashLong(number, hash), DataTypes.LongType);

  private RowHash() {}

  /** True if values of a type have a hash; maps have no order of entries, variants no one form. */
  static boolean covers(DataType type) {
    if (type instanceof ArrayType array) {
      return covers(array.elementType());
    }
    if (type instanceof StructType struct) {
      return Arrays.stream(struct.fields()).allMatch(field -> covers(field.dataType()));
    }
    return !(type instanceof MapType) && !type.typeName().equals("variant");
  }

  /**
   * Seed and name of a hash.
   *
   * @param name different ones give independent hashes
   */
  public record Tag(long seed, String name) {}

  /**
   * Rows and hashes of them.
   *
   * @param hashes by name, as expressions on these rows
   */
  public record Hashed(Dataset<Row> rows, Map<String, Column> hashes) {}

  /**
   * The hash of columns under a tag.
   *
   * @param fields in the order in which they are hashed
   */
  public static Column of(Tag tag, List<StructField> fields) {
    return wide(List.of(tag), fields)
        .map(all -> all.getItem(0))
        .orElseGet(() -> narrow(tag, fields));
  }

  /**
   * Hashes of a key under several tags, and {@link ReservedColumns#ROW_HASH} of whole rows; of a
   * wide table they are computed together.
   *
   * @param tags by name of the hash
   * @param hashable all columns of the rows that have a hash
   */
  public static Hashed of(
      Dataset<Row> rows, Map<String, Tag> tags, List<StructField> key, List<StructField> hashable) {
    Map<String, Tag> asked = new LinkedHashMap<>(tags);
    if (key.equals(hashable)) {
      asked.put(ReservedColumns.ROW_HASH, TableFingerprint.ROW);
    }
    Optional<Column> all = wide(List.copyOf(asked.values()), key);
    Map<String, Column> hashes = new LinkedHashMap<>();
    asked.forEach(
        (name, tag) ->
            hashes.put(
                name,
                all.isPresent()
                    ? functions.col(ReservedColumns.HASHES).getItem(hashes.size())
                    : narrow(tag, key)));
    hashes.computeIfAbsent(ReservedColumns.ROW_HASH, name -> TableFingerprint.rowHash(hashable));
    return new Hashed(
        all.map(column -> rows.withColumn(ReservedColumns.HASHES, column)).orElse(rows), hashes);
  }

  private static Optional<Column> wide(List<Tag> tags, List<StructField> fields) {
    return PlanSettings.isWide(fields.size()) ? WideRowHash.of(tags, fields) : Optional.empty();
  }

  private static Column narrow(Tag tag, List<StructField> fields) {
    List<Column> parts = new ArrayList<>();
    parts.add(functions.lit(tag.seed()));
    parts.add(functions.lit(tag.name()));
    for (StructField field : fields) {
      Column column = ColumnNames.column(field.name());
      parts.add(column.isNull()); // a null leaves xxhash64 as it is
      parts.add(canonical(column, field.dataType()));
    }
    return functions.xxhash64(parts.toArray(Column[]::new));
  }

  /** A hash to which a number is added as if it were a further column. */
  public static Column with(Column hash, Column number) {
    return ADDED.apply(hash, number);
  }

  /** One form for equal values, by the rule of the package {@code data}. */
  static Column canonical(Column column, DataType type) {
    if (type instanceof ByteType || type instanceof ShortType || type instanceof IntegerType) {
      return column.cast(DataTypes.LongType);
    }
    if (type instanceof FloatType || type instanceof DoubleType) {
      return column.cast(DataTypes.DoubleType); // xxhash64 has one zero and one NaN
    }
    if (type instanceof DecimalType decimal) {
      return plainText(decimal.scale()).apply(column);
    }
    if (type instanceof DateType) {
      return functions.unix_date(column).cast(DataTypes.LongType);
    }
    if (type.equals(SQLDataTypes.VectorType())) {
      return org.apache.spark.ml.functions.vector_to_array(column, "float64");
    }
    return type instanceof TimestampType ? functions.unix_micros(column) : column;
  }

  /** Spark's own cast writes small decimals with an exponent or without, by its ANSI setting. */
  private static UserDefinedFunction plainText(int scale) {
    UDF1<BigDecimal, String> text =
        value -> value == null ? null : value.setScale(scale).toPlainString();
    return functions.udf(text, DataTypes.StringType);
  }
}
