package org.espalier.spark.data;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.shiftrightunsigned;
import static org.apache.spark.sql.functions.sum;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.espalier.journal.StudyEvent.Fingerprint;

/** Fingerprint of a table: its columns, number of rows and the rows themselves in any order. */
public final class TableFingerprint {

  /** Hashes of whole rows are of the data alone: a study's seed has no part in them. */
  private static final long SEED = 0;

  /** Half of a digest: chance agreement of two tables is out of the question still. */
  private static final int BYTES = 16;

  private static final long LOW_WORD = 0xFFFFFFFFL;
  private static final int WORD_BITS = 32;

  private TableFingerprint() {}

  /** Of a table, by one pass over it. Columns that have no hash, such as maps, do not count. */
  public static Fingerprint of(Dataset<?> table) {
    List<StructField> fields = hashable(table.schema());
    List<Column> sums = sums(fields);
    Row row = table.toDF().select(count(lit(1)), sums.get(0), sums.get(1)).first();
    return of(fields, row.getLong(0), row.getLong(1), row.getLong(2));
  }

  /** Columns that have a hash, sorted by name. */
  static List<StructField> hashable(StructType schema) {
    return Arrays.stream(schema.fields())
        .filter(field -> RowHash.covers(field.dataType()))
        .sorted(Comparator.comparing(StructField::name))
        .toList();
  }

  /** The hash of a whole row, for which the order of columns is of no account. */
  static Column rowHash(List<StructField> hashable) {
    return RowHash.of(SEED, "row", hashable);
  }

  /**
   * Sums of the rows' lower and upper words: a sum of 64-bit hashes would overflow, which Spark 4
   * refuses.
   */
  static List<Column> sums(List<StructField> hashable) {
    Column hash = rowHash(hashable);
    return List.of(
        coalesce(sum(hash.bitwiseAND(LOW_WORD)), lit(0L)),
        coalesce(sum(shiftrightunsigned(hash, WORD_BITS)), lit(0L)));
  }

  /** Of a table whose rows and {@link #sums} are known. */
  static Fingerprint of(List<StructField> hashable, long rows, long low, long high) {
    Map<String, String> types = new LinkedHashMap<>();
    hashable.forEach(field -> types.put(field.name(), field.dataType().simpleString()));
    StringBuilder text = new StringBuilder();
    types.forEach((name, type) -> text.append(name).append(':').append(type).append('\n'));
    text.append(rows).append('\n').append(low).append(' ').append(high);
    return new Fingerprint(rows == 0 ? "" : digest(text.toString()), rows, types);
  }

  /**
   * The same without names of columns.
   *
   * @param roles what they are for, which the digest then tells apart too
   */
  public static Fingerprint withoutNames(Fingerprint whole, String roles) {
    return new Fingerprint(digest(whole.digest() + '\n' + roles), whole.rows(), Map.of());
  }

  private static String digest(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
