package org.espalier.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.GBTClassifier;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.feature.FeatureHasher;
import org.apache.spark.ml.feature.PCA;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What the engine saves and costs, against {@code CrossValidator} at the same parallelism. */
final class EngineBenchmark implements Benchmarks.Benchmark {

  private static final OperatingSystemMXBean CPU =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private static final int THREADS = 2;

  /** Rounds after the one that warms up; ESPALIER_ROUNDS says otherwise. */
  private static final int ROUNDS =
      Integer.parseInt(System.getenv().getOrDefault("ESPALIER_ROUNDS", "3"));

  /** Share by which a time may be above its bound. */
  private static final double WITHIN = 0.15;

  private static final Evaluator AREA = new BinaryClassificationEvaluator().setNumBins(0);

  @Override
  public BenchmarkResult run(SparkSession spark, Path data) throws Exception {
    List<BenchmarkResult.Row> rows = new ArrayList<>();
    Map<String, Object> about = new LinkedHashMap<>();
    String lines = System.getenv().getOrDefault("ESPALIER_LINES", "1,3,4,5,6,7");
    Dataset<Row> adult = BenchmarkData.adultTable(spark, data);
    for (String line : lines.split(",", -1)) {
      switch (line) {
        case "1" -> add(rows, pipeline(adult, about));
        case "3" -> add(rows, middle(adult));
        case "4" -> add(rows, boosting(adult));
        case "5" -> new SavingLines(spark, data).halving().forEach(row -> add(rows, row));
        case "6" -> new SavingLines(spark, data).racing().forEach(row -> add(rows, row));
        case "7" -> add(rows, nothing(adult));
        default -> throw new IllegalArgumentException("ESPALIER_LINES: no line " + line);
      }
    }
    about.put("parallelism", THREADS);
    about.put("rounds", ROUNDS);
    about.put("cores", Runtime.getRuntime().availableProcessors());
    return new BenchmarkResult(about, rows);
  }

  private static void add(List<BenchmarkResult.Row> rows, BenchmarkResult.Row row) {
    System.err.println(row);
    rows.add(row);
  }

  /** Work that is done one by one: how long it takes, and the CPU time of the process meanwhile. */
  private static final class Alone {
    private double seconds = 0;
    private double cpu = 0;

    <T> T run(Supplier<T> work) {
      long cpuBefore = CPU.getProcessCpuTime();
      long before = System.nanoTime();
      T result = work.get();
      seconds += (System.nanoTime() - before) / 1e9;
      cpu += (CPU.getProcessCpuTime() - cpuBefore) / 1e9;
      return result;
    }

    Alone times(int factor) {
      Alone more = new Alone();
      more.seconds = factor * seconds;
      more.cpu = factor * cpu;
      return more;
    }

    Alone and(Alone other) {
      Alone both = new Alone();
      both.seconds = seconds + other.seconds;
      both.cpu = cpu + other.cpu;
      return both;
    }
  }

  /**
   * Slots that are full until the refit; and no run ends before its CPU time / cores, as a local
   * master's driver and tasks share the cores.
   */
  private static double bound(Alone work, Alone refit) {
    return Math.max(
        work.seconds / THREADS + refit.seconds,
        (work.cpu + refit.cpu) / CPU.getAvailableProcessors());
  }

  private static Dataset<Row> stored(Dataset<Row> rows) {
    Dataset<Row> stored = rows.cache();
    stored.count();
    return stored;
  }

  /** Line 1: stages before the learner are fitted 6 times instead of 41. */
  private static BenchmarkResult.Row pipeline(Dataset<Row> adult, Map<String, Object> about)
      throws Exception {
    int folds = 5;
    List<PipelineStage> stages = BenchmarkData.stages(adult);
    LogisticRegression logistic = new MarkedLogistic("logistic").setMaxIter(20);
    logistic.setFeaturesCol("scaled");
    List<ParamMap> maps =
        List.of(
            new ParamGridBuilder()
                .addGrid(
                    logistic.regParam(), new double[] {1e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3, 1})
                .build());
    List<PipelineStage> all = new ArrayList<>(stages);
    all.add(logistic);
    Pipeline pipeline = new Pipeline().setStages(all.toArray(PipelineStage[]::new));
    EngineRace.Outcome outcome =
        new EngineRace(adult, pipeline, maps, AREA, folds, THREADS, ROUNDS).run();
    Pipeline features = new Pipeline().setStages(stages.toArray(PipelineStage[]::new));
    Dataset<Row>[] parts = adult.randomSplit(new double[] {0.8, 0.2}, 1);
    Dataset<Row> some = stored(parts[0]);
    Alone work = new Alone();
    PipelineModel model = work.run(() -> features.fit(some));
    // Once a fold its rows must go through the stages, whoever does it.
    Dataset<Row> training = work.run(() -> stored(model.transform(some).select("label", "scaled")));
    Dataset<Row> validation =
        work.run(() -> stored(model.transform(parts[1]).select("label", "scaled")));
    for (ParamMap map : maps) {
      Model<?> fitted = work.run(() -> logistic.fit(training, map));
      work.run(() -> AREA.evaluate(fitted.transform(validation)));
    }
    Alone refit = new Alone();
    refit.run(() -> pipeline.fit(adult, maps.get(0)));
    double bound = bound(work.times(folds), refit);
    List.of(some, training, validation).forEach(rows -> rows.unpersist(true));
    about.put(
        "line 1, jobs",
        "%d of ours, %d of them outside the learner; CrossValidator's %d, %d outside"
            .formatted(
                outcome.ours().jobs(),
                outcome.ours().jobsOutside(),
                outcome.rival().jobs(),
                outcome.rival().jobsOutside()));
    about.put(
        "line 8, peak storage",
        "%,d bytes, CrossValidator's %,d; the memory Spark has for it is %,d"
            .formatted(
                outcome.ours().peakBytes(),
                outcome.rival().peakBytes(),
                outcome.ours().storageBytes()));
    about.put("line 1, largest difference of a metric", outcome.largestDifference());
    double ours = outcome.ours().times().median();
    double outside = (double) outcome.ours().jobsOutside() / outcome.rival().jobsOutside();
    return new BenchmarkResult.Row(
        "1 full pipeline, 8 maps x 5 folds",
        outcome.ours().times(),
        outcome.rival().times(),
        bound,
        "within %.0f %% of the bound, is %+.0f %%; jobs outside at most 25 %%, are %.0f %%"
            .formatted(100 * WITHIN, 100 * (ours / bound - 1), 100 * outside),
        ours <= bound * (1 + WITHIN) && outside <= 0.25);
  }

  /** Line 3: hashing size and PCA's k before a forest. */
  private static BenchmarkResult.Row middle(Dataset<Row> adult) throws Exception {
    int folds = 3;
    int[] sizes = {32, 64};
    int[] ks = {4, 8};
    FeatureHasher hasher =
        new FeatureHasher().setInputCols(BenchmarkData.inputs(adult)).setOutputCol("hashed");
    StandardScaler scaler = new StandardScaler().setInputCol("hashed").setOutputCol("scaled");
    PCA pca = new PCA().setInputCol("scaled").setOutputCol("features");
    RandomForestClassifier forest = new RandomForestClassifier().setNumTrees(10).setSeed(1);
    List<ParamMap> maps =
        List.of(
            new ParamGridBuilder()
                .addGrid(hasher.numFeatures(), sizes)
                .addGrid(pca.k(), ks)
                .addGrid(forest.maxDepth(), new int[] {3, 5, 7})
                .build());
    Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {hasher, scaler, pca, forest});
    EngineRace.Outcome outcome =
        new EngineRace(adult, pipeline, maps, AREA, folds, THREADS, ROUNDS).run();
    Alone once = new Alone(); // hashing, for all folds
    Alone each = new Alone(); // what every fold does by itself
    Alone refit = new Alone();
    for (int size : sizes) {
      Dataset<Row> hashed =
          hasher
              .copy(new ParamMap().put(hasher.numFeatures().w(size)))
              .transform(adult)
              .select("label", "hashed");
      Dataset<Row> stored = once.run(() -> stored(hashed));
      Dataset<Row>[] parts = stored.randomSplit(new double[] {2, 1}, 1);
      Model<?> scaling = each.run(() -> scaler.fit(parts[0]));
      Dataset<Row> scaled = each.run(() -> stored(scaling.transform(parts[0])));
      for (int k : ks) {
        Model<?> projection = each.run(() -> pca.fit(scaled, new ParamMap().put(pca.k().w(k))));
        Dataset<Row> training =
            each.run(() -> stored(projection.transform(scaled).select("label", "features")));
        Dataset<Row> validation =
            stored(projection.transform(scaling.transform(parts[1])).select("label", "features"));
        for (int depth : new int[] {3, 5, 7}) {
          Model<?> fitted =
              each.run(() -> forest.fit(training, new ParamMap().put(forest.maxDepth().w(depth))));
          each.run(() -> AREA.evaluate(fitted.transform(validation)));
        }
        training.unpersist(true);
        validation.unpersist(true);
      }
      scaled.unpersist(true);
      stored.unpersist(true);
    }
    refit.run(() -> pipeline.fit(adult, maps.get(0)));
    double bound = bound(once.and(each.times(folds)), refit);
    double ours = outcome.ours().times().median();
    return new BenchmarkResult.Row(
        "3 tuned stages before a forest, 12 maps x 3 folds",
        outcome.ours().times(),
        outcome.rival().times(),
        bound,
        "within %.0f %% of the bound, is %+.0f %%"
            .formatted(100 * WITHIN, 100 * (ours / bound - 1)),
        ours <= bound * (1 + WITHIN));
  }

  /** Line 4: boosting with 5, 10, ..., 40 trees at two depths. */
  private static BenchmarkResult.Row boosting(Dataset<Row> adult) throws Exception {
    PipelineModel features =
        new Pipeline()
            .setStages(BenchmarkData.stages(adult).toArray(PipelineStage[]::new))
            .fit(adult);
    Dataset<Row> vectors =
        stored(
            features
                .transform(adult.sample(0.15, 1))
                .selectExpr("label", "scaled AS features")
                .coalesce(THREADS));
    GBTClassifier boosted = new GBTClassifier().setSeed(1);
    List<ParamMap> maps =
        List.of(
            new ParamGridBuilder()
                .addGrid(boosted.maxIter(), new int[] {5, 10, 15, 20, 25, 30, 35, 40})
                .addGrid(boosted.maxDepth(), new int[] {2, 4})
                .build());
    EngineRace.Outcome outcome =
        new EngineRace(vectors, boosted, maps, AREA, 2, THREADS, Math.min(ROUNDS, 1)).run();
    vectors.unpersist(true);
    double ratio = outcome.rival().times().median() / outcome.ours().times().median();
    return new BenchmarkResult.Row(
        "4 boosting, 8 lengths x 2 depths x 2 folds",
        outcome.ours().times(),
        outcome.rival().times(),
        outcome.rival().times().median() / 4.5,
        "at least 3.5 times, is %.2f; largest difference %.0e"
            .formatted(ratio, outcome.largestDifference()),
        ratio >= 3.5);
  }

  /** Line 7: 2,000 cells in which nothing is done. */
  private static BenchmarkResult.Row nothing(Dataset<Row> rows) throws Exception {
    int folds = 5;
    Napping napping = new Napping("napping");
    List<ParamMap> maps = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      maps.add(new ParamMap().put(napping.number().w(i)));
    }
    EngineRace.Outcome outcome =
        new EngineRace(rows, napping, maps, new Napping.Content(), folds, THREADS, 1).run();
    double millis = 1000 * outcome.ours().times().median() / (maps.size() * folds);
    return new BenchmarkResult.Row(
        "7 nothing to fit, 2,000 cells",
        outcome.ours().times(),
        outcome.rival().times(),
        0.005 * maps.size() * folds,
        "under 5 ms a cell, is %.2f".formatted(millis),
        millis < 5);
  }
}
