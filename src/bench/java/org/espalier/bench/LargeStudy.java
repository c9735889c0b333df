package org.espalier.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Part {@code study} of the benchmark {@code large}: the study of {@code conf/flights.conf} on
 * twenty copies of its table with jittered numbers, as a job of its own that reads sixteen Parquet
 * files.
 */
final class LargeStudy {

  static final String NAME = "study";

  private static final Path FOLDER = Path.of("target", "bench", "flights20");
  private static final int COPIES = 20;
  private static final int FILES = 16;

  /** Numbers that are jittered by up to a twentieth of their size. */
  private static final List<String> NUMBERS = List.of("distance", "built", "seats");

  private static final double JITTER = 0.05;

  private static final Duration LIMIT = Duration.ofMinutes(15);

  private static final String STUDY =
      """
      study = flights20
      data { format = parquet, source = "%s", label = late, time = day, test = { held-out-after = "2013-11-01" } }
      learners = [
        { type = logistic-regression, space { regParam = { from = 1e-6, to = 0.1, scale = log }, maxIter = 30 } }
      ]
      metric   = area-under-roc
      folds    = { fold-rule = time, num-folds = 3, gap = 1 d }
      search   = { sampler = random, trials = 6 }
      schedule = { scheduler = halving, min-resource = 10000 }
      """;

  private LargeStudy() {}

  /**
   * Writes the files, unless they are there, runs the study and prints its lines with their times.
   *
   * @param data folder of the tables
   */
  static Map<String, Object> run(Path data) throws IOException, InterruptedException {
    if (!Files.isRegularFile(FOLDER.resolve("_SUCCESS"))) {
      write(data);
    }
    Path study = FOLDER.resolveSibling("flights20.conf");
    Files.writeString(study, STUDY.formatted(FOLDER.toAbsolutePath()));
    LocalRun run =
        LocalRun.of(
            List.of("tune", study.toString(), "--output", "target/bench/studies"),
            environment -> environment.put("ESPALIER_DRIVER_MEMORY", "9g"),
            LIMIT);
    run.lines()
        .forEach(
            line -> System.out.printf(Locale.ROOT, "%7.1f s  %s%n", line.seconds(), line.text()));
    run.finished();
    return Map.of("name", NAME, "seconds", run.seconds());
  }

  private static void write(Path data) {
    SparkSession spark = SparkSession.builder().appName("espalier: flights").getOrCreate();
    String[] tables = {"flights", "planes"};
    for (String table : tables) {
      spark
          .read()
          .option("header", true)
          .option("inferSchema", true)
          .option("nullValue", "NA")
          .csv(data.resolve("nycflights13/%s.csv.gz".formatted(table)).toString())
          .createOrReplaceTempView(table);
    }
    Dataset<Row> flights =
        spark.sql(
            """
            SELECT int(f.arr_delay > 15) AS late, make_date(f.year, f.month, f.day) AS day, f.month,
                   dayofweek(make_date(f.year, f.month, f.day)) AS weekday, f.hour, f.carrier, f.origin, f.dest,
                   f.distance, p.year AS built, p.seats, p.manufacturer
            FROM flights f LEFT JOIN planes p ON f.tailnum = p.tailnum WHERE f.arr_delay IS NOT NULL""");
    Map<String, Column> jittered =
        NUMBERS.stream()
            .collect(
                Collectors.toMap(
                    name -> name,
                    name ->
                        functions
                            .col(name)
                            .multiply(
                                functions
                                    .rand(NUMBERS.indexOf(name))
                                    .multiply(2 * JITTER)
                                    .plus(1 - JITTER))));
    spark
        .range(COPIES)
        .drop("id")
        .crossJoin(flights)
        .repartition(FILES)
        .withColumns(jittered)
        .write()
        .parquet(FOLDER.toString());
    spark.stop();
  }
}
