package org.espalier.spark.data.table;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Serial;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.unsafe.Platform;

/**
 * Function that computes the hashes of {@link RowHash#of} for a row under several tags at once,
 * where a plan takes two expressions for each column and tag.
 */
final class WideRowHash implements Serializable {

  @Serial private static final long serialVersionUID = 1;

  /** Seed of Spark's function {@code xxhash64}. */
  private static final long XXHASH64 = 42;

  private final long[] starts; // by tag
  private final List<StoredField> fields;

  /**
   * @param fields columns in the order in which they are hashed, of types that {@link
   *     StoredField#covers}
   */
  WideRowHash(List<RowHash.Tag> tags, List<StoredField> fields) {
    this.starts = tags.stream().mapToLong(WideRowHash::start).toArray();
    this.fields = List.copyOf(fields);
  }

  /** Returns the hash of seed and name, which the hashes of the values extend. */
  private static long start(RowHash.Tag tag) {
    return bytes(tag.name().getBytes(UTF_8), XXH64.hashLong(tag.seed(), XXHASH64));
  }

  /** Returns the hashes of a row in the order of the tags. */
  long[] of(InternalRow row) {
    long[] hashes = starts.clone();
    for (StoredField field : fields) {
      boolean isNull = field.isNull(row);
      for (int tag = 0; tag < hashes.length; tag++) {
        hashes[tag] = XXH64.hashInt(isNull ? 1 : 0, hashes[tag]);
      }
      if (!isNull) {
        add(field, row, hashes);
      }
    }
    return hashes;
  }

  /** Extends hashes by a value in the form of {@link RowHash#canonical}. */
  private static void add(StoredField field, InternalRow row, long[] hashes) {
    if (field.type() instanceof DoubleType || field.type() instanceof FloatType) {
      double value = field.number(row);
      // Both zeros, and all NaNs, have one hash.
      addWhole(Double.doubleToLongBits(value == 0 ? 0 : value), hashes);
    } else if (field.type() instanceof BooleanType) {
      int flag = row.getBoolean(field.ordinal()) ? 1 : 0;
      for (int tag = 0; tag < hashes.length; tag++) {
        hashes[tag] = XXH64.hashInt(flag, hashes[tag]);
      }
    } else if (field.type() instanceof DecimalType decimal) {
      String text =
          row.getDecimal(field.ordinal(), decimal.precision(), decimal.scale())
              .toJavaBigDecimal()
              .setScale(decimal.scale())
              .toPlainString();
      addBytes(text.getBytes(UTF_8), hashes);
    } else if (field.type().equals(DataTypes.StringType)) {
      addBytes(row.getUTF8String(field.ordinal()).getBytes(), hashes);
    } else {
      addWhole(field.whole(row), hashes);
    }
  }

  private static void addWhole(long value, long[] hashes) {
    for (int tag = 0; tag < hashes.length; tag++) {
      hashes[tag] = XXH64.hashLong(value, hashes[tag]);
    }
  }

  private static void addBytes(byte[] text, long[] hashes) {
    for (int tag = 0; tag < hashes.length; tag++) {
      hashes[tag] = bytes(text, hashes[tag]);
    }
  }

  private static long bytes(byte[] text, long hash) {
    return XXH64.hashUnsafeBytes(text, Platform.BYTE_ARRAY_OFFSET, text.length, hash);
  }
}
