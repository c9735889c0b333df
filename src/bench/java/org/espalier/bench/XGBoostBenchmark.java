package org.espalier.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/** XGBoost against Python's library, and ours against ours with fewer rounds. */
final class XGBoostBenchmark {

  /** Runs a fit of each with few candidates, to try it. */
  private static final String SHORT = "short";

  private static final List<String> LINES = List.of("adult", "bank", "flights", "early", "halving");

  /** Three quarters of the tables, as after a cut into training and held-out rows. */
  private static final int ADULT_ROWS = 24_420;

  private static final int BANK_ROWS = 33_908;
  private static final int FLIGHTS_ROWS = 245_509;

  private static final XGBoostGrid LARGE =
      new XGBoostGrid(new int[] {4, 6, 8}, new double[] {0.1, 0.3}, new double[] {0.7, 1});

  private static final XGBoostGrid SMALL =
      new XGBoostGrid(new int[] {4, 6, 8}, new double[] {0.1, 0.3}, new double[] {1});

  private static final XGBoostGrid SMALLEST =
      new XGBoostGrid(new int[] {4, 6}, new double[] {0.1, 0.3}, new double[] {1});

  private static final XGBoostGrid LARGEST =
      new XGBoostGrid(new int[] {4, 6, 8}, new double[] {0.05, 0.1, 0.3}, new double[] {0.7, 1});

  private static final XGBoostGrid ALL_COLUMNS =
      new XGBoostGrid(new int[] {4, 6, 8}, new double[] {0.05, 0.1, 0.3}, new double[] {1});

  private final SparkSession spark;
  private final Path data;
  private final List<String> lines;
  private final boolean brief;
  private final int rounds;
  private final List<BenchmarkResult.Row> rows = new ArrayList<>();
  private final Map<String, Object> about = new LinkedHashMap<>();

  /**
   * @param data folder of the tables
   * @param words names of lines; all without one; {@code short} for few candidates, once
   */
  XGBoostBenchmark(SparkSession spark, Path data, List<String> words) {
    this.spark = spark;
    this.data = data;
    this.brief = words.contains(SHORT);
    List<String> named = words.stream().filter(word -> !word.equals(SHORT)).toList();
    this.lines = named.isEmpty() ? LINES : named;
    this.rounds = brief ? 1 : TrainersBenchmark.ROUNDS;
    lines.stream()
        .filter(line -> !LINES.contains(line))
        .forEach(
            line -> {
              throw new IllegalArgumentException(
                  "xgboost: there is no line '%s'; one of %s".formatted(line, LINES));
            });
  }

  BenchmarkResult run() throws Exception {
    for (String line : lines) {
      switch (line) {
        case "adult" -> race("adult", BenchmarkData.adult(spark, data), ADULT_ROWS, LARGE, 5);
        case "bank" -> race("bank_marketing", BenchmarkData.bank(spark, data), BANK_ROWS, LARGE, 5);
        case "flights" ->
            race("nycflights13", BenchmarkData.flights(spark, data), FLIGHTS_ROWS, SMALL, 3);
        case "early" ->
            rounds(brief ? XGBoostRounds.early(SMALLEST, 3) : XGBoostRounds.early(SMALL, 5));
        default ->
            rounds(
                brief ? XGBoostRounds.halving(ALL_COLUMNS, 2) : XGBoostRounds.halving(LARGEST, 5));
      }
    }
    about.put(
        "bound",
        "CPU time of XGBoost alone: first fold x folds / slots, and the refit; "
            + "of early and halving the other's seconds by the target");
    about.put("slots", spark.sparkContext().defaultParallelism());
    about.put("cores", Runtime.getRuntime().availableProcessors());
    about.put("Spark", spark.version());
    about.put("Java", Runtime.version().toString());
    return new BenchmarkResult(about, rows);
  }

  private static Dataset<Row> folded(Dataset<Row> table, int most, int folds) {
    Dataset<Row> folded =
        table
            .limit(Math.min(most, TrainersBenchmark.MOST_ROWS))
            .coalesce(1)
            .withColumn(
                XGBoostRace.FOLD,
                functions.floor(functions.rand(1).multiply(folds)).cast(DataTypes.IntegerType))
            .cache();
    folded.count();
    return folded;
  }

  private void race(String name, Dataset<Row> table, int most, XGBoostGrid grid, int folds)
      throws Exception {
    XGBoostGrid tried = brief ? SMALLEST : grid;
    Dataset<Row> folded = folded(table, most, folds);
    String line = "%s, %d maps x %d folds / Python".formatted(name, tried.maps().size(), folds);
    Map<String, Object> told = new LinkedHashMap<>();
    Optional<BenchmarkResult.Row> row =
        new XGBoostRace(line, folded, tried, folds, rounds).run(told);
    row.ifPresentOrElse(this::add, () -> told.put("left out", "no Python with xgboost"));
    tell(line, told);
    folded.unpersist(true);
  }

  private void rounds(XGBoostRounds line) {
    Dataset<Row> folded = folded(BenchmarkData.adult(spark, data), Integer.MAX_VALUE, line.folds());
    Map<String, Object> told = new LinkedHashMap<>();
    add(line.run(folded, told));
    tell(line.name(), told);
    folded.unpersist(true);
  }

  private void add(BenchmarkResult.Row row) {
    System.err.println(row);
    rows.add(row);
  }

  private void tell(String line, Map<String, Object> told) {
    System.err.println(line + ": " + told);
    about.put(line, told);
  }
}
