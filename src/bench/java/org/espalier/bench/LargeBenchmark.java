package org.espalier.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.regression.LinearRegressionModel;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.espalier.ml.Tuner;
import org.espalier.ml.TunerModel;
import org.espalier.train.Gram;
import org.espalier.train.Rows;
import org.espalier.train.ValueSums;

/**
 * Benchmark {@code large}: candidates on a table that stays distributed, beside {@code training =
 * jobs} and {@code CrossValidator}, which are stopped after ten minutes.
 *
 * @param rows of the generated table
 */
record LargeBenchmark(SparkSession spark, int rows) {

  static final String NAME = "large";

  private static final int COLUMNS = 20;
  private static final int FOLDS = 5;
  private static final int PARTITIONS = 16;

  /** Seconds after which a rival is stopped. */
  private static final double LIMIT = 600;

  /** Rows of which the passes alone are timed. */
  private static final int BOUND_ROWS = 200_000;

  /**
   * Runs the lines of some words, or all.
   *
   * @param words names of lines, and the number of rows
   */
  static void run(SparkSession spark, List<String> words) throws Exception {
    int rows =
        words.stream()
            .filter(word -> word.matches("\\d+"))
            .map(Integer::valueOf)
            .findFirst()
            .orElse(4_000_000);
    Map<String, Object> line = new LargeBenchmark(spark, rows).linear();
    Path file = Path.of("target", "bench", NAME + ".json");
    System.out.println(BenchmarkResult.write(file, List.of(line), Map.of()));
  }

  /** Numbers of any deviation, a label that depends on them, and features of all of them. */
  private Dataset<Row> table(int count) {
    List<Column> columns = new ArrayList<>();
    Column sum = functions.randn(99);
    String[] names = IntStream.range(0, COLUMNS).mapToObj(i -> "x" + i).toArray(String[]::new);
    for (int i = 0; i < COLUMNS; i++) {
      columns.add(functions.randn(i).multiply(1 + i).as(names[i]));
    }
    Dataset<Row> numbers =
        spark.range(0, count, 1, PARTITIONS).select(columns.toArray(Column[]::new));
    for (int i = 0; i < COLUMNS; i++) {
      sum = sum.plus(functions.col(names[i]).multiply(1.0 / (1 + i * i)));
    }
    Dataset<Row> rows =
        new VectorAssembler()
            .setInputCols(names)
            .setOutputCol("features")
            .transform(numbers.withColumn("label", sum))
            .select("features", "label")
            .cache();
    rows.count();
    return rows;
  }

  private Map<String, Object> linear() throws Exception {
    LinearRegression learner = new LinearRegression();
    List<ParamMap> maps = new ArrayList<>();
    for (double regParam : new double[] {0, 0.001, 0.01, 0.1, 1, 10}) {
      for (double mixing : new double[] {0, 0.25, 0.5, 1}) {
        maps.add(
            new ParamMap()
                .put(learner.regParam().w(regParam))
                .put(learner.elasticNetParam().w(mixing)));
      }
    }
    Dataset<Row> warm = table(100_000);
    asked(new CrossValidator(), learner, maps.subList(0, 1)).fit(warm);
    tuned(learner, maps, "distributed", warm);
    warm.unpersist(true);
    Dataset<Row> table = table(rows);
    double before = System.nanoTime();
    TunerModel model = tuned(learner, maps, "distributed", table);
    double ours = (System.nanoTime() - before) / 1e9;
    Limited<CrossValidator> all =
        Limited.run(
            spark.sparkContext(),
            LIMIT,
            () -> {
              CrossValidator validator = asked(new CrossValidator(), learner, maps);
              validator.setParallelism(spark.sparkContext().defaultParallelism());
              validator.fit(table);
              return validator;
            });
    boolean isWhole = all.result().isPresent();
    double theirs = isWhole ? all.seconds() : FOLDS * maps.size() * one(learner, table);
    double bound = bound(maps.size()) / spark.sparkContext().defaultParallelism();
    String title =
        String.format(
            Locale.ROOT,
            "linear regression, %d maps x %d folds, %,d x %d",
            maps.size(),
            FOLDS,
            rows,
            COLUMNS);
    System.out.printf(
        Locale.ROOT,
        "%-44s %8.1f s, bound %5.1f s, %s %8.1f s%s, ratio %6.1f%n",
        title,
        ours,
        bound,
        "CrossValidator",
        theirs,
        isWhole ? "" : " (one map and fold, multiplied)",
        theirs / ours);
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("name", title);
    line.put("seconds", ours);
    line.put("bound", bound);
    line.put("rival", theirs);
    line.put("whole", isWhole);
    line.put("trainer", model.study().cells().get(0).trained().trainer());
    table.unpersist(true);
    return line;
  }

  private static <V extends CrossValidator> V asked(
      V validator, LinearRegression learner, List<ParamMap> maps) {
    validator.setEstimator(learner);
    validator.setEstimatorParamMaps(maps.toArray(ParamMap[]::new));
    validator.setEvaluator(new RegressionEvaluator());
    validator.setNumFolds(FOLDS);
    validator.setSeed(1);
    return validator;
  }

  private static TunerModel tuned(
      LinearRegression learner, List<ParamMap> maps, String training, Dataset<Row> table) {
    Tuner tuner = asked(new Tuner(), learner, maps);
    tuner.setTraining(training);
    return tuner.fit(table);
  }

  /** Seconds of one map on one fold of CrossValidator: a fit on cached rows and its score. */
  private static double one(LinearRegression learner, Dataset<Row> table) {
    Dataset<Row>[] parts = table.randomSplit(new double[] {FOLDS - 1, 1}, 1);
    parts[0].cache().count();
    parts[1].cache().count();
    double before = System.nanoTime();
    LinearRegressionModel model = learner.fit(parts[0]);
    double score = new RegressionEvaluator().evaluate(model.transform(parts[1]));
    double seconds = (System.nanoTime() - before) / 1e9;
    parts[0].unpersist(true);
    parts[1].unpersist(true);
    return Double.isNaN(score) ? Double.NaN : seconds;
  }

  /** Seconds of the passes alone on one core, by those over some rows in arrays. */
  private double bound(int candidates) throws InterruptedException {
    double[] values = new double[BOUND_ROWS * COLUMNS];
    double[] labels = new double[BOUND_ROWS];
    double[] weights = new double[BOUND_ROWS];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.sin(i) * (1 + i % COLUMNS);
    }
    for (int i = 0; i < labels.length; i++) {
      labels[i] = values[i * COLUMNS];
      weights[i] = 1;
    }
    Rows some = Rows.dense(COLUMNS, values, labels, weights);
    double best = Double.POSITIVE_INFINITY;
    for (int round = 0; round < 5; round++) {
      double before = System.nanoTime();
      ValueSums sums = ValueSums.of(some);
      double read = Gram.totals(some, sums).weight();
      for (int candidate = 0; candidate < candidates; candidate++) {
        read += some.margins(new double[COLUMNS], candidate)[0];
      }
      double seconds = (System.nanoTime() - before) / 1e9;
      best = Double.isNaN(read) ? best : Math.min(best, seconds);
    }
    return best * rows / BOUND_ROWS;
  }
}
