package org.espalier.spark.data.table;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.espalier.journal.StudyEvent.Fingerprint;

/**
 * Fingerprint of a table: a digest of its columns, the number of rows, and the rows themselves in
 * any order.
 */
public final class TableFingerprint {

  /** Tag of the hashes of whole rows, which do not depend on a study's seed. */
  public static final RowHash.Tag ROW = new RowHash.Tag(0, "row");

  /** Number of bytes kept of the 32 of SHA-256; these still exclude collisions by chance. */
  private static final int BYTES = 16;

  private TableFingerprint() {}

  /**
   * Computes the fingerprint of a table in one pass. Columns without a hash, such as maps, do not
   * count.
   */
  public static Fingerprint of(Dataset<?> table) {
    List<StructField> fields = hashable(table.schema());
    Columns none = new Columns(Optional.empty(), List.of(), Map.of(), List.of(), fields);
    return TableScan.of(table.toDF(), none).fingerprint();
  }

  /** Returns the columns that have a hash, sorted by name. */
  public static List<StructField> hashable(StructType schema) {
    return Arrays.stream(schema.fields())
        .filter(field -> RowHash.covers(field.dataType()))
        .sorted(Comparator.comparing(StructField::name))
        .toList();
  }

  /** Returns the hash of a whole row, which does not depend on the order of the table's columns. */
  public static Column rowHash(List<StructField> hashable) {
    return RowHash.of(ROW, hashable);
  }

  /**
   * Returns the rows with a further column that holds the hash of each row.
   *
   * @param hashable columns that are hashed, sorted by name
   * @param name name of the new column, which no other column has
   */
  public static Dataset<Row> withRowHash(
      Dataset<Row> rows, List<StructField> hashable, String name) {
    RowHashes.Hashed hashed = new RowHashes(Map.of(), List.of(), hashable).of(rows);
    Column hash = Objects.requireNonNull(hashed.hashes().get(ReservedColumns.ROW_HASH));
    return hashed.rows().withColumn(name, hash).drop(ReservedColumns.HASHES);
  }

  /**
   * Returns the fingerprint of a table from the sums of its rows' hashes.
   *
   * @param rows number of rows
   * @param low sum of the lower 32-bit words of the rows' hashes
   * @param high sum of the upper 32-bit words of the rows' hashes
   */
  static Fingerprint of(List<StructField> hashable, long rows, long low, long high) {
    Map<String, String> types = new LinkedHashMap<>();
    hashable.forEach(field -> types.put(field.name(), field.dataType().simpleString()));
    StringBuilder text = new StringBuilder();
    types.forEach((name, type) -> text.append(name).append(':').append(type).append('\n'));
    text.append(rows).append('\n').append(low).append(' ').append(high);
    return new Fingerprint(rows == 0 ? "" : digest(text.toString()), rows, types);
  }

  /**
   * Returns a fingerprint that depends on the roles of the columns and not on their names.
   *
   * @param whole fingerprint of the table
   * @param roles roles of the columns, which enter the digest
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
