package org.espalier.spark.data.table;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Column;
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
 * Hashes of a row. Equal values give equal hashes, independent of the order of rows, the
 * partitions, the cluster, the width of a number's type, and the Spark version.
 */
public final class RowHash {

  private static final UserDefinedFunction ADDED =
      functions.udf((Long hash, Long number) -> XXH64.hashLong(number, hash), DataTypes.LongType);

  private RowHash() {}

  /**
   * Returns true if values of a type have a hash. Maps have no order of entries, and variants no
   * canonical form.
   */
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
   * @param name name of the hash; different names give independent hashes
   */
  public record Tag(long seed, String name) {}

  /**
   * Returns the hash of columns under a tag.
   *
   * @param fields columns in the order in which they are hashed
   */
  public static Column of(Tag tag, List<StructField> fields) {
    List<Column> parts = new ArrayList<>();
    parts.add(functions.lit(tag.seed()));
    parts.add(functions.lit(tag.name()));
    for (StructField field : fields) {
      Column column = ColumnNames.column(field.name());
      parts.add(column.isNull()); // xxhash64 ignores a null
      parts.add(canonical(column, field.dataType()));
    }
    return functions.xxhash64(parts.toArray(Column[]::new));
  }

  /** Returns a hash extended by a number, as if the number were a further column. */
  public static Column with(Column hash, Column number) {
    return ADDED.apply(hash, number);
  }

  /** Returns a canonical form, which is the same for equal values of types of different width. */
  static Column canonical(Column column, DataType type) {
    if (type instanceof ByteType || type instanceof ShortType || type instanceof IntegerType) {
      return column.cast(DataTypes.LongType);
    }
    if (type instanceof FloatType || type instanceof DoubleType) {
      return column.cast(DataTypes.DoubleType); // xxhash64 treats all zeros and NaNs alike
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

  /**
   * Returns a function that writes decimals without an exponent. Spark's cast writes small decimals
   * with or without one, depending on its ANSI setting.
   */
  private static UserDefinedFunction plainText(int scale) {
    UDF1<BigDecimal, String> text =
        value -> value == null ? null : value.setScale(scale).toPlainString();
    return functions.udf(text, DataTypes.StringType);
  }
}
