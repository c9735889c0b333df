package org.espalier.spark.data.table;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Serial;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.unsafe.Platform;
import org.espalier.spark.ColumnNames;

/**
 * Function that computes the hashes of {@link RowHash#of} for a row under several tags at once. It
 * is one expression of a plan, where {@code xxhash64} takes two for each column and tag.
 */
final class WideRowHash implements UDF1<Row, long[]> {

  @Serial private static final long serialVersionUID = 1;

  /** Seed of Spark's function {@code xxhash64}. */
  private static final long XXHASH64 = 42;

  private final long[] starts; // by tag

  private WideRowHash(long[] starts) {
    this.starts = starts;
  }

  /**
   * Returns the hashes as an array of long, in the order of the tags.
   *
   * @param fields columns in the order in which they are hashed
   * @return empty if some column can be hashed by Spark's own function only
   */
  static Optional<Column> of(List<RowHash.Tag> tags, List<StructField> fields) {
    if (!fields.stream().allMatch(field -> covers(field.dataType()))) {
      return Optional.empty();
    }
    WideRowHash hash = new WideRowHash(tags.stream().mapToLong(WideRowHash::start).toArray());
    Column[] values = fields.stream().map(WideRowHash::value).toArray(Column[]::new);
    return Optional.of(
        functions
            .udf(hash, DataTypes.createArrayType(DataTypes.LongType, false))
            .apply(functions.struct(values)));
  }

  /** Returns the hash of seed and name, which the hashes of the values extend. */
  private static long start(RowHash.Tag tag) {
    return bytes(tag.name().getBytes(UTF_8), XXH64.hashLong(tag.seed(), XXHASH64));
  }

  private static boolean covers(DataType type) {
    return type instanceof NumericType
        || type instanceof BooleanType
        || type.equals(DataTypes.StringType)
        || type instanceof DateType
        || type instanceof TimestampType;
  }

  /** Returns a column's value as a long, a double, a boolean, or the bytes of a text. */
  private static Column value(StructField field) {
    Column column = ColumnNames.column(field.name());
    DataType type = field.dataType();
    Column plain = RowHash.canonical(column, type);
    boolean text = type instanceof DecimalType || type.equals(DataTypes.StringType);
    return text ? plain.cast(DataTypes.BinaryType) : plain;
  }

  @Override
  public long[] call(Row row) {
    long[] hashes = starts.clone();
    int width = row.size();
    for (int i = 0; i < width; i++) {
      Object value = row.get(i);
      for (int tag = 0; tag < hashes.length; tag++) {
        long flagged = XXH64.hashInt(value == null ? 1 : 0, hashes[tag]);
        hashes[tag] = value == null ? flagged : add(value, flagged);
      }
    }
    return hashes;
  }

  private static long add(Object value, long hash) {
    if (value instanceof Double fraction) {
      // Both zeros, and all NaNs, have one hash.
      double same = fraction == 0 ? 0 : fraction;
      return XXH64.hashLong(Double.doubleToLongBits(same), hash);
    }
    if (value instanceof Long number) {
      return XXH64.hashLong(number, hash);
    }
    return value instanceof Boolean flag
        ? XXH64.hashInt(flag ? 1 : 0, hash)
        : bytes((byte[]) value, hash);
  }

  private static long bytes(byte[] text, long hash) {
    return XXH64.hashUnsafeBytes(text, Platform.BYTE_ARRAY_OFFSET, text.length, hash);
  }
}
