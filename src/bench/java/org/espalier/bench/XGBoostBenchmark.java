package org.espalier.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.espalier.bench.BenchmarkResult.Times;
import org.espalier.ml.Tuner;

/**
 * XGBoost against Python's library and its searches, against XGBoost4J-Spark under {@code
 * CrossValidator}, and ours against ours with fewer rounds.
 */
final class XGBoostBenchmark {

  /** Runs a fit of each with few candidates, to try it. */
  private static final String SHORT = "short";

  private static final List<String> LINES =
      List.of("adult", "bank", "flights", "early", "halving", "search", "spark");

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

  /** Class of XGBoost4J-Spark, which only {@code submit/bench.sh} on Spark 3.5 has. */
  private static final String RIVAL = "ml.dmlc.xgboost4j.scala.spark.XGBoostClassifier";

  /** How many times faster than it, at least. */
  private static final double TARGET = 10;

  /** Seconds after which it is stopped. */
  private static final double LIMIT = 300;

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
        case "halving" ->
            rounds(
                brief ? XGBoostRounds.halving(ALL_COLUMNS, 2) : XGBoostRounds.halving(LARGEST, 5));
        case "search" -> search();
        default -> crossValidator("adult, 4 maps x 3 folds / XGBoost4J-Spark");
      }
    }
    about.put(
        "bound",
        "CPU time of XGBoost alone: first fold x folds / slots, and the refit; "
            + "of early and halving the other's seconds by the target; of search a process's");
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

  private void search() throws Exception {
    Map<String, Object> told = new LinkedHashMap<>();
    new XGBoostSearch(data, brief ? 20 : 60)
        .run(told)
        .ifPresentOrElse(this::add, () -> told.put("left out", "no Python with xgboost"));
    tell("search", told);
  }

  private void add(BenchmarkResult.Row row) {
    System.err.println(row);
    rows.add(row);
  }

  private void tell(String line, Map<String, Object> told) {
    System.err.println(line + ": " + told);
    about.put(line, told);
  }

  /** XGBoost4J-Spark; empty where its jar is not on the class path. */
  private static Optional<Estimator<?>> rival() throws ReflectiveOperationException {
    Class<?> type;
    try {
      type = Class.forName(RIVAL);
    } catch (ClassNotFoundException e) {
      return Optional.empty();
    }
    Estimator<?> rival = type.asSubclass(Estimator.class).getDeclaredConstructor().newInstance();
    Map.of("objective", "binary:logistic", "tree_method", "hist")
        .forEach((name, value) -> set(rival, name, value));
    set(rival, "numRound", XGBoostGrid.ROUNDS);
    set(rival, "missing", Float.NaN);
    set(rival, "forceRepartition", true); // its barrier stages take no rows that were coalesced
    return Optional.of(rival);
  }

  /** Of sparse vectors XGBoost4J-Spark predicts wrongly (dmlc/xgboost, pull request 12347). */
  private static Dataset<Row> dense(Dataset<Row> table) {
    Column values = org.apache.spark.ml.functions.vector_to_array(table.col("features"), "float64");
    return table.withColumn("features", org.apache.spark.ml.functions.array_to_vector(values));
  }

  private static void set(Params stage, String name, Object value) {
    Param<Object> param = stage.getParam(name);
    stage.set(param, value);
  }

  private void crossValidator(String line) throws Exception {
    Optional<Estimator<?>> rival = rival();
    if (rival.isEmpty()) {
      tell(line, Map.of("left out", "no xgboost4j-spark_2.12, which is for SPARK_LINE=3.5"));
      return;
    }
    int folds = 3;
    Dataset<Row> table = folded(dense(BenchmarkData.adult(spark, data)), ADULT_ROWS, folds);
    Tuner tuner = XGBoostRace.configured(new Tuner(), folds);
    tuner.setEstimator(SMALLEST.estimator());
    tuner.setEstimatorParamMaps(SMALLEST.maps().toArray(ParamMap[]::new));
    tell("Tuner", Map.of("areas", Arrays.toString(tuner.fit(table).avgMetrics())));
    List<Double> ours = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      long before = System.nanoTime();
      tuner.fit(table);
      ours.add((System.nanoTime() - before) / 1e9);
    }
    add(against(line, new Times("Tuner", ours), theirs(table, rival.get(), folds)));
    table.unpersist(true);
  }

  private static BenchmarkResult.Row against(String line, Times ours, Times theirs) {
    double ratio = theirs.median() / ours.median();
    return new BenchmarkResult.Row(
        line,
        ours,
        theirs,
        theirs.median() / TARGET,
        "at least %.0f times, is %.1f".formatted(TARGET, ratio),
        ratio >= TARGET);
  }

  /**
   * The faster of a fit on all slots at a time, and of as many fits at a time as there are slots.
   */
  private Times theirs(Dataset<Row> table, Estimator<?> rival, int folds) throws Exception {
    SparkContext context = spark.sparkContext();
    int slots = context.defaultParallelism();
    Optional<Times> fastest = Optional.empty();
    for (int workers : new int[] {slots, 1}) {
      set(rival, "numWorkers", workers);
      int parallelism = slots / workers;
      CrossValidator tuner = XGBoostRace.configured(new CrossValidator(), folds);
      tuner.setEstimator(rival);
      tuner.setParallelism(parallelism);
      ParamMap[] maps = SMALLEST.maps(rival).toArray(ParamMap[]::new);
      tuner.setEstimatorParamMaps(maps);
      Limited.run(context, LIMIT, () -> rival.fit(table)); // so that it is warm
      Limited<CrossValidatorModel> search = Limited.run(context, LIMIT, () -> tuner.fit(table));
      String of = "CrossValidator, parallelism %d, %d workers".formatted(parallelism, workers);
      String all =
          search.result().map(model -> Arrays.toString(model.avgMetrics())).orElse("stopped");
      tell(of, Map.of("seconds", search.seconds(), "areas", all));
      Times times = new Times(of, List.of(search.seconds()));
      fastest =
          fastest.filter(other -> other.median() <= times.median()).or(() -> Optional.of(times));
    }
    return fastest.orElseThrow();
  }
}
