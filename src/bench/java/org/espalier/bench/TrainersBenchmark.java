package org.espalier.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Grids whose candidates are trained inside tasks, against {@code CrossValidator}, against our own
 * ordinary fits and against scikit-learn.
 */
final class TrainersBenchmark {

  private static final String LONG = "long";

  /** Makes the part {@code growth} shorter. */
  private static final String SHORT = "short";

  private static final List<String> USUAL = List.of("cancer", "forest", "stages", "logistic", "l2");

  /** The lines of {@code long}. */
  private static final List<String> LONGER =
      Stream.of(
              List.of("cancer", "forest", "stages", "logistic", "l2", "deep", "flights"),
              TrainersLines.NAMES,
              TrainersGrids.NAMES,
              List.of(TrainersStudies.NAME))
          .flatMap(List::stream)
          .toList();

  private static final List<String> ALL =
      Stream.concat(LONGER.stream(), Stream.of(TrainersGrowth.NAME)).toList();

  /** Three quarters of the tables, as after a cut into training and held-out rows. */
  private static final int ADULT_ROWS = 24_420;

  private static final int FLIGHTS_ROWS = 245_509;

  /** Rows of a table at most; ESPALIER_ROWS says otherwise. */
  static final int MOST_ROWS = setting("ESPALIER_ROWS", Integer.MAX_VALUE);

  /** Measured rounds; ESPALIER_ROUNDS says otherwise. */
  static final int ROUNDS = setting("ESPALIER_ROUNDS", 3);

  /** Seconds after which an ordinary search is stopped; ESPALIER_LIMIT says otherwise. */
  private static final int LIMIT = 300;

  private static final int LONG_LIMIT = 600;

  private static final double[] PENALTIES = {
    1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3, 1, 3
  };

  private static final Evaluator AREA = new BinaryClassificationEvaluator().setNumBins(0);

  private final List<String> lines;
  private final int limit;
  private final boolean brief;

  private final SparkSession spark;
  private final Path data;
  private final TrainersReport report = new TrainersReport();

  /**
   * @param data folder of the tables
   * @param words names of lines, or {@code long} for all; {@code short} for fewer points of growth
   */
  TrainersBenchmark(SparkSession spark, Path data, List<String> words) {
    this.spark = spark;
    this.data = data;
    boolean all = words.contains(LONG);
    this.brief = words.contains(SHORT);
    List<String> named =
        words.stream().filter(word -> !word.equals(LONG) && !word.equals(SHORT)).toList();
    this.lines = !named.isEmpty() ? named : all ? LONGER : USUAL;
    this.limit = setting("ESPALIER_LIMIT", all ? LONG_LIMIT : LIMIT);
    lines.stream()
        .filter(line -> !ALL.contains(line))
        .forEach(
            line -> {
              throw new IllegalArgumentException(
                  "trainers: there is no line '%s'; one of %s, or long".formatted(line, ALL));
            });
  }

  private static int setting(String name, int otherwise) {
    return Integer.parseInt(System.getenv().getOrDefault(name, Integer.toString(otherwise)));
  }

  BenchmarkResult run() throws Exception {
    for (String line : lines) {
      switch (line) {
        case "cancer" -> cancer();
        case "forest" -> forest("forest, 6 maps x 3 folds, adult", 20, grid(5, 10));
        case "stages" -> stages();
        case "logistic" -> logistic("logistic, 24 maps x 5 folds, adult, stages", true);
        case "l2" -> logistic("logistic, 12 L2 maps x 5 folds, adult, stages", false);
        case "deep" -> forest("forest, 9 maps x 3 folds to depth 30, adult", 100, grid(5, 10, 30));
        case "flights" -> flights();
        case TrainersStudies.NAME ->
            new TrainersStudies(spark, data, MOST_ROWS, ROUNDS, report).run();
        case TrainersGrowth.NAME -> {} // the last, as it ends the session
        default -> other(line);
      }
    }
    BenchmarkResult result = report.result(spark);
    if (lines.contains(TrainersGrowth.NAME)) {
      new TrainersGrowth(spark, brief).run();
    }
    return result;
  }

  private void other(String line) throws Exception {
    if (TrainersGrids.NAMES.contains(line)) {
      new TrainersGrids(spark, data, MOST_ROWS, ROUNDS, limit, report).run(line);
    } else {
      new TrainersLines(spark, data, MOST_ROWS, ROUNDS, limit, report).run(line);
    }
  }

  /** The maps of a forest, and the same for scikit-learn. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Grid(int[] trees, int[] depths) {

    List<ParamMap> maps(RandomForestClassifier forest) {
      return List.of(
          new ParamGridBuilder()
              .addGrid(forest.numTrees(), trees)
              .addGrid(forest.maxDepth(), depths)
              .build());
    }

    Map<String, Object> scikit(boolean stages) {
      return Map.of(
          "learner",
          "forest",
          "stages",
          stages,
          "grid",
          Map.of("n_estimators", trees, "max_depth", depths));
    }
  }

  private static Grid grid(int... depths) {
    return new Grid(new int[] {10, 50, 100}, depths);
  }

  private static Dataset<Row> stored(Dataset<Row> table, int most) {
    Dataset<Row> stored = table.limit(Math.min(most, MOST_ROWS)).coalesce(1).cache();
    stored.count();
    return stored;
  }

  private static RandomForestClassifier forest() {
    return new RandomForestClassifier().setSeed(1);
  }

  private TrainersBound bound(VectorRows vectors, int folds) {
    return new TrainersBound(vectors, folds, spark.sparkContext().defaultParallelism());
  }

  private static Path file(String name) {
    return Path.of("target", "bench", "trainers", name);
  }

  /** The second search of a session: the JVM has compiled little yet. */
  private void cancer() throws Exception {
    LogisticRegression logistic = new LogisticRegression();
    double[] penalties = {0.001, 0.01, 0.1, 1};
    List<ParamMap> maps =
        List.of(new ParamGridBuilder().addGrid(logistic.regParam(), penalties).build());
    Dataset<Row> table = stored(BenchmarkData.embedded(spark, "breast-cancer"), MOST_ROWS);
    VectorRows vectors = VectorRows.of(table);
    int folds = 3;
    String name = "breast cancer, 4 maps x 3 folds, second search";
    TrainersRace race =
        new TrainersRace(
            name, table, logistic, maps, AREA, folds, ridge(penalties, false), 1, limit);
    report.add(
        race,
        vectors.write(file("cancer.npy")),
        true,
        TrainersReport.Targets.within(1),
        best -> bound(vectors, folds).of(logistic, maps, best));
    table.unpersist(true);
  }

  private static Map<String, Object> ridge(double[] penalties, boolean stages) {
    return Map.of("learner", "logistic", "stages", stages, "grid", Map.of("regParam", penalties));
  }

  private void forest(String name, double target, Grid grid) throws Exception {
    Dataset<Row> table = stored(BenchmarkData.adult(spark, data), ADULT_ROWS);
    bare(name, table, grid, TrainersReport.Targets.faster(target, 1.5));
    table.unpersist(true);
  }

  private void bare(String name, Dataset<Row> table, Grid grid, TrainersReport.Targets targets)
      throws Exception {
    VectorRows vectors = VectorRows.of(table);
    RandomForestClassifier forest = forest();
    List<ParamMap> maps = grid.maps(forest);
    int folds = 3;
    report.add(
        new TrainersRace(name, table, forest, maps, AREA, folds, grid.scikit(false), ROUNDS, limit),
        vectors.write(file("vectors.npy")),
        true,
        targets,
        best -> bound(vectors, folds).of(forest, maps, best));
  }

  /** A forest behind indexers, an encoder and an assembler. */
  private void stages() throws Exception {
    Dataset<Row> table = stored(BenchmarkData.adultTable(spark, data), ADULT_ROWS);
    List<PipelineStage> stages = BenchmarkData.stages(table);
    stages.remove(stages.size() - 1); // trees need no scaler
    RandomForestClassifier forest = forest().setFeaturesCol("all");
    Grid grid = grid(5, 10);
    List<ParamMap> maps = grid.maps(forest);
    VectorRows vectors = VectorRows.of(transformed(table, stages, "all"));
    int folds = 3;
    report.add(
        new TrainersRace(
            "forest, 6 maps x 3 folds, adult, stages",
            table,
            pipeline(stages, forest),
            maps,
            AREA,
            folds,
            grid.scikit(true),
            ROUNDS,
            limit),
        csv(table),
        true,
        TrainersReport.Targets.faster(15, 1.5),
        best -> bound(vectors, folds).of(forest, maps, best));
    table.unpersist(true);
  }

  private static Pipeline pipeline(List<PipelineStage> stages, PipelineStage last) {
    List<PipelineStage> all = new ArrayList<>(stages);
    all.add(last);
    return new Pipeline().setStages(all.toArray(PipelineStage[]::new));
  }

  private static Dataset<Row> transformed(
      Dataset<Row> table, List<PipelineStage> stages, String column) {
    return new Pipeline()
        .setStages(stages.toArray(PipelineStage[]::new))
        .fit(table)
        .transform(table)
        .selectExpr(column + " AS features", "label");
  }

  private static Path csv(Dataset<Row> table) throws IOException {
    Path folder = file("table");
    table.write().mode("overwrite").option("header", true).csv(folder.toAbsolutePath().toString());
    return folder;
  }

  /**
   * Logistic regression behind indexers, an encoder, an assembler and a scaler.
   *
   * @param elastic against ordinary fits, with elastic nets; else L2 alone, as scikit-learn's lbfgs
   */
  private void logistic(String name, boolean elastic) throws Exception {
    Dataset<Row> table = stored(BenchmarkData.adultTable(spark, data), ADULT_ROWS);
    List<PipelineStage> stages = BenchmarkData.stages(table);
    LogisticRegression logistic = new LogisticRegression().setFeaturesCol("scaled");
    double[] mixes = elastic ? new double[] {0, 0.5} : new double[] {0};
    List<ParamMap> maps =
        List.of(
            new ParamGridBuilder()
                .addGrid(logistic.regParam(), PENALTIES)
                .addGrid(logistic.elasticNetParam(), mixes)
                .build());
    VectorRows vectors = VectorRows.of(transformed(table, stages, "scaled"));
    int folds = 5;
    TrainersRace race =
        new TrainersRace(
            name,
            table,
            pipeline(stages, logistic),
            maps,
            AREA,
            folds,
            elastic ? Map.of() : ridge(PENALTIES, true),
            ROUNDS,
            limit);
    report.add(
        race,
        csv(table),
        elastic,
        TrainersReport.Targets.faster(30, 1.5),
        best -> bound(vectors, folds).of(logistic, maps, best));
    table.unpersist(true);
  }

  private void flights() throws Exception {
    Dataset<Row> table = stored(BenchmarkData.flights(spark, data), FLIGHTS_ROWS);
    Grid grid = new Grid(new int[] {20, 50}, new int[] {5, 10});
    bare(
        "forest, 4 maps x 3 folds, nycflights13",
        table,
        grid,
        TrainersReport.Targets.faster(15, 1.5));
    table.unpersist(true);
  }
}
