package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.GBTClassifier;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.NaiveBayes;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.recommendation.ALS;
import org.apache.spark.ml.regression.DecisionTreeRegressor;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.function.FunctionSpace;
import org.espalier.function.FunctionTrial;
import org.espalier.function.FunctionTuner;
import org.espalier.journal.JournalStore;
import org.espalier.journal.StudyEvent;
import org.espalier.ml.ParamSpaceBuilder;
import org.espalier.ml.SplitTuner;
import org.espalier.ml.TunedModel;
import org.espalier.ml.Tuner;
import org.espalier.search.Refinement;
import org.espalier.space.Scale;
import org.espalier.spark.store.StudyFolder;
import org.espalier.spec.Origins;
import org.espalier.spec.OutputPlan;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Studies whose results were written down: trials, cells, decisions, winner and out-of-fold
 * predictions of jobs, tuners and functions. A change of the code that is to leave results as they
 * are leaves these files as they are; {@code mvn test -Dtest=GoldenStudiesTest -Dgolden=write}
 * writes them anew. Where Spark 3.5 has another result than 4.1, it has a file of its own.
 */
final class GoldenStudiesTest extends SparkTest {

  private static final Pattern TABLE = Pattern.compile("source = ([\\w-]+\\.(?:csv|libsvm))");

  /** Those of the first tier: weights, held-out rows and predictions; decisions on both lines. */
  private static final Set<String> FIRST_JOBS =
      Set.of("tpe-halving-rows", "random-full-stratified", "column");

  /** Those of the first tier: the quick ones of different samplers, schedulers and resources. */
  private static final Set<String> FIRST_TUNERS =
      Set.of(
          "maps-of-a-pipeline",
          "gp-one-standard-error",
          "asha-iterations",
          "maps-halving-folds",
          "tpe-hyperband");

  /** For jobs without held-out rows, whose results do not depend on a model. */
  private static final String WITHOUT_MODEL = "--set=model.save=none";

  private static final Map<String, String> JOBS = jobs();
  private static final Map<String, Supplier<Tuner>> TUNERS = tuners();
  private static final Map<String, Supplier<FunctionTuner>> FUNCTIONS = functions();

  @TempDir private static Path tables;

  @TempDir Path folder;

  @BeforeAll
  static void tables() throws IOException {
    GoldenTables.write(tables);
  }

  private static Map<String, String> jobs() {
    Map<String, String> studies = new LinkedHashMap<>();
    for (String study : GoldenResult.resource("jobs.txt").split("\n== ", -1)) {
      int end = study.indexOf('\n');
      studies.put(study.substring(0, end), study.substring(end + 1));
    }
    studies.remove(studies.keySet().iterator().next()); // the comment at the beginning
    return studies;
  }

  static Stream<String> jobNames() {
    return JOBS.keySet().stream().filter(name -> !FIRST_JOBS.contains(name));
  }

  static Stream<String> tunerNames() {
    return TUNERS.keySet().stream().filter(name -> !FIRST_TUNERS.contains(name));
  }

  static Stream<String> functionNames() {
    return FUNCTIONS.keySet().stream();
  }

  // ---- jobs

  @Tag("smoke")
  @ParameterizedTest
  @ValueSource(strings = "tpe-halving-rows")
  void a_job_has_its_result_on_both_lines_also_if_it_is_killed(String name) throws IOException {
    job(name, "whole", WITHOUT_MODEL);
    StudyFolder whole = study("whole/golden");
    GoldenResult.assertGolden("job-" + name, GoldenResult.of(whole.history().record()));
    cut(whole, study("killed/golden"), 2);
    job(name, "killed", "--resume", WITHOUT_MODEL, "--set=run.parallelism=3");
    GoldenResult.assertGolden(
        "job-" + name, GoldenResult.of(study("killed/golden").history().record()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"random-full-stratified", "column"})
  void a_job_has_its_result(String name) throws IOException {
    if (name.equals("column")) {
      job(name, "whole", WITHOUT_MODEL);
    } else {
      job(name, "whole");
    }
    List<String> lines = new ArrayList<>(GoldenResult.of(study("whole/golden").history().record()));
    Path predictions = folder.resolve("whole/golden/predictions");
    if (Files.exists(predictions)) {
      lines.addAll(
          GoldenResult.predictions(
              spark().read().parquet(predictions.toString()),
              study("whole/golden").history().record().summary()));
    }
    GoldenResult.assertGolden("job-" + name, lines);
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("jobNames")
  void any_job_has_its_result(String name) throws IOException {
    a_job_has_its_result(name);
  }

  private void job(String name, String out, String... more) throws IOException {
    String text =
        TABLE
            .matcher(JOBS.get(name))
            .replaceAll(found -> "source = \"" + tables.resolve(found.group(1)) + "\"");
    CommandRun run =
        CommandRun.tune(folder, "study = golden\nrun.pre-flight = false\n" + text, out, more);
    assertThat(run.code()).as(run.out() + run.err()).isZero();
  }

  private StudyFolder study(String path) {
    Path study = folder.resolve(path);
    return StudyFolder.of(
        new OutputPlan(String.valueOf(study.getParent()), false),
        String.valueOf(study.getFileName()),
        Origins.none("test"),
        spark().sparkContext().hadoopConfiguration());
  }

  /** Copies the first 1/part of the events, as a driver leaves them that is killed. */
  private static void cut(StudyFolder from, StudyFolder to, int part) throws IOException {
    List<StudyEvent> events =
        from.readJournal().stream().filter(e -> !(e instanceof StudyEvent.Began)).toList();
    try (JournalStore journal = to.journal()) {
      for (StudyEvent event : events.subList(0, events.size() / part)) {
        journal.append(event);
      }
    }
  }

  // ---- tuners

  @Tag("smoke")
  @ParameterizedTest
  @ValueSource(strings = "maps-of-a-pipeline")
  void a_tuner_has_its_result_on_both_lines_also_if_it_is_killed(String name) throws IOException {
    Tuner tuner = tuner(name);
    TunedModel model = tuner.setJournal(folder.resolve("whole").toString()).fit(rows(name));
    GoldenResult.assertGolden("tuner-" + name, GoldenResult.of(model));
    cut(study("whole"), study("killed"), 2);
    Tuner again = tuner(name);
    again.setJournal(folder.resolve("killed").toString()).setParallelism(3);
    GoldenResult.assertGolden("tuner-" + name, GoldenResult.of(again.fit(rows(name))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"gp-one-standard-error", "asha-iterations", "maps-halving-folds", "tpe-hyperband"})
  void a_tuner_has_its_result(String name) throws IOException {
    GoldenResult.assertGolden("tuner-" + name, GoldenResult.of(tuner(name).fit(rows(name))));
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("tunerNames")
  void any_tuner_has_its_result(String name) throws IOException {
    a_tuner_has_its_result(name);
  }

  @Test
  void a_split_tuner_has_its_result() throws IOException {
    LinearRegression learner = new LinearRegression("line").setLabelCol("price");
    SplitTuner tuner =
        new SplitTuner("split")
            .setEstimator(learner)
            .setEvaluator(new RegressionEvaluator().setLabelCol("price"))
            .setEstimatorParamMaps(
                new ParamGridBuilder()
                    .addGrid(learner.regParam(), new double[] {0, 0.1, 10})
                    .build())
            .setSeed(5)
            .setTrainRatio(0.7)
            .setCollectPredictions(true);
    GoldenResult.assertGolden("split-tuner", GoldenResult.of(tuner.fit(rows("prices"))));
  }

  private static Tuner tuner(String name) {
    return Objects.requireNonNull(TUNERS.get(name), name).get();
  }

  private static FunctionTuner function(String name) {
    return Objects.requireNonNull(FUNCTIONS.get(name), name).get();
  }

  private static Map<String, Supplier<Tuner>> tuners() {
    Map<String, Supplier<Tuner>> tuners = new LinkedHashMap<>();
    LogisticRegression logistic = new LogisticRegression("logistic").setMaxIter(4);
    LinearRegression linear = new LinearRegression("linear").setLabelCol("price");
    tuners.put(
        "maps-of-a-pipeline",
        () -> {
          StandardScaler scaler =
              new StandardScaler("scaler").setInputCol("features").setOutputCol("scaled");
          LogisticRegression learner =
              new LogisticRegression("scaled").setMaxIter(4).setFeaturesCol("scaled");
          return flowers(new Pipeline("pipeline").setStages(new PipelineStage[] {scaler, learner}))
              .setEstimatorParamMaps(
                  new ParamGridBuilder()
                      .addGrid(learner.regParam(), new double[] {0, 0.01, 1})
                      .addGrid(scaler.withMean())
                      .build())
              .setFoldRule("pyspark")
              .setCollectPredictions(true);
        });
    tuners.put(
        "random-halving",
        () ->
            prices(linear)
                .setSpace(
                    new ParamSpaceBuilder()
                        .addRange(linear.regParam(), 1e-3, 10, Scale.LOG)
                        .addRange(linear.elasticNetParam(), 0, 1)
                        .addChoice(linear.fitIntercept())
                        .build())
                .setSampler("random")
                .setTrials(9)
                .setScheduler("halving")
                .setMinResource(20)
                .setHeldOut(0.2)
                .setFoldRule("hash"));
    RandomForestClassifier forest = new RandomForestClassifier("forest").setNumTrees(4).setSeed(1);
    tuners.put(
        "tpe-hyperband",
        () ->
            flowers(forest)
                .setSpace(
                    new ParamSpaceBuilder()
                        .addRange(forest.maxDepth(), 1, 5)
                        .addChoice(forest.impurity(), "gini", "entropy")
                        .addRange(forest.subsamplingRate(), 0.4, 1)
                        .build())
                .setSampler("tpe")
                .setTrials(14)
                .setScheduler("hyperband")
                .setMinResource(30)
                .setFoldRule("stratified"));
    tuners.put(
        "gp-one-standard-error",
        () ->
            wide(logistic)
                .setSpace(
                    new ParamSpaceBuilder()
                        .addRange(logistic.regParam(), 1e-4, 1, Scale.LOG)
                        .addRange(logistic.elasticNetParam(), 0, 1)
                        .build())
                .setStartPoints(new ParamMap().put(logistic.regParam().w(0.05)))
                .setSampler("gp")
                .setTrials(9)
                .setWinnerRule("one-standard-error"));
    GBTClassifier boosted = new GBTClassifier("boosted").setMaxDepth(2).setSeed(1);
    tuners.put(
        "asha-iterations",
        () ->
            wide(boosted)
                .setSpace(
                    new ParamSpaceBuilder()
                        .addRange(boosted.maxIter(), 4, 9)
                        .addRange(boosted.stepSize(), 0.05, 0.5, Scale.LOG)
                        .build())
                .setSampler("random")
                .setTrials(6)
                .setScheduler("asha")
                .setResource("iterations")
                .setMinFolds(1));
    DecisionTreeRegressor tree = new DecisionTreeRegressor("tree").setLabelCol("price");
    tuners.put(
        "racing-repeats",
        () ->
            prices(tree)
                .setSpace(
                    new ParamSpaceBuilder()
                        .addRange(tree.maxDepth(), 1, 6)
                        .addRange(tree.minInstancesPerNode(), 1, 20, Scale.LOG)
                        .build())
                .setSampler("sobol")
                .setTrials(8)
                .setScheduler("racing")
                .setNumFolds(4)
                .setFoldRule("hash")
                .setWinnerRepeats(1));
    NaiveBayes bayes = new NaiveBayes("bayes");
    tuners.put(
        "maps-halving-folds",
        () ->
            flowers(bayes)
                .setEstimatorParamMaps(
                    new ParamGridBuilder()
                        .addGrid(bayes.smoothing(), new double[] {0.1, 1, 10, 100})
                        .build())
                .setScheduler("halving")
                .setResource("folds")
                .setEta(2)
                .setNumFolds(4));
    tuners.put(
        "grid-refined-by-fold-column",
        () ->
            prices(linear)
                .setSpace(
                    new ParamSpaceBuilder()
                        .addRange(linear.regParam(), 0.01, 1, Scale.LOG, 3)
                        .build())
                .setSampler("grid")
                .setThen(
                    Refinement.random(2, Map.of(ParamSpaceBuilder.name(linear.regParam()), 0.05)))
                .setFoldCol("part")
                .setNumFolds(3));
    ALS als = new ALS("als").setRatingCol("stars").setMaxIter(2).setSeed(1);
    als.setNumBlocks(2).setColdStartStrategy("drop");
    tuners.put(
        "auto-ratings",
        () ->
            new Tuner("tuner")
                .setEstimator(als)
                .setEvaluator(new RegressionEvaluator().setLabelCol("stars"))
                .setSpace(
                    new ParamSpaceBuilder()
                        .addRange(als.rank(), 1, 3)
                        .addRange(als.regParam(), 0.01, 1, Scale.LOG)
                        .build())
                .setSampler("auto")
                .setTrials(3)
                .setNumFolds(2)
                .setSeed(4));
    return tuners;
  }

  private static Tuner flowers(Estimator<?> estimator) {
    return new Tuner("tuner")
        .setEstimator(estimator)
        .setEvaluator(new MulticlassClassificationEvaluator().setMetricName("accuracy"))
        .setNumFolds(3)
        .setSeed(1);
  }

  private static Tuner prices(Estimator<?> estimator) {
    return new Tuner("tuner")
        .setEstimator(estimator)
        .setEvaluator(new RegressionEvaluator().setLabelCol("price"))
        .setNumFolds(2)
        .setSeed(2)
        .setCollectPredictions(true);
  }

  private static Tuner wide(Estimator<?> estimator) {
    return new Tuner("tuner")
        .setEstimator(estimator)
        .setEvaluator(new BinaryClassificationEvaluator().setNumBins(0))
        .setNumFolds(2)
        .setSeed(3);
  }

  /** Rows of a tuner, on two partitions. */
  private Dataset<Row> rows(String name) {
    Object evaluator = TUNERS.containsKey(name) ? tuner(name).getEvaluator() : "prices";
    if (name.equals("auto-ratings")) {
      return csv("ratings.csv").repartition(2);
    }
    if (evaluator instanceof BinaryClassificationEvaluator) {
      return spark()
          .read()
          .format("libsvm")
          .load(tables.resolve("wide.libsvm").toString())
          .repartition(2);
    }
    if (evaluator instanceof MulticlassClassificationEvaluator) {
      Dataset<Row> people =
          csv("people.csv")
              .na()
              .drop()
              .selectExpr("age", "hours", "gain", "double(importance - 1) label");
      return assembled(people, "age", "hours", "gain").repartition(2);
    }
    return assembled(csv("prices.csv"), "size", "rooms", "noise")
        .select("features", "price", "part")
        .repartition(2);
  }

  private static Dataset<Row> csv(String file) {
    return spark()
        .read()
        .option("header", true)
        .option("inferSchema", true)
        .csv(tables.resolve(file).toString());
  }

  private static Dataset<Row> assembled(Dataset<Row> rows, String... columns) {
    return new VectorAssembler()
        .setInputCols(columns)
        .setOutputCol("features")
        .transform(rows)
        .drop(columns);
  }

  // ---- functions

  @ParameterizedTest
  @MethodSource("functionNames")
  void a_function_has_its_result(String name) throws IOException {
    FunctionTuner tuner = function(name);
    GoldenResult.assertGolden(
        "function-" + name, GoldenResult.of(tuner.tune(spark(), GoldenStudiesTest::bowl).tables()));
  }

  @Test
  void a_function_that_is_killed_has_its_result() throws IOException {
    function("gp-hyperband")
        .setJournal(folder.resolve("whole").toString())
        .tune(spark(), GoldenStudiesTest::bowl);
    cut(study("whole"), study("killed"), 2);
    FunctionTuner again =
        function("gp-hyperband").setJournal(folder.resolve("killed").toString()).setParallelism(3);
    GoldenResult.assertGolden(
        "function-gp-hyperband",
        GoldenResult.of(again.tune(spark(), GoldenStudiesTest::bowl).tables()));
  }

  private static Map<String, Double> bowl(FunctionTrial trial) {
    double x = trial.number("x");
    double width = trial.number("width");
    double wall = trial.text("shape").equals("wall") ? 0.5 : 0.1 * trial.whole("power");
    double loss = (x - 1) * (x - 1) + width / 10 + wall + 1.0 / trial.resource();
    trial.report(trial.resource(), Map.of("loss", loss));
    return new TreeMap<>(Map.of("loss", loss + 0.01 * trial.fold() * x, "width", width));
  }

  private static Map<String, Supplier<FunctionTuner>> functions() {
    Map<String, Supplier<FunctionTuner>> tuners = new LinkedHashMap<>();
    tuners.put(
        "random-halving",
        () -> bowl().setSampler("random").setScheduler("halving").setMaxResource(9).setTrials(9));
    tuners.put("tpe-full", () -> bowl().setSampler("tpe").setTrials(16).setFolds(2));
    tuners.put(
        "gp-hyperband",
        () -> bowl().setSampler("gp").setScheduler("hyperband").setMaxResource(9).setTrials(14));
    tuners.put(
        "sobol-asha",
        () ->
            bowl()
                .setSampler("sobol")
                .setScheduler("asha")
                .setMaxResource(8)
                .setMinResource(2)
                .setEta(2)
                .setStartPoints(
                    List.of(Map.of("x", 0.5, "width", 2.0, "shape", "valley", "power", 2)))
                .setTrials(8));
    tuners.put(
        "auto-racing",
        () -> bowl().setScheduler("racing").setFolds(4).setTrials(8).setWinnerRepeats(1));
    tuners.put(
        "grid-refined",
        () ->
            bowl()
                .setSpace(
                    new FunctionSpace()
                        .addFloat("x", -2, 2, "linear", 0, 3)
                        .addFloat("width", 0.1, 10, "log", 0, 2)
                        .addChoice("shape", "valley", "wall")
                        .addChoice("power", 1, 2)
                        .when("shape", "valley"))
                .setSampler("grid")
                .setThen(Refinement.random(3, Map.of("x", 0.5)))
                .setWinnerRule("one-standard-error")
                .setSimplicity("width")
                .setFolds(2));
    return tuners;
  }

  private static FunctionTuner bowl() {
    return new FunctionTuner()
        .setSpace(
            new FunctionSpace()
                .addFloat("x", -2, 2)
                .addFloat("width", 0.1, 10, "log")
                .addChoice("shape", "valley", "wall")
                .addInt("power", 1, 3)
                .when("shape", "valley"))
        .setSeed(3);
  }
}
