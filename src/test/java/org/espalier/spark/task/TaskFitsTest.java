package org.espalier.spark.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.BinaryClassificationSummary;
import org.apache.spark.ml.classification.DecisionTreeClassifier;
import org.apache.spark.ml.classification.FMClassifier;
import org.apache.spark.ml.classification.GBTClassifier;
import org.apache.spark.ml.classification.LinearSVC;
import org.apache.spark.ml.classification.LinearSVCModel;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.classification.NaiveBayes;
import org.apache.spark.ml.classification.NaiveBayesModel;
import org.apache.spark.ml.classification.OneVsRest;
import org.apache.spark.ml.classification.OneVsRestModel;
import org.apache.spark.ml.classification.RandomForestClassificationModel;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.feature.VectorSlicer;
import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.ml.linalg.Matrix;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.DecisionTreeRegressor;
import org.apache.spark.ml.regression.GBTRegressor;
import org.apache.spark.ml.regression.GeneralizedLinearRegression;
import org.apache.spark.ml.regression.GeneralizedLinearRegressionModel;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.regression.LinearRegressionModel;
import org.apache.spark.ml.regression.RandomForestRegressor;
import org.apache.spark.ml.tree.DecisionTreeModel;
import org.apache.spark.ml.tree.TreeEnsembleModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.espalier.spark.SparkLine;
import org.espalier.spark.collected.CellRows;
import org.espalier.spark.collected.TaskScorer;
import org.espalier.spark.local.trainer.TaskTrainers;
import org.espalier.spark.metric.Scorer;
import org.espalier.spark.placement.JvmHeap;
import org.espalier.spark.placement.PlacementPolicy;
import org.espalier.spark.placement.TaskHeap;
import org.espalier.spec.TrainingPlan;
import org.espalier.study.Seed;
import org.espalier.testing.Sample;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Fits inside tasks beside MLlib's own, on four partitions. */
final class TaskFitsTest extends SparkTest {

  private static final Object ROWS = "rows";

  /** MLlib's own coefficients differ by this share between partitionings. */
  private static final double SHARE = 1e-6;

  private final TaskFits fits = TaskFits.of(spark().sparkContext(), TrainingPlan.USUAL);

  @AfterEach
  void nothingIsLeft() {
    fits.close();
  }

  /** Columns {@code features} (four, the last mostly 0), {@code label}, {@code weight}. */
  private static Dataset<Row> rows(int count, int classes) {
    var random = new Seed(3).random();
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double a = random.nextDouble();
      double b = 1000 * random.nextDouble();
      double rare = i % 9 == 0 ? random.nextDouble() : 0;
      double label = Math.floor(classes * Math.min(0.999, (a + random.nextDouble()) / 2));
      rows.add(
          RowFactory.create(Vectors.dense(a, b, 5, rare).compressed(), label, (double) (i % 3)));
    }
    StructType schema =
        new StructType()
            .add("features", SQLDataTypes.VectorType())
            .add("label", DataTypes.DoubleType)
            .add("weight", DataTypes.DoubleType);
    return spark().createDataFrame(rows, schema).repartition(2).cache();
  }

  private static List<Optional<FitResult.Trained>> fitted(
      TaskFits fits, Object key, List<PipelineStage> stages, Supplier<Dataset<?>> rows) {
    return fits.fit(CellRows.whole(key, rows), stages, TaskScoring.NONE).stream()
        .map(FitResult::trained)
        .toList();
  }

  private static Optional<FitResult.Trained> fitted(
      TaskFits fits, Object key, PipelineStage stage, Supplier<Dataset<?>> rows) {
    return fitted(fits, key, List.of(stage), rows).get(0);
  }

  /** Places of those that are compared with fits of MLlib. */
  private static List<Integer> sampled(List<?> stages) {
    return Sample.rows(IntStream.range(0, stages.size()).boxed().toList()).toList();
  }

  private List<Model<?>> models(List<? extends Estimator<?>> stages, Dataset<Row> rows) {
    List<Optional<FitResult.Trained>> fitted = fitted(fits, ROWS, List.copyOf(stages), () -> rows);
    List<Model<?>> models = new ArrayList<>();
    for (int i = 0; i < stages.size(); i++) {
      models.add(fitted.get(i).orElseThrow().model(stages.get(i)));
    }
    return models;
  }

  /** Trees with their splits and predictions, without the names that MLlib draws at random. */
  private static String trees(Model<?> model) {
    return (model instanceof DecisionTreeModel tree
            ? tree.toDebugString()
            : ((TreeEnsembleModel<?>) model).toDebugString())
        .replaceAll("_[0-9a-f]{12}", "");
  }

  private void assertSameTrees(Estimator<?> stage, Dataset<Row> rows) {
    Model<?> ours = models(List.of(stage), rows).get(0);
    Model<?> own = (Model<?>) stage.fit(rows);
    assertThat(trees(ours)).isEqualTo(trees(own)).contains("If (feature");
    assertThat(ours.uid()).isEqualTo(own.uid());
    assertThat(ours.extractParamMap().toString()).isEqualTo(own.extractParamMap().toString());
    String[] predictions = {"prediction"};
    assertThat(ours.transform(rows).select("features", predictions).collectAsList())
        .isEqualTo(own.transform(rows).select("features", predictions).collectAsList());
  }

  @Test
  @Tag("smoke")
  void a_forest_is_mllibs_node_for_node() {
    Dataset<Row> rows = rows(300, 3);
    assertSameTrees(new RandomForestClassifier().setNumTrees(6).setMaxDepth(4).setSeed(7), rows);
    rows.unpersist();
  }

  @Test
  void trees_and_forests_of_numbers_are_mllibs_with_weights() {
    Dataset<Row> rows = rows(200, 3);
    assertSameTrees(new DecisionTreeClassifier().setImpurity("entropy").setMaxBins(8), rows);
    assertSameTrees(
        new RandomForestRegressor()
            .setNumTrees(3)
            .setMaxDepth(3)
            .setWeightCol("weight")
            .setSubsamplingRate(0.7)
            .setSeed(3),
        rows);
    rows.unpersist();
  }

  @Test
  void a_tree_of_numbers_and_categories_is_mllibs() {
    Dataset<Row> rows = rows(200, 3);
    Dataset<Row> words =
        new StringIndexer()
            .setInputCol("weight")
            .setOutputCol("kind")
            .fit(rows)
            .transform(rows.withColumnRenamed("features", "numbers"));
    Dataset<Row> mixed =
        new VectorAssembler()
            .setInputCols(new String[] {"kind", "numbers"})
            .setOutputCol("features")
            .transform(words);
    DecisionTreeRegressor tree = new DecisionTreeRegressor();
    assertThat(trees(fitted(fits, "mixed", tree, () -> mixed).orElseThrow().model(tree)))
        .isEqualTo(trees(tree.fit(mixed)));
    rows.unpersist();
  }

  private static void assertClose(Model<?> ours, LogisticRegressionModel own) {
    LogisticRegressionModel model = (LogisticRegressionModel) ours;
    assertThat(model.uid()).isEqualTo(own.uid());
    assertThat(model.numClasses()).isEqualTo(own.numClasses());
    assertThat(model.extractParamMap().toString()).isEqualTo(own.extractParamMap().toString());
    assertClose(model.coefficientMatrix(), own.coefficientMatrix());
    assertThat(model.interceptVector().toArray())
        .containsExactly(new DenseVector(own.interceptVector().toArray()).toArray(), within(1e-4));
  }

  private static void assertClose(Matrix ours, Matrix own) {
    double largest = 0;
    for (double value : own.toArray()) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertThat(ours.toArray()).containsExactly(own.toArray(), within(SHARE * (1 + largest)));
  }

  @Test
  @Tag("smoke")
  @Tag(Sample.TAG)
  void logistic_regressions_of_two_classes_are_those_of_mllib() {
    Dataset<Row> rows = rows(300, 2);
    List<LogisticRegression> stages =
        List.of(
            new LogisticRegression().setRegParam(0.05).setElasticNetParam(0.5),
            new LogisticRegression().setRegParam(0.01),
            new LogisticRegression().setRegParam(0.1).setStandardization(false),
            new LogisticRegression().setFitIntercept(false).setRegParam(0.01),
            new LogisticRegression().setRegParam(0.02).setThreshold(0.3));
    List<Model<?>> models = models(stages, rows);
    for (int i : sampled(stages)) {
      assertClose(models.get(i), stages.get(i).fit(rows));
    }
    rows.unpersist();
  }

  @Test
  @Tag("smoke")
  @Tag(Sample.TAG)
  void boosted_trees_of_both_kinds_are_those_of_mllib_for_every_number_of_iterations() {
    Dataset<Row> rows = rows(150, 2);
    List<GBTClassifier> classifiers =
        List.of(
            new GBTClassifier().setMaxIter(2).setMaxDepth(3).setSeed(4),
            new GBTClassifier().setMaxIter(4).setMaxDepth(3).setSeed(4));
    List<Model<?>> models = models(classifiers, rows);
    for (int i : sampled(models)) {
      Model<?> own = classifiers.get(i).fit(rows);
      assertThat(trees(models.get(i))).isEqualTo(trees(own));
      assertThat(models.get(i).transform(rows).select("probability").collectAsList())
          .isEqualTo(own.transform(rows).select("probability").collectAsList());
    }
    assertSameTrees(
        new GBTRegressor()
            .setMaxIter(3)
            .setMaxDepth(2)
            .setSubsamplingRate(0.8)
            .setLossType("absolute")
            .setSeed(5),
        rows);
    rows.unpersist();
  }

  @Test
  @Tag("smoke")
  @Tag(Sample.TAG)
  void linear_regressions_of_both_solvers_are_those_of_mllib() {
    Dataset<Row> rows = rows(200, 5);
    for (String solver : List.of("normal", "l-bfgs")) {
      List<LinearRegression> stages =
          List.of(
              new LinearRegression().setRegParam(0.1).setElasticNetParam(0.3),
              new LinearRegression().setRegParam(0.01).setFitIntercept(false),
              new LinearRegression().setRegParam(0.5));
      stages.forEach(stage -> stage.setSolver(solver));
      List<Model<?>> models = models(stages, rows);
      for (int i : sampled(stages)) {
        LinearRegressionModel ours = (LinearRegressionModel) models.get(i);
        LinearRegressionModel own = stages.get(i).fit(rows);
        assertThat(ours.coefficients().toArray())
            .containsExactly(own.coefficients().toArray(), within(1e-6));
        assertThat(ours.intercept()).isCloseTo(own.intercept(), within(1e-5));
        assertThat(ours.extractParamMap().toString()).isEqualTo(own.extractParamMap().toString());
      }
    }
    rows.unpersist();
  }

  /** Rows without the columns that are constant or mostly 0. */
  private static Dataset<Row> varying(Dataset<Row> rows) {
    return new VectorSlicer()
        .setIndices(new int[] {0, 1})
        .setInputCol("all")
        .setOutputCol("features")
        .transform(rows.withColumnRenamed("features", "all"));
  }

  @Test
  @Tag(Sample.TAG)
  void generalised_linear_regressions_are_those_of_mllib_with_their_summaries() {
    Dataset<Row> table = rows(200, 4);
    Dataset<Row> rows = varying(table).withColumn("more", functions.expr("weight / 10")).cache();
    List<GeneralizedLinearRegression> stages = new ArrayList<>();
    for (double regParam : new double[] {0.01, 0.1}) {
      stages.add(
          new GeneralizedLinearRegression()
              .setFamily("poisson")
              .setOffsetCol("more")
              .setWeightCol("weight")
              .setRegParam(regParam)
              .setLinkPredictionCol("link"));
    }
    List<Optional<FitResult.Trained>> fitted = fitted(fits, ROWS, List.copyOf(stages), () -> rows);
    for (int i : sampled(stages)) {
      GeneralizedLinearRegressionModel own = stages.get(i).fit(rows);
      GeneralizedLinearRegressionModel ours =
          (GeneralizedLinearRegressionModel)
              fitted.get(i).orElseThrow().summarised(stages.get(i), rows);
      assertThat(ours.coefficients().toArray())
          .containsExactly(own.coefficients().toArray(), within(1e-6));
      assertThat(ours.summary().deviance()).isCloseTo(own.summary().deviance(), within(1e-6));
      assertThat(ours.summary().numIterations()).isEqualTo(own.summary().numIterations());
      assertThat(ours.summary().coefficientStandardErrors())
          .containsExactly(own.summary().coefficientStandardErrors(), within(1e-6));
      assertThat(ours.extractParamMap().toString()).isEqualTo(own.extractParamMap().toString());
    }
    assertThat(
            fitted(fits, "gamma", new GeneralizedLinearRegression().setFamily("gamma"), () -> rows))
        .as("labels of 0 are left to MLlib's own message")
        .isEmpty();
    rows.unpersist();
    table.unpersist();
  }

  @Test
  void tweedie_regressions_are_those_of_mllib() {
    Dataset<Row> table = rows(200, 4);
    Dataset<Row> rows = varying(table).cache();
    GeneralizedLinearRegression tweedie =
        new GeneralizedLinearRegression()
            .setFamily("tweedie")
            .setVariancePower(1.5)
            .setLinkPower(0)
            .setRegParam(0.1);
    GeneralizedLinearRegressionModel ours =
        (GeneralizedLinearRegressionModel) models(List.of(tweedie), rows).get(0);
    assertThat(ours.coefficients().toArray())
        .containsExactly(tweedie.fit(rows).coefficients().toArray(), within(1e-6));
    rows.unpersist();
    table.unpersist();
  }

  @Test
  void a_classifier_against_the_rest_is_one_of_each_class() {
    Dataset<Row> rows = rows(120, 3);
    LogisticRegression one = new LogisticRegression().setRegParam(0.1).setWeightCol("weight");
    LogisticRegression unweighted = new LogisticRegression().setRegParam(0.1);
    OneVsRest several = new OneVsRest().setClassifier(unweighted).setWeightCol("weight");
    OneVsRestModel ours = (OneVsRestModel) models(List.of(several), rows).get(0);
    assertThat(ours.models()).hasSize(3);
    for (int label = 0; label < 3; label++) {
      String is = "double(label = " + label + ")";
      Dataset<Row> two = rows.withColumn("label", functions.expr(is));
      LogisticRegressionModel expected =
          (LogisticRegressionModel) fitted(fits, is, one, () -> two).orElseThrow().model(one);
      LogisticRegressionModel of = (LogisticRegressionModel) ours.models()[label];
      assertClose(of.coefficientMatrix(), expected.coefficientMatrix());
      assertThat(of.intercept()).isCloseTo(expected.intercept(), within(1e-4));
    }
    rows.unpersist();
  }

  @Test
  @Tag("slow")
  void classifiers_against_the_rest_are_those_of_mllib() {
    Dataset<Row> rows = rows(200, 3);
    List<OneVsRest> stages = new ArrayList<>();
    for (double regParam : new double[] {0.01, 0.1}) {
      stages.add(
          new OneVsRest()
              .setClassifier(new LogisticRegression().setRegParam(regParam))
              .setWeightCol("weight"));
    }
    List<Optional<FitResult.Trained>> fitted = fitted(fits, ROWS, List.copyOf(stages), () -> rows);
    for (int i = 0; i < stages.size(); i++) {
      OneVsRestModel own = stages.get(i).fit(rows);
      OneVsRestModel ours =
          (OneVsRestModel) fitted.get(i).orElseThrow().summarised(stages.get(i), rows);
      assertThat(ours.labelMetadata()).isEqualTo(own.labelMetadata());
      assertThat(ours.extractParamMap().toString()).isEqualTo(own.extractParamMap().toString());
      for (int label = 0; label < 3; label++) {
        LogisticRegressionModel of = (LogisticRegressionModel) ours.models()[label];
        assertClose(of, (LogisticRegressionModel) own.models()[label]);
        assertThat(of.parent().uid()).isEqualTo(own.models()[label].parent().uid());
        assertThat(of.binarySummary().areaUnderROC()).isPositive();
      }
      assertThat(ours.transform(rows).select("prediction").collectAsList())
          .isEqualTo(own.transform(rows).select("prediction").collectAsList());
    }
    OneVsRest forests =
        new OneVsRest().setClassifier(new RandomForestClassifier().setNumTrees(3).setSeed(1));
    OneVsRestModel ours =
        (OneVsRestModel)
            fitted(fits, "unweighted", forests, () -> rows).orElseThrow().model(forests);
    OneVsRestModel own = forests.fit(rows);
    for (int label = 0; label < 3; label++) {
      assertThat(trees(ours.models()[label])).isEqualTo(trees(own.models()[label]));
    }
    rows.unpersist();
  }

  @Test
  @Tag("slow")
  void support_vector_classifiers_are_those_of_mllib() {
    assumeThat(fits.rule().takes(new LinearSVC())).as("Spark 4").isTrue();
    Dataset<Row> rows = rows(200, 2);
    LinearSVC stage = new LinearSVC().setMaxIter(15).setRegParam(0.05).setThreshold(0.1);
    LinearSVCModel ours = (LinearSVCModel) models(List.of(stage), rows).get(0);
    LinearSVCModel own = stage.fit(rows);
    assertThat(ours.coefficients().toArray())
        .containsExactly(own.coefficients().toArray(), within(1e-3));
    assertThat(ours.transform(rows).select("prediction").collectAsList())
        .isEqualTo(own.transform(rows).select("prediction").collectAsList());
    rows.unpersist();
  }

  @Test
  @Tag(Sample.TAG)
  void naive_bayes_models_of_all_kinds_are_those_of_mllib() {
    Dataset<Row> rows = rows(200, 3);
    for (String kind : Sample.rows(List.of("gaussian", "multinomial", "complement")).toList()) {
      NaiveBayes stage =
          new NaiveBayes().setModelType(kind).setSmoothing(0.5).setWeightCol("weight");
      NaiveBayesModel ours =
          (NaiveBayesModel)
              fitted(fits, kind, stage, () -> rows).map(fit -> fit.model(stage)).orElseThrow();
      NaiveBayesModel own = stage.fit(rows);
      assertThat(ours.pi().toArray()).containsExactly(own.pi().toArray(), within(1e-9));
      assertThat(ours.theta().toArray()).containsExactly(own.theta().toArray(), within(1e-6));
      assertThat(ours.sigma().toArray()).containsExactly(own.sigma().toArray(), within(1e-6));
      assertThat(ours.transform(rows).select("prediction").collectAsList())
          .isEqualTo(own.transform(rows).select("prediction").collectAsList());
    }
    rows.unpersist();
  }

  @Test
  void more_classes_and_weights_are_taken_as_mllib_takes_them() {
    Dataset<Row> rows = rows(300, 3);
    LogisticRegression stage = new LogisticRegression().setWeightCol("weight").setRegParam(0.05);
    assertClose(models(List.of(stage), rows).get(0), stage.fit(rows));
    rows.unpersist();
  }

  @Test
  void rows_are_collected_once_for_all_fits_that_read_the_same() {
    Dataset<Row> rows = rows(120, 2);
    models(List.of(new LogisticRegression().setMaxIter(2)), rows);
    Optional<FitResult.Trained> again =
        fitted(
            fits,
            ROWS,
            new LogisticRegression().setMaxIter(3),
            () -> {
              throw new IllegalStateException("collected twice");
            });
    assertThat(again).isPresent();
    rows.unpersist();
  }

  /** Score of a fold's fit by the evaluator itself, on the rows that it did not see. */
  private static double own(PipelineStage stage, Dataset<Row> table, Evaluator evaluator) {
    Model<?> model = (Model<?>) ((Estimator<?>) stage).fit(table.where("part <> 1"));
    return evaluator.evaluate(model.transform(table.where("part = 1")));
  }

  /** Fits to be scored by an evaluator, and what it once gave for those of MLlib 4.1. */
  private record Scored(
      Evaluator evaluator,
      String metric,
      Dataset<Row> table,
      List<PipelineStage> stages,
      List<Double> mllibs) {}

  private void assertScored(Scored scored, boolean live) {
    Dataset<Row> table = scored.table();
    List<PipelineStage> stages = scored.stages();
    TaskScorer scorer = TaskScoring.inTasks(Scorer.of(scored.evaluator())).orElseThrow();
    CellRows rows = CellRows.folded(table, 1, functions.col("part"), () -> table);
    List<Optional<FitResult.Trained>> fitted =
        fits.fit(rows, stages, new TaskScoring(scorer, false, false)).stream()
            .map(FitResult::trained)
            .toList();
    for (int i = 0; i < stages.size(); i++) {
      FitResult.Trained fit = fitted.get(i).orElseThrow();
      assertThat(fit.hasModel()).isFalse();
      double score = Objects.requireNonNull(fit.scores().get(scored.metric()));
      if (SparkLine.sparkVersion().startsWith("4.")) {
        assertThat(score)
            .as(stages.get(i).toString())
            .isCloseTo(scored.mllibs().get(i), within(1e-6));
      }
      if (live) {
        assertThat(score)
            .as(stages.get(i).toString())
            .isCloseTo(own(stages.get(i), table, scored.evaluator()), within(1e-9));
      }
    }
  }

  @Test
  @Tag("smoke")
  @Tag(Sample.TAG)
  void predictions_are_scored_inside_the_task_as_the_evaluator_scores_them() {
    Dataset<Row> two = rows(200, 2).withColumn("part", functions.expr("int(weight) % 2")).cache();
    Dataset<Row> three = rows(200, 3).withColumn("part", functions.expr("int(weight) % 2")).cache();
    MulticlassClassificationEvaluator f1 =
        new MulticlassClassificationEvaluator().setWeightCol("weight");
    double[] thresholds = {0.2, 0.5, 0.3};
    List<Scored> all = new ArrayList<>();
    all.add(
        new Scored(
            new BinaryClassificationEvaluator().setNumBins(0),
            "area-under-roc",
            two,
            List.of(
                new RandomForestClassifier().setNumTrees(4).setMaxDepth(4).setSeed(2),
                new RandomForestClassifier().setNumTrees(4).setMaxDepth(2).setSeed(2)),
            List.of(0.613351254, 0.682795699)));
    all.add(
        new Scored(
            new MulticlassClassificationEvaluator().setMetricName("accuracy"),
            "accuracy",
            two,
            List.of(
                new LogisticRegression().setRegParam(0.02).setThreshold(0.3),
                new LogisticRegression().setRegParam(0.02).setThreshold(0.8),
                new LogisticRegression().setRegParam(0.1).setThresholds(new double[] {0.4, 0.6})),
            List.of(0.641791045, 0.671641791, 0.611940299)));
    all.add(
        new Scored(
            f1,
            "f1",
            three,
            List.of(
                new DecisionTreeClassifier().setWeightCol("weight").setThresholds(thresholds),
                new DecisionTreeClassifier().setWeightCol("weight").setMaxDepth(2)),
            List.of(0.383647327, 0.428926178)));
    all.add(
        new Scored(
            f1,
            "f1",
            three,
            List.of(new LogisticRegression().setWeightCol("weight").setThresholds(thresholds)),
            List.of(0.567086609)));
    all.add(
        new Scored(
            f1,
            "f1",
            three,
            List.of(new NaiveBayes().setWeightCol("weight").setThresholds(thresholds)),
            List.of(0.498327124)));
    all.add(
        new Scored(
            new MulticlassClassificationEvaluator().setMetricName("logLoss"),
            "log-loss",
            three,
            List.of(new LogisticRegression().setMaxIter(4)),
            List.of(0.770762510)));
    all.add(
        new Scored(
            f1,
            "f1",
            three,
            List.of(
                new OneVsRest()
                    .setClassifier(new GBTClassifier().setMaxIter(2).setSeed(1))
                    .setWeightCol("weight")),
            List.of(0.367754852)));
    all.add(
        new Scored(
            new MulticlassClassificationEvaluator().setMetricName("logLoss"),
            "log-loss",
            two,
            List.of(
                new GBTClassifier().setMaxIter(3).setSeed(1),
                new GBTClassifier().setMaxIter(2).setSeed(1)),
            List.of(0.837773630, 0.827498434)));
    all.add(
        new Scored(
            new RegressionEvaluator(),
            "rmse",
            three,
            List.of(new RandomForestRegressor().setNumTrees(3).setSeed(3)),
            List.of(0.627777765)));
    all.add(
        new Scored(
            new RegressionEvaluator().setMetricName("mae"),
            "mae",
            three,
            List.of(new LinearRegression().setRegParam(0.1)),
            List.of(0.449009190)));
    all.add(
        new Scored(
            new RegressionEvaluator(),
            "rmse",
            three,
            List.of(
                new GeneralizedLinearRegression()
                    .setFamily("poisson")
                    .setOffsetCol("weight")
                    .setRegParam(0.1)),
            List.of(0.657251676)));
    all.add(
        new Scored(
            new RegressionEvaluator().setMetricName("r2"),
            "r2",
            three,
            List.of(new GBTRegressor().setMaxIter(2)),
            List.of(-0.196387772)));
    if (fits.rule().takes(new LinearSVC())) {
      all.add(
          new Scored(
              new BinaryClassificationEvaluator().setNumBins(0),
              "area-under-roc",
              two,
              List.of(new LinearSVC().setMaxIter(10)),
              List.of(0.730286738)));
    }
    List<Scored> live = Sample.rows(all).toList();
    for (Scored scored : all) {
      assertScored(scored, live.contains(scored));
    }
    two.unpersist();
    three.unpersist();
  }

  @Test
  void what_mllib_refuses_is_left_to_it() {
    Dataset<Row> rows = rows(60, 2);
    LogisticRegression stage = new LogisticRegression().setMaxIter(2);
    assertThat(fitted(fits, "a", stage, () -> rows.selectExpr("features", "label - 1 label")))
        .isEmpty();
    assertThat(fitted(fits, "b", stage, () -> rows.selectExpr("features", "label / 2 label")))
        .isEmpty();
    assertThat(fitted(fits, "c", stage, () -> rows.limit(0))).isEmpty();
    LogisticRegression weighted = stage.copy(ParamMap.empty());
    weighted.setWeightCol("weight");
    assertThat(fitted(fits, "d", weighted, () -> rows.selectExpr("features", "label", "-1 weight")))
        .isEmpty();
    rows.unpersist();
  }

  @Test
  void a_candidate_that_mllib_refuses_does_not_keep_the_others_out_of_their_task() {
    Dataset<Row> rows = rows(60, 2);
    LogisticRegression stage = new LogisticRegression().setMaxIter(2);
    LogisticRegression refused = stage.copy(ParamMap.empty());
    refused.setThresholds(new double[] {0.2, 0.3, 0.5});
    List<Optional<FitResult.Trained>> fitted =
        fitted(fits, ROWS, List.of(refused, stage), () -> rows);
    assertThat(fitted.get(0)).isEmpty();
    assertThat(fitted.get(1)).isPresent();
    rows.unpersist();
  }

  @Test
  void planned_work_grows_with_the_iterations_and_is_0_where_candidates_share_it() {
    Dataset<Row> rows = rows(60, 2);
    CellRows cells = CellRows.whole(ROWS, () -> rows);
    LogisticRegression few = new LogisticRegression().setMaxIter(10);
    LogisticRegression many = few.copy(ParamMap.empty());
    many.setMaxIter(1000);
    List<Long> planned = fits.planned(cells, List.of(few, many)).orElseThrow().added();
    assertThat(planned.get(0)).isPositive();
    assertThat((double) planned.get(1) / planned.get(0)).isBetween(50.0, 100.0);
    assertThat(fits.planned(cells, List.of(new RandomForestClassifier())).orElseThrow().added())
        .containsExactly(0L);
    rows.unpersist();
  }

  @Test
  void other_learners_and_bounds_are_left_to_ordinary_fits() {
    assertThat(fits.rule().takes(new FMClassifier())).isFalse();
    assertThat(fits.rule().takes(new OneVsRest().setClassifier(new FMClassifier()))).isFalse();
    assertThat(
            fits.rule()
                .takes(
                    new OneVsRest().setClassifier(new LogisticRegression().setWeightCol("weight"))))
        .as("MLlib's wrapper takes no other weights than its own")
        .isFalse();
    LinearRegression linear = new LinearRegression();
    LinearRegression huber = new LinearRegression().setLoss("huber");
    assertThat(fits.rule().takes(huber)).isFalse();
    assertThat(fits.rule().takes(new GBTRegressor().setValidationIndicatorCol("held"))).isFalse();
    assertThat(fits.rule().takes(new LogisticRegression())).isTrue();
    assertThat(fits.rule().takes(new LogisticRegression() {})).isFalse();
    assertThat(TaskTrainers.place(linear)).isEqualTo("inside tasks, except with loss = huber");
    assertThat(TaskTrainers.place(new NaiveBayes())).isEqualTo("inside tasks");
    assertThat(TaskTrainers.place(new FMClassifier())).isEqualTo("by jobs of Spark");
    assertThat(TaskTrainers.reason(huber, linear)).isEqualTo("loss = huber");
    assertThat(TaskTrainers.reason(new FMClassifier(), new FMClassifier()))
        .isEqualTo("no trainer of FMClassifier");
    LogisticRegression bounded = new LogisticRegression();
    bounded.setLowerBoundsOnIntercepts(Vectors.dense(0));
    assertThat(fits.rule().takes(bounded)).isFalse();
    TrainingPlan jobs = new TrainingPlan(TrainingPlan.TrainingMode.JOBS, 1);
    try (TaskFits none = TaskFits.of(spark().sparkContext(), jobs)) {
      assertThat(none.rule().takes(new LogisticRegression())).isFalse();
    }
  }

  @Test
  void rows_that_take_more_memory_than_allowed_are_left_to_ordinary_fits() {
    Dataset<Row> rows = rows(300, 2);
    TrainingPlan small = new TrainingPlan(TrainingPlan.TrainingMode.AUTO, 1_000);
    PipelineStage stage = new LogisticRegression();
    try (TaskFits few = TaskFits.of(spark().sparkContext(), small)) {
      assertThat(few.fit(CellRows.whole(ROWS, () -> rows), List.of(stage), TaskScoring.NONE))
          .containsExactly(new FitResult.ByJobs("its rows take more than 0 MiB"));
      assertThat(few.shape(CellRows.whole(ROWS, () -> rows), stage, 1).orElseThrow().classes())
          .as("of the labels that were read")
          .isEqualTo(2);
    }
    rows.unpersist();
  }

  @Test
  void a_table_of_the_largest_size_is_collected_once_for_fits_one_after_another() {
    Dataset<Row> rows = rows(300, 2);
    PipelineStage stage = new LogisticRegression().setMaxIter(1);
    CellRows measured = CellRows.whole("measured", () -> rows);
    long table = fits.shape(measured, stage, 1).orElseThrow().bytes();
    JvmHeap heap = new JvmHeap(JvmHeap.Role.DRIVER, 7 * table); // between a sixth and an eighth
    List<String> collected = new ArrayList<>();
    try (TaskFits tight =
        new TaskFits(
            spark().sparkContext(),
            PlacementPolicy.of(
                new TrainingPlan(TrainingPlan.TrainingMode.AUTO, table), new TaskHeap(heap, 2)))) {
      for (String name : List.of("one", "one", "other", "other", "one")) {
        Supplier<Dataset<?>> source =
            () -> {
              collected.add(name);
              return rows;
            };
        assertThat(fitted(tight, name, stage, source)).isPresent();
      }
    }
    assertThat(collected)
        .as("a table makes way for another")
        .containsExactly("one", "other", "one");
    rows.unpersist();
  }

  @Test
  void boosted_trees_are_trained_together_where_only_iterations_differ() {
    GBTRegressor one = new GBTRegressor().setMaxIter(2).setMaxDepth(3).setSeed(1);
    assertThat(fits.isTogether(one, one.copy(ParamMap.empty()).setMaxIter(9))).isTrue();
    assertThat(fits.isTogether(one, one.copy(ParamMap.empty()).setMaxDepth(4))).isFalse();
    assertThat(fits.isTogether(one, one.copy(ParamMap.empty()).setStepSize(0.3))).isFalse();
    assertThat(fits.isTogether(one, one.copy(ParamMap.empty()).setLossType("absolute"))).isFalse();
    assertThat(fits.isTogether(one, new GBTClassifier().setMaxDepth(3).setSeed(1))).isFalse();
  }

  @Test
  void a_class_without_weight_leaves_a_support_vector_classifier_to_mllib() {
    assumeThat(fits.rule().takes(new LinearSVC())).as("Spark 4").isTrue();
    LinearSVC stage = new LinearSVC().setMaxIter(2).setWeightCol("weight");
    Dataset<Row> rows =
        rows(30, 3).selectExpr("features", "label", "IF(label = 2, 0D, 1D) AS weight");
    assertThat(fitted(fits, "unweighted", stage, () -> rows)).isEmpty();
  }

  @Test
  void the_summary_of_a_forest_is_binary_for_two_classes() {
    RandomForestClassifier forest = new RandomForestClassifier().setNumTrees(2).setMaxDepth(2);
    for (int classes = 2; classes <= 3; classes++) {
      Dataset<Row> rows = rows(40, classes);
      RandomForestClassificationModel model =
          (RandomForestClassificationModel)
              fitted(fits, classes, forest, () -> rows).orElseThrow().summarised(forest, rows);
      assertThat(model.summary() instanceof BinaryClassificationSummary).isEqualTo(classes == 2);
      assertThat(model.summary().labels()).hasSize(classes);
      rows.unpersist();
    }
  }
}
