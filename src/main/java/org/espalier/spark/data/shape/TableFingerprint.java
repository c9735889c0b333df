package org.espalier.spark.data.shape;

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
import org.espalier.spark.data.column.ColumnPass;

/** Fingerprint of a table: its columns, number of rows and the rows themselves in any order. */
public final class TableFingerprint {

  /** Hashes of whole rows are of the data alone: a study's seed has no part in them. */
  public static final RowHash.Tag ROW = new RowHash.Tag(0, "row");

  /** Half of a digest: chance agreement of two tables is out of the question still. */
  private static final int BYTES = 16;

  private TableFingerprint() {}

  /** Of a table, by one pass over it. Columns that have no hash, such as maps, do not count. */
  public static Fingerprint of(Dataset<?> table) {
    List<StructField> fields = hashable(table.schema());
    ScanTally all =
        ColumnPass.over(table.toDF(), ScanTally.columns(rowHash(fields)), new ScanTally(0));
    return of(fields, all.rows(), all.low(), all.high());
  }

  /** Columns that have a hash, sorted by name. */
  public static List<StructField> hashable(StructType schema) {
    return Arrays.stream(schema.fields())
        .filter(field -> RowHash.covers(field.dataType()))
        .sorted(Comparator.comparing(StructField::name))
        .toList();
  }

  /** The hash of a whole row, for which the order of columns is of no account. */
  public static Column rowHash(List<StructField> hashable) {
    return RowHash.of(ROW, hashable);
  }

  /**
   * The rows with a column more, the hash of each row.
   *
   * @param name that no column has
   */
  public static Dataset<Row> withRowHash(Dataset<Row> rows, String name) {
    return rows.withColumn(name, rowHash(hashable(rows.schema())));
  }

  /**
   * Of a table whose rows are known.
   *
   * @param low sum of the lower words of the rows' hashes
   * @param high sum of their upper words
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
