package org.espalier.spark.data;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SplittableRandom;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.espalier.spark.data.fold.HeldOut;
import org.espalier.spark.data.fold.RowCut;
import org.espalier.spark.data.table.ReservedColumns;
import org.espalier.spark.data.table.RowHash;
import org.espalier.spec.rows.FoldsPlan;
import org.espalier.testing.SparkTest;

/**
 * Hundred rows with key columns of every kind, their hashes, folds and ranks: the file {@code
 * rows-v1.csv}, from which no version of Spark may depart. The main method made it, run with the
 * file's path on the tests' class path.
 */
final class GoldenRows {

  static final String RESOURCE = "rows-v1.csv";

  private static final int ROWS = 100;
  private static final long SEED = 20_261;
  private static final int FOLDS = 4;
  private static final double HELD_OUT = 0.2;

  /** Sorted by name, as a key is. */
  private static final String KEY =
      "a byte, b short, c int, d bigint, e float, f double, g decimal(12,8), h boolean, i string,"
          + " j date, k timestamp";

  private static final String RESULT =
      "espalier_test_hash bigint, espalier_fold_hash bigint, espalier_rank_hash bigint,"
          + " espalier_fold int, espalier_rank double";

  private GoldenRows() {}

  public static void main(String[] arguments) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(String.join(",", fieldNames()));
    lines.addAll(computed(SparkTest.spark(), keys()));
    Files.write(Path.of(arguments[0]), lines);
    SparkTest.spark().stop();
  }

  /** A file's lines without its header, with everything after the key computed anew. */
  static List<String> computed(SparkSession spark, List<String> keys) {
    List<String> shuffled = new ArrayList<>(keys);
    Collections.shuffle(shuffled, new Random(1));
    Dataset<Row> rows =
        spark
            .read()
            .schema(StructType.fromDDL(KEY))
            .option("timeZone", "UTC")
            .csv(spark.createDataset(shuffled, Encoders.STRING()));
    Dataset<Row> hashed =
        rows.withColumn(ReservedColumns.TEST_HASH, hash("test"))
            .withColumn(ReservedColumns.FOLD_HASH, hash("fold"))
            .withColumn(ReservedColumns.RANK_HASH, hash("rank"))
            .withColumn(ReservedColumns.ROW_HASH, RowHash.of(new RowHash.Tag(0, "row"), key()))
            // Two strata: rows with a true flag, and the others.
            .withColumn(ReservedColumns.STRATUM, when(col("h"), lit(1)).otherwise(lit(0)));
    RowCut cut =
        new RowCut(
            new FoldsPlan(FoldsPlan.Rule.HASH, FOLDS, true), HeldOut.of(HELD_OUT), SEED, ROWS);
    List<String> results = fieldNames();
    return cut
        .cut(hashed, ROWS, 1)
        .rows()
        .select(results.stream().map(name -> col(name)).toArray(Column[]::new))
        .collectAsList()
        .stream()
        .sorted(Comparator.comparing(row -> row.getLong(3)))
        .map(row -> line(keys, row))
        .toList();
  }

  /** The key as it was written, then the results. */
  private static String line(List<String> keys, Row row) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      values.add(String.valueOf(row.get(i)));
    }
    int keyColumns = key().size();
    String number = values.get(3);
    String written =
        keys.stream().filter(key -> key.split(",", -1)[3].equals(number)).findFirst().orElseThrow();
    return written + "," + String.join(",", values.subList(keyColumns, values.size()));
  }

  private static Column hash(String tag) {
    return RowHash.of(new RowHash.Tag(SEED, tag), key());
  }

  private static List<StructField> key() {
    return List.of(StructType.fromDDL(KEY).fields());
  }

  static int keyColumns() {
    return key().size();
  }

  private static List<String> fieldNames() {
    List<String> names = new ArrayList<>(List.of(StructType.fromDDL(KEY).fieldNames()));
    names.addAll(List.of(StructType.fromDDL(RESULT).fieldNames()));
    return names;
  }

  /** Keys as CSV, each with its number in column d; every seventh value or so is null. */
  private static List<String> keys() {
    SplittableRandom random = new SplittableRandom(SEED);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      List<String> values =
          List.of(
              maybe(random, String.valueOf(random.nextInt(-128, 128))),
              maybe(random, String.valueOf(random.nextInt(-32_768, 32_768))),
              maybe(random, String.valueOf(random.nextInt())),
              String.valueOf(i * 10_000_000_000L),
              maybe(random, fraction(i, String.valueOf((float) random.nextDouble(-9, 9)))),
              maybe(random, fraction(i + 1, String.valueOf(random.nextDouble(-9, 9)))),
              maybe(
                  random,
                  BigDecimal.valueOf(random.nextLong(1_000L) * (i % 2 == 0 ? 1 : 1_000_003), 8)
                      .toPlainString()),
              maybe(random, String.valueOf(random.nextBoolean())),
              maybe(random, "wörd " + random.nextInt(1_000)),
              maybe(
                  random,
                  "%d-0%d-1%d"
                      .formatted(
                          1900 + random.nextInt(150), 1 + random.nextInt(9), random.nextInt(10))),
              maybe(
                  random,
                  String.format(
                      Locale.ROOT,
                      "%d-11-24T0%d:30:00.%06dZ",
                      1960 + random.nextInt(70),
                      random.nextInt(10),
                      random.nextInt(1_000_000))));
      lines.add(String.join(",", values));
    }
    return lines;
  }

  /** Values whose form must not tell: zero with a sign, NaN. */
  private static String fraction(int number, String usual) {
    return switch (number % 10) {
      case 0 -> "-0.0";
      case 1 -> "0.0";
      case 2 -> "NaN";
      default -> usual;
    };
  }

  private static String maybe(SplittableRandom random, String value) {
    return random.nextInt(7) == 0 ? "" : value;
  }
}
