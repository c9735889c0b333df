package org.espalier.bench;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.rand;
import static org.apache.spark.sql.functions.randn;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.espalier.bench.BenchmarkResult.Times;
import org.espalier.bench.GrowthFigures.Point;
import org.espalier.bench.GrowthFigures.Series;
import org.espalier.ml.Tuner;
import org.espalier.ml.TunerModel;

/**
 * Part {@code growth} of the benchmark {@code trainers}: how long a search takes that is trained
 * inside tasks, by its candidates, by its rows and by the executors of a cluster, beside its bound.
 *
 * @param brief fewer points, and no large table
 */
record TrainersGrowth(SparkSession spark, boolean brief) {

  /** Name of the part. */
  static final String NAME = "growth";

  private static final int COLUMNS = 10;
  private static final int FOLDS = 3;
  private static final int ROUNDS = 2;
  private static final int WARM_SEARCHES = 2;
  private static final int ROWS = 100_000;
  private static final int CANDIDATES = 4;
  private static final int MANY = 16;
  private static final int TREES = 20;
  private static final int DEPTH = 8;

  /** Seconds after which a search is stopped. */
  private static final double LIMIT = 400;

  /** Seconds of a search from which it is timed once. */
  private static final double LONG = 20;

  /** Rows up to which the trainers alone are timed, in arrays of this JVM. */
  private static final int MOST_BOUND = 1_000_000;

  /** Learner of which each candidate is trained by itself. */
  private enum Learner {
    LOGISTIC("logistic regression") {
      @Override
      Estimator<?> estimator() {
        return new LogisticRegression();
      }

      @Override
      List<ParamMap> maps(Estimator<?> estimator, int count) {
        LogisticRegression logistic = (LogisticRegression) estimator;
        return IntStream.range(0, count)
            .mapToObj(
                i -> new ParamMap().put(logistic.regParam().w(Math.pow(10, -5 + 5.0 * i / count))))
            .toList();
      }

      @Override
      double bound(TrainersBound bound, Estimator<?> estimator, List<ParamMap> maps)
          throws InterruptedException {
        return bound.of((LogisticRegression) estimator, maps, maps.get(0));
      }
    },
    FOREST("forest") {
      @Override
      Estimator<?> estimator() {
        return new RandomForestClassifier().setSeed(1).setNumTrees(TREES).setMaxDepth(DEPTH);
      }

      @Override
      List<ParamMap> maps(Estimator<?> estimator, int count) {
        RandomForestClassifier forest = (RandomForestClassifier) estimator;
        return IntStream.rangeClosed(1, count)
            .mapToObj(i -> new ParamMap().put(forest.minInstancesPerNode().w(i)))
            .toList();
      }

      @Override
      double bound(TrainersBound bound, Estimator<?> estimator, List<ParamMap> maps)
          throws InterruptedException {
        return bound.of((RandomForestClassifier) estimator, maps, maps.get(0));
      }
    };

    private final String title;

    Learner(String title) {
      this.title = title;
    }

    abstract Estimator<?> estimator();

    /** Maps of which no fit yields the model of another. */
    abstract List<ParamMap> maps(Estimator<?> estimator, int count);

    abstract double bound(TrainersBound bound, Estimator<?> estimator, List<ParamMap> maps)
        throws InterruptedException;
  }

  /** Runs it, leaves the page and the drawing, and ends the session. */
  void run() throws Exception {
    new GrowthFigures(List.of(byCandidates(), byRows(), byExecutors()), COLUMNS, FOLDS).write();
  }

  private static int slots(SparkSession session) {
    return session.sparkContext().defaultParallelism();
  }

  private GrowthFigures.Panel byCandidates() throws Exception {
    int[] counts = brief ? new int[] {1, 4, 16} : new int[] {1, 2, 4, 8, 16, 32};
    Map<Learner, List<Point>> points = new EnumMap<>(Learner.class);
    Dataset<Row> rows = rows(spark, ROWS);
    for (Learner learner : Learner.values()) {
      warm(learner, rows);
      for (int count : counts) {
        add(points, learner, point(learner, rows, count, slots(spark), count));
      }
    }
    rows.unpersist(true);
    return new GrowthFigures.Panel("candidates", "%,d rows".formatted(ROWS), series(points));
  }

  private GrowthFigures.Panel byRows() throws Exception {
    int[] counts =
        brief
            ? new int[] {10_000, ROWS}
            : new int[] {10_000, ROWS, 1_000_000, 4_000_000, 10_000_000};
    Map<Learner, List<Point>> points = new EnumMap<>(Learner.class);
    for (int count : counts) {
      Dataset<Row> rows = rows(spark, count);
      for (Learner learner : Learner.values()) {
        add(points, learner, point(learner, rows, CANDIDATES, slots(spark), count));
      }
      rows.unpersist(true);
    }
    return new GrowthFigures.Panel("rows", "%d candidates".formatted(CANDIDATES), series(points));
  }

  private static List<Series> series(Map<Learner, List<Point>> points) {
    return points.entrySet().stream()
        .map(entry -> new Series(entry.getKey().title, entry.getValue()))
        .toList();
  }

  private static void add(Map<Learner, List<Point>> points, Learner learner, Point point) {
    points.computeIfAbsent(learner, l -> new ArrayList<>()).add(point);
  }

  /** On clusters of processes of their own, of one core each; the session ends. */
  private GrowthFigures.Panel byExecutors() throws Exception {
    spark.stop();
    Map<Learner, List<Point>> points = new EnumMap<>(Learner.class);
    for (int executors = 1; executors <= 2; executors++) {
      SparkSession cluster =
          SparkSession.builder()
              .master("local-cluster[%d,1,1024]".formatted(executors))
              .appName("espalier: growth")
              .config("spark.ui.enabled", false)
              .config("spark.scheduler.minRegisteredResourcesRatio", 1) // all executors are there
              .config("spark.scheduler.maxRegisteredResourcesWaitingTime", "60s")
              .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
              .getOrCreate();
      try {
        Dataset<Row> rows = rows(cluster, ROWS);
        for (Learner learner : Learner.values()) {
          warm(learner, rows);
          add(points, learner, point(learner, rows, MANY, executors, executors));
        }
      } finally {
        cluster.stop();
      }
    }
    return new GrowthFigures.Panel(
        "executors", "%,d rows, %d candidates".formatted(ROWS, MANY), series(points));
  }

  /** Numbers without a 0, and a label that half of them tell; always the same. */
  private static Dataset<Row> rows(SparkSession session, int count) {
    List<Column> columns = new ArrayList<>();
    String[] names = new String[COLUMNS];
    List<String> sum = new ArrayList<>();
    for (int i = 0; i < COLUMNS; i++) {
      names[i] = "x" + i;
      columns.add(randn(i).as(names[i]));
      if (i < COLUMNS / 2) {
        sum.add(names[i]);
      }
    }
    columns.add(rand(COLUMNS).as("noise"));
    int partitions = Math.max(1, count / 500_000);
    Dataset<Row> drawn =
        session.range(0, count, 1, partitions).select(columns.toArray(Column[]::new));
    Dataset<Row> rows =
        new VectorAssembler()
            .setInputCols(names)
            .setOutputCol("features")
            .transform(drawn)
            .withColumn(
                "label",
                expr("IF(noise < 1 / (1 + EXP(-(%s))), 1D, 0D)".formatted(String.join("+", sum))))
            .select(col("features"), col("label"))
            .cache();
    rows.count();
    return rows;
  }

  private static void warm(Learner learner, Dataset<Row> rows) {
    Estimator<?> estimator = learner.estimator();
    for (int search = 0; search < WARM_SEARCHES; search++) {
      search(rows, estimator, learner.maps(estimator, CANDIDATES));
    }
  }

  /**
   * The time of a search.
   *
   * @param at what it is shown by
   */
  private static Point point(Learner learner, Dataset<Row> rows, int candidates, int slots, int at)
      throws Exception {
    Estimator<?> estimator = learner.estimator();
    List<ParamMap> maps = learner.maps(estimator, candidates);
    List<Double> seconds = new ArrayList<>();
    Optional<TunerModel> last = Optional.empty();
    do {
      Limited<TunerModel> search =
          Limited.run(
              rows.sparkSession().sparkContext(), LIMIT, () -> search(rows, estimator, maps));
      seconds.add(search.seconds());
      last = search.result();
    } while (last.isPresent() && seconds.size() < ROUNDS && seconds.get(0) < LONG);
    OptionalDouble bound = OptionalDouble.empty();
    if (rows.count() <= MOST_BOUND) {
      TrainersBound alone = new TrainersBound(VectorRows.of(rows), FOLDS, slots);
      bound = OptionalDouble.of(learner.bound(alone, estimator, maps));
    }
    String trainer =
        last.map(model -> model.study().cells().get(0).trained().trainer()).orElse("spark");
    Point point = new Point(at, new Times(trainer, seconds), last.isEmpty(), bound);
    System.err.println(learner.title + ", " + candidates + " candidates: " + point);
    return point;
  }

  private static TunerModel search(Dataset<Row> rows, Estimator<?> estimator, List<ParamMap> maps) {
    Tuner tuner = new Tuner();
    tuner.setEstimator(estimator);
    tuner.setEvaluator(new BinaryClassificationEvaluator().setNumBins(0));
    tuner.setNumFolds(FOLDS);
    tuner.setEstimatorParamMaps(maps.toArray(ParamMap[]::new));
    return tuner.fit(rows);
  }
}
