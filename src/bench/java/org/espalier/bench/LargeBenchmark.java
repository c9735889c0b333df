package org.espalier.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.espalier.ml.Tuner;
import org.espalier.ml.TunerModel;

/**
 * Benchmark {@code large}: candidates on a table that stays distributed, beside {@code training =
 * jobs} and {@code CrossValidator}, which are stopped after ten minutes.
 *
 * @param rows of the generated table
 */
record LargeBenchmark(SparkSession spark, int rows) {

  static final String NAME = "large";

  private static final int PARTITIONS = 16;

  /** Rows on which everything is tried before it is measured. */
  private static final int WARM_ROWS = 100_000;

  /** Seconds after which a rival is stopped. */
  private static final double LIMIT = 600;

  /**
   * Seconds of a rival.
   *
   * @param isWhole false if it was one map and fold, multiplied
   */
  private record Rival(String name, double seconds, boolean isWhole) {

    private String text(double ours) {
      return String.format(
          Locale.ROOT,
          "%s %.1f s%s, ratio %.1f",
          name,
          seconds,
          isWhole ? "" : " (one map and fold, multiplied)",
          seconds / ours);
    }
  }

  /**
   * Runs the lines of some words, or all.
   *
   * @param words names of lines, the number of rows, and {@code alone} for no rivals
   */
  static void run(SparkSession spark, List<String> words) throws Exception {
    int rows =
        words.stream()
            .filter(word -> word.matches("\\d+"))
            .map(Integer::valueOf)
            .findFirst()
            .orElse(4_000_000);
    LargeBenchmark benchmark = new LargeBenchmark(spark, rows);
    List<Map<String, Object>> results = new ArrayList<>();
    for (LargeLine line : LargeLine.all()) {
      if (words.contains(line.name())
          || LargeLine.all().stream().noneMatch(any -> words.contains(any.name()))) {
        results.add(benchmark.line(line, words.contains("alone")));
      }
    }
    Path file = Path.of("target", "bench", NAME + ".json");
    System.out.println(BenchmarkResult.write(file, results, Map.of()));
  }

  /**
   * Numbers of any deviation, a label and a class that depend on them, and features of all of them.
   */
  private Dataset<Row> table(int count) {
    List<Column> columns = new ArrayList<>();
    Column sum = functions.randn(99);
    int width = LargeLine.COLUMNS;
    String[] names = IntStream.range(0, width).mapToObj(i -> "x" + i).toArray(String[]::new);
    for (int i = 0; i < width; i++) {
      columns.add(functions.randn(i).multiply(1 + i).as(names[i]));
    }
    Dataset<Row> numbers =
        spark.range(0, count, 1, PARTITIONS).select(columns.toArray(Column[]::new));
    for (int i = 0; i < width; i++) {
      sum = sum.plus(functions.col(names[i]).multiply(1.0 / (1 + i * i)));
    }
    Dataset<Row> rows =
        new VectorAssembler()
            .setInputCols(names)
            .setOutputCol("features")
            .transform(numbers.withColumn("label", sum))
            .withColumn("class", functions.col("label").gt(0).cast("double"))
            .select("features", "label", "class")
            .cache();
    rows.count();
    return rows;
  }

  private Map<String, Object> line(LargeLine line, boolean alone) throws Exception {
    Dataset<Row> warm = table(Math.min(rows, WARM_ROWS));
    one(line, warm);
    tuned(line, "distributed", warm);
    warm.unpersist(true);
    Dataset<Row> table = table(rows);
    long before = System.nanoTime();
    TunerModel model = tuned(line, "distributed", table);
    double ours = (System.nanoTime() - before) / 1e9;
    List<Rival> rivals = new ArrayList<>();
    if (!alone) {
      rivals.add(
          rival(
              "jobs",
              line,
              table,
              Limited.run(spark.sparkContext(), LIMIT, () -> tuned(line, "jobs", table))));
      rivals.add(
          rival(
              "CrossValidator",
              line,
              table,
              Limited.run(
                  spark.sparkContext(),
                  LIMIT,
                  () -> {
                    CrossValidator validator = asked(new CrossValidator(), line);
                    validator.setParallelism(spark.sparkContext().defaultParallelism());
                    return validator.fit(table);
                  })));
    }
    double bound = line.bound(rows) / spark.sparkContext().defaultParallelism();
    String title =
        String.format(
            Locale.ROOT,
            "%s, %d maps x %d folds, %,d x %d",
            line.name(),
            line.maps().size(),
            line.folds(),
            rows,
            LargeLine.COLUMNS);
    System.out.printf(
        Locale.ROOT,
        "%-44s %8.1f s, bound %5.1f s; %s%n",
        title,
        ours,
        bound,
        String.join("; ", rivals.stream().map(rival -> rival.text(ours)).toList()));
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("name", title);
    result.put("seconds", ours);
    result.put("bound", bound);
    result.put("rivals", rivals);
    result.put("trainer", model.study().cells().get(0).trained().trainer());
    table.unpersist(true);
    return result;
  }

  private Rival rival(String name, LargeLine line, Dataset<Row> table, Limited<?> run) {
    boolean isWhole = run.result().isPresent();
    int cells = line.folds() * line.maps().size();
    return new Rival(name, isWhole ? run.seconds() : cells * one(line, table), isWhole);
  }

  private static <V extends CrossValidator> V asked(V validator, LargeLine line) {
    validator.setEstimator(line.learner());
    validator.setEstimatorParamMaps(line.maps().toArray(org.apache.spark.ml.param.ParamMap[]::new));
    validator.setEvaluator(line.evaluator());
    validator.setNumFolds(line.folds());
    validator.setSeed(1);
    return validator;
  }

  private static TunerModel tuned(LargeLine line, String training, Dataset<Row> table) {
    Tuner tuner = asked(new Tuner(), line);
    tuner.setTraining(training);
    return tuner.fit(table);
  }

  /** Seconds of the last map on one fold of CrossValidator: a fit on cached rows and its score. */
  private static double one(LargeLine line, Dataset<Row> table) {
    Dataset<Row>[] parts = table.randomSplit(new double[] {line.folds() - 1, 1}, 1);
    parts[0].cache().count();
    parts[1].cache().count();
    long before = System.nanoTime();
    int last = line.maps().size() - 1;
    Model<?> model = (Model<?>) line.learner().fit(parts[0], line.maps().get(last));
    double score = line.evaluator().evaluate(model.transform(parts[1]));
    double seconds = (System.nanoTime() - before) / 1e9;
    parts[0].unpersist(true);
    parts[1].unpersist(true);
    return Double.isNaN(score) ? Double.NaN : seconds;
  }
}
