package org.espalier.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
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

  /** Rows that train inside tasks, beside the line of more. */
  private static final int TASK_ROWS = 1_000_000;

  private static final int EXECUTOR_MIB = 3072;

  private static final double MIB = 1 << 20;

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
   * Runs the lines of some words, or all but the one of ten million rows.
   *
   * @param words names of lines, the number of rows, {@code alone} for no rivals, {@code short} for
   *     a rival's one map and fold, multiplied, {@code tasks} for the same inside tasks, {@code
   *     cluster} for executors of their own, and {@code study} for the job alone
   */
  static void run(List<String> words) throws Exception {
    List<LargeLine> lines =
        LargeLine.all().stream()
            .filter(
                line ->
                    words.contains(line.name())
                        || (!line.name().equals(LargeLine.DEEP)
                            && LargeLine.all().stream()
                                .noneMatch(any -> words.contains(any.name()))))
            .toList();
    OptionalInt rows =
        words.stream().filter(word -> word.matches("\\d+")).mapToInt(Integer::parseInt).findFirst();
    List<Map<String, Object>> results = new ArrayList<>();
    if (words.contains(LargeStudy.NAME)) {
      results.add(LargeStudy.run(Path.of(System.getenv().getOrDefault("ESPALIER_DATA", ""))));
    } else if (words.contains("cluster")) {
      for (LargeLine line : lines) {
        results.addAll(onExecutors(line, rows.orElse(1_000_000)));
      }
    } else {
      SparkSession spark = SparkSession.builder().appName("espalier: large").getOrCreate();
      for (LargeLine line : lines) {
        LargeBenchmark benchmark = new LargeBenchmark(spark, rows.orElse(line.usualRows()));
        results.add(benchmark.line(line, words));
      }
      spark.stop();
    }
    Path file = Path.of("target", "bench", NAME + ".json");
    System.out.println(BenchmarkResult.write(file, results, Map.of()));
  }

  /** Seconds of the passes, and of the whole call, on one executor and on two, of a core each. */
  private static List<Map<String, Object>> onExecutors(LargeLine line, int rows) {
    List<Map<String, Object>> results = new ArrayList<>();
    for (int executors = 1; executors <= 2; executors++) {
      SparkSession cluster =
          SparkSession.builder()
              .master("local-cluster[%d,1,%d]".formatted(executors, EXECUTOR_MIB))
              .appName("espalier: large")
              .config("spark.executor.memory", EXECUTOR_MIB + "m")
              .config("spark.ui.enabled", false)
              .config("spark.scheduler.minRegisteredResourcesRatio", 1) // all executors are there
              .config("spark.scheduler.maxRegisteredResourcesWaitingTime", "60s")
              .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
              .getOrCreate();
      try {
        LargeBenchmark benchmark = new LargeBenchmark(cluster, rows);
        benchmark.warm(line);
        Dataset<Row> table = benchmark.table(rows);
        PassSeconds passes = new PassSeconds();
        cluster.sparkContext().addSparkListener(passes);
        double seconds = seconds(() -> tuned(line, "distributed", table));
        double own = passes.seconds();
        System.out.printf(
            Locale.ROOT,
            "%s, %,d rows, executors %d: passes %.1f s, whole call %.1f s%n",
            line.name(),
            rows,
            executors,
            own,
            seconds);
        results.add(
            Map.of("name", line.name(), "executors", executors, "passes", own, "seconds", seconds));
      } finally {
        cluster.stop();
      }
    }
    return results;
  }

  /** Work that is timed. */
  private interface Timed {
    void run() throws Exception;
  }

  private static double seconds(Timed work) {
    long before = System.nanoTime();
    try {
      work.run();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return (System.nanoTime() - before) / 1e9;
  }

  private void warm(LargeLine line) {
    Dataset<Row> rows = table(WARM_ROWS);
    one(line, rows);
    tuned(line, "distributed", rows);
    rows.unpersist(true);
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

  private Map<String, Object> line(LargeLine line, List<String> words) throws Exception {
    warm(line);
    Dataset<Row> table = table(rows);
    List<Rival> rivals = new ArrayList<>();
    Map<String, Object> result = new LinkedHashMap<>();
    double ours;
    try (PeakMemory peaks = new PeakMemory(spark)) {
      List<TunerModel> models = new ArrayList<>();
      ours = seconds(() -> models.add(tuned(line, "distributed", table)));
      peaks.hear();
      result.put("heap", peaks.heap());
      result.put("storage", peaks.storage());
      result.put("trainer", models.get(0).study().cells().get(0).trained().trainer());
    }
    if (words.contains("tasks")) {
      rivals.add(new Rival("inside tasks", seconds(() -> tuned(line, "tasks", table)), true));
    }
    if (!words.contains("alone") && !line.name().equals(LargeLine.DEEP)) {
      rivals.addAll(
          words.contains("short")
              ? List.of(new Rival("CrossValidator", line.cells() * one(line, table), false))
              : rivals(line, table));
    }
    table.unpersist(true);
    if (line.name().equals(LargeLine.DEEP)) {
      rivals.add(inTasks(line));
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
        "%-44s %8.1f s, bound %5.1f s; storage %,.0f MiB, heap %,.0f MiB; %s%n",
        title,
        ours,
        bound,
        (long) result.get("storage") / MIB,
        (long) result.get("heap") / MIB,
        String.join("; ", rivals.stream().map(rival -> rival.text(ours)).toList()));
    result.put("name", title);
    result.put("seconds", ours);
    result.put("bound", bound);
    result.put("rivals", rivals);
    return result;
  }

  private List<Rival> rivals(LargeLine line, Dataset<Row> table) throws Exception {
    Limited<?> jobs = Limited.run(spark.sparkContext(), LIMIT, () -> tuned(line, "jobs", table));
    Limited<?> validator =
        Limited.run(
            spark.sparkContext(),
            LIMIT,
            () -> {
              CrossValidator theirs = asked(new CrossValidator(), line);
              theirs.setParallelism(spark.sparkContext().defaultParallelism());
              return theirs.fit(table);
            });
    return List.of(
        rival("jobs", line, table, jobs), rival("CrossValidator", line, table, validator));
  }

  /** Time of fewer rows inside tasks, for as many rows. */
  private Rival inTasks(LargeLine line) {
    Dataset<Row> fewer = table(TASK_ROWS);
    tuned(line, "tasks", fewer);
    double seconds = seconds(() -> tuned(line, "tasks", fewer));
    fewer.unpersist(true);
    return new Rival(
        "inside tasks (%,d rows, multiplied)".formatted(TASK_ROWS),
        seconds * rows / TASK_ROWS,
        true);
  }

  private Rival rival(String name, LargeLine line, Dataset<Row> table, Limited<?> run) {
    boolean isWhole = run.result().isPresent();
    double seconds = isWhole ? run.seconds() : line.cells() * one(line, table);
    return new Rival(name, seconds, isWhole);
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
