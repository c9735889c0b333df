package org.espalier.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.espalier.ml.MapTables.exactArea;
import static org.espalier.ml.MapTables.rows;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.espalier.journal.TrialRow;
import org.espalier.spark.chain.StepKey;
import org.espalier.study.TrialState;
import org.espalier.testing.OddClassifier;
import org.espalier.testing.SparkTest;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tuners around stages with params as libraries beside Spark have them. */
final class ForeignStagesTest extends SparkTest {

  @TempDir private Path folder;

  private static Pipeline pipeline(OddClassifier learner) {
    StandardScaler scaler = new StandardScaler().setInputCol("features").setOutputCol("scaled");
    learner.setFeaturesCol("scaled");
    return new Pipeline().setStages(new PipelineStage[] {scaler, learner});
  }

  /** Maps with every kind of value, in the order of the regularisation. */
  private static ParamMap[] maps(OddClassifier learner) {
    ParamMap[] maps =
        new ParamGridBuilder().addGrid(learner.regParam(), new double[] {0.01, 0.1, 1, 10}).build();
    maps[0].put(learner.nothing(), null);
    maps[1].put(learner.nothings(), new String[] {"a", null});
    maps[2].put(learner.nested(), new Object[] {new double[] {1}, null});
    maps[3].put(learner.loss(), (Runnable) () -> {});
    return maps;
  }

  private Tuner tuner(OddClassifier learner) {
    return new Tuner()
        .setEstimator(pipeline(learner))
        .setEvaluator(exactArea())
        .setEstimatorParamMaps(maps(learner))
        .setNumFolds(2);
  }

  @Tag("slow")
  @Test
  void a_learner_with_params_of_every_kind_is_tuned_as_spark_does() {
    Dataset<Row> rows = rows(80).cache();
    OddClassifier learner = new OddClassifier();
    CrossValidator sparks =
        new CrossValidator()
            .setEstimator(pipeline(learner))
            .setEvaluator(exactArea())
            .setEstimatorParamMaps(maps(learner))
            .setNumFolds(2);
    double[] expected = sparks.fit(rows).avgMetrics();
    Tuner tuner = tuner(new OddClassifier()).setJournal(folder.resolve("as sparks").toString());
    assertThat(tuner.fit(rows).avgMetrics()).containsExactly(expected);
    assertThat(tuner.fit(rows).avgMetrics()).as("from its journal").containsExactly(expected);
    rows.unpersist();
  }

  /** On one split, as each fit of such a learner is made of jobs. */
  private static SplitTuner splitTuner(OddClassifier learner) {
    learner.setMaxIter(1);
    return new SplitTuner()
        .setEstimator(pipeline(learner))
        .setEvaluator(exactArea())
        .setEstimatorParamMaps(maps(learner));
  }

  @Test
  void a_learner_with_params_of_every_kind_is_tuned_and_goes_on_from_its_journal() {
    Dataset<Row> rows = rows(80).cache();
    String journal = folder.resolve("odd").toString();
    SplitTunerModel model = splitTuner(new OddClassifier()).setJournal(journal).fit(rows);
    assertThat(model.study().trials())
        .extracting(TrialRow::state)
        .containsOnly(TrialState.COMPLETED);
    List<String> shown = new ArrayList<>();
    model.study().trials().forEach(t -> shown.add(t.candidate().configuration().toString()));
    assertThat(shown)
        .containsExactly(
            "{odd-classifier.nothing=null (0), odd-classifier.regParam=0.01}",
            "{odd-classifier.nothings=[a, null] (0), odd-classifier.regParam=0.1}",
            "{odd-classifier.nested=[[1.0], null] (0), odd-classifier.regParam=1.0}",
            "{odd-classifier.loss=a function (0), odd-classifier.regParam=10.0}");
    OddClassifier.FITS.set(0);
    SplitTunerModel again = splitTuner(new OddClassifier()).setJournal(journal).fit(rows);
    assertThat(OddClassifier.FITS).as("the best alone").hasValue(1);
    assertThat(again.validationMetrics()).containsExactly(model.validationMetrics());
    rows.unpersist();
  }

  @Test
  void stages_of_equal_values_have_one_identity_whatever_the_values_are() {
    OddClassifier odd = new OddClassifier();
    StepKey known = StepKey.of(odd.copy(ParamMap.empty()));
    assertThat(StepKey.of(odd.copy(ParamMap.empty()))).isEqualTo(known);
    ParamMap equal = new ParamMap().put(odd.nested(), new double[][] {{1, 2}, {}});
    assertThat(StepKey.of(odd.copy(equal))).isEqualTo(known);
    ParamMap other = new ParamMap().put(odd.nested(), new double[][] {{1, 3}, {}});
    assertThat(StepKey.of(odd.copy(other))).isNotEqualTo(known);
    ParamMap none = new ParamMap().put(odd.nothings(), null);
    ParamMap empty = new ParamMap().put(odd.nothings(), new Object[] {null});
    assertThat(StepKey.of(odd.copy(none))).isNotEqualTo(known);
    assertThat(StepKey.of(odd.copy(none))).isNotEqualTo(StepKey.of(odd.copy(empty)));
  }

  @Test
  void a_space_is_refused_where_it_is_made_and_its_lines_begin_with_names() {
    OddClassifier odd = new OddClassifier(); // with a random uid
    ParamSpaceBuilder builder = new ParamSpaceBuilder();
    assertThatThrownBy(() -> builder.addRange(odd.regParam(), 1.0, 0.1))
        .hasMessage("odd.regParam: from (1.0) must be below to (0.1)");
    assertThatThrownBy(() -> builder.addRange(odd.maxIter(), 9, 9))
        .hasMessage("odd.maxIter: from (9) must be below to (9)");
    assertThatThrownBy(() -> builder.addRange(odd.regParam(), Double.NaN, 1))
        .hasMessageStartingWith("odd.regParam: from (NaN)");
    assertThatThrownBy(() -> builder.addChoice(odd.nothing(), "a", null))
        .hasMessageStartingWith("odd.nothing: does not take null; ");
    assertThatThrownBy(() -> builder.addChoice(odd.nested(), new double[][] {{1}}, "a"))
        .hasMessageStartingWith("odd.nested: does not take an array; ");
    assertThatThrownBy(() -> builder.addChoice(odd.loss(), (Runnable) () -> {}))
        .hasMessageStartingWith("odd.loss: a value must be true, false, a finite number");
    assertThatThrownBy(() -> builder.addChoice(odd.strict(), "a"))
        .hasMessage("odd.strict: does not take a; give a value that its validator takes");
    assertThatThrownBy(() -> new Tuner().setStartPoints(new ParamMap().put(odd.nothing(), null)))
        .hasMessage("startPoints: odd.nothing: is null; give a value, or leave it out");
    Tuner wrong = new Tuner().setEstimator(odd).setEvaluator(exactArea()).setTrials(3);
    assertThatThrownBy(() -> wrong.fit(rows(10)))
        .satisfies(
            refused ->
                assertThat(String.valueOf(refused.getMessage()).lines())
                    .hasSizeGreaterThan(1)
                    .allMatch(line -> line.startsWith("Tuner: ")));
    assertThatThrownBy(() -> new Tuner().setScheduler("havling"))
        .hasMessageStartingWith("Tuner: scheduler: must be auto, full, halving");
    assertThatThrownBy(() -> new Tuner("mine").setScheduler("havling"))
        .hasMessageStartingWith("mine: scheduler: must be auto, full, halving");
  }

  /** Something to fit that has iterations, and no number of them. */
  public static final class Endless extends Estimator<LogisticRegressionModel> {
    private final IntParam numTrees = new IntParam("endless", "numTrees", "how many");

    /** A param. */
    public IntParam numTrees() {
      return numTrees;
    }

    @Override
    public LogisticRegressionModel fit(Dataset<?> rows) {
      double number = (Integer) getOrDefault(numTrees);
      return new LogisticRegressionModel("endless model", Vectors.dense(1, number, 0), 0);
    }

    @Override
    public Estimator<LogisticRegressionModel> copy(ParamMap extra) {
      return copyValues(new Endless(), extra);
    }

    @Override
    public StructType transformSchema(StructType schema) {
      return schema;
    }

    @Override
    public String uid() {
      return "endless";
    }
  }

  @Test
  void iterations_without_a_number_are_refused_unless_every_map_has_one() {
    Endless learner = new Endless();
    ParamMap[] some = {new ParamMap().put(learner.numTrees().w(4)), new ParamMap()};
    Tuner tuner =
        new Tuner()
            .setEstimator(learner)
            .setEvaluator(exactArea())
            .setNumFolds(2)
            .setScheduler("halving")
            .setResource("iterations")
            .setEstimatorParamMaps(some);
    Dataset<Row> rows = rows(60);
    assertThatThrownBy(() -> tuner.fit(rows))
        .hasMessage(
            "Tuner: resource: is iterations, but Endless lacks a value of numTrees in some maps; use rows or folds");
    ParamMap[] all = {some[0], new ParamMap().put(learner.numTrees().w(2))};
    assertThat(tuner.setEstimatorParamMaps(all).fit(rows).study().trials()).hasSize(2);
  }

  /** A stage whose instances share a uid, and whose models are one object. */
  public static final class Shifted extends Transformer {
    private final double by;
    private final String column;

    Shifted(double by, String column) {
      this.by = by;
      this.column = column;
    }

    @Override
    public Dataset<Row> transform(Dataset<?> rows) {
      return rows.withColumn(column, rows.col(column).plus(by).multiply(by));
    }

    @Override
    public Transformer copy(ParamMap extra) {
      return this;
    }

    @Override
    public StructType transformSchema(StructType schema) {
      return schema;
    }

    @Override
    public String uid() {
      return "shifted";
    }
  }

  /** A learner whose copies have lost what was set, as a careless {@code copy} leaves them. */
  public static final class Forgetful extends LogisticRegression {
    Forgetful() {
      super("forgetful");
    }

    @Override
    public LogisticRegression copy(ParamMap extra) {
      return new Forgetful().setMaxIter(2);
    }
  }

  /** A learner without a uid, which Spark takes. */
  @NullUnmarked
  private static LogisticRegression anonymous() {
    return new LogisticRegression(null);
  }

  private static VectorAssembler assembler() {
    return new VectorAssembler().setInputCols(new String[] {"a", "b"}).setOutputCol("features");
  }

  private static Pipeline shifting(double first, double second, LogisticRegression learner) {
    Shifted one = new Shifted(first, "a");
    Shifted other = new Shifted(second, "b");
    return new Pipeline().setStages(new PipelineStage[] {one, other, assembler(), learner});
  }

  private static Tuner regularised(
      LogisticRegression learner, Pipeline pipeline, double... regularisations) {
    Param<Object> regParam = learner.getParam("regParam");
    ParamMap[] maps =
        Arrays.stream(regularisations)
            .mapToObj(value -> new ParamMap().put(regParam.w(value)))
            .toArray(ParamMap[]::new);
    return new Tuner()
        .setEstimator(pipeline)
        .setEvaluator(exactArea())
        .setEstimatorParamMaps(maps)
        .setNumFolds(2);
  }

  @Test
  void stages_that_share_a_uid_or_forget_in_a_copy_are_tuned_by_what_they_do() {
    Dataset<Row> rows = rows(80).drop("features").cache();
    LogisticRegression plain = new LogisticRegression().setMaxIter(2);
    // The rows as both stages leave them.
    Pipeline behind = new Pipeline().setStages(new PipelineStage[] {assembler(), plain});
    Dataset<Row> shifted = rows.selectExpr("label", "(a + 2) * 2 AS a", "(b + 3) * 3 AS b");
    double[] expected = regularised(plain, behind, 0, 1).fit(shifted).avgMetrics();
    double[] shared = regularised(plain, shifting(2, 3, plain), 0, 1).fit(rows).avgMetrics();
    assertThat(shared).containsExactly(expected, within(1e-9));
    assertThat(expected[1]).isNotEqualTo(expected[0]);
    Forgetful forgetful = new Forgetful();
    double[] forgot = regularised(forgetful, shifting(2, 3, forgetful), 1).fit(rows).avgMetrics();
    assertThat(forgot).containsExactly(new double[] {expected[0]}, within(1e-9));
    rows.unpersist();
  }

  @Test
  void a_learner_without_a_uid_is_tuned_and_has_a_journal() {
    LogisticRegression learner = anonymous().setMaxIter(1).setFeaturesCol("features");
    SplitTuner tuner = new SplitTuner().setEstimator(learner).setEvaluator(exactArea());
    tuner.setEstimatorParamMaps(
        new ParamMap[] {new ParamMap().put(learner.regParam().w(1)), new ParamMap()});
    tuner.setJournal(folder.resolve("anonymous").toString());
    assertThat(tuner.fit(rows(60)).study().trials())
        .extracting(TrialRow::state)
        .containsOnly(TrialState.COMPLETED);
  }

  @Tag("slow")
  @Test
  void stages_that_share_a_uid_or_forget_in_a_copy_are_tuned_as_spark_does() {
    Dataset<Row> rows = rows(80).drop("features").cache();
    for (LogisticRegression learner :
        List.of(
            new LogisticRegression().setMaxIter(2), new Forgetful(), anonymous().setMaxIter(2))) {
      ParamMap[] maps =
          new ParamGridBuilder().addGrid(learner.regParam(), new double[] {0.01, 1}).build();
      CrossValidator sparks = new CrossValidator();
      Tuner ours = new Tuner().setJournal(folder.resolve("of " + learner.uid()).toString());
      for (CrossValidator one : List.of(sparks, ours)) {
        one.setEstimator(shifting(2, 3, learner))
            .setEvaluator(exactArea())
            .setEstimatorParamMaps(maps)
            .setNumFolds(2);
      }
      assertThat(ours.fit(rows).avgMetrics()).containsExactly(sparks.fit(rows).avgMetrics());
    }
    rows.unpersist();
  }

  /** A stage with params, whose instances share a uid. */
  public static final class Named extends StandardScaler {
    Named() {
      super("named");
    }

    @Override
    public Named copy(ParamMap extra) {
      return copyValues(new Named(), extra);
    }
  }

  private static StandardScaler named(boolean centred, String input, String output) {
    return new Named().setWithMean(centred).setInputCol(input).setOutputCol(output);
  }

  @Test
  void a_journal_knows_of_each_stage_that_shares_a_uid() {
    Dataset<Row> rows = rows(40);
    for (boolean centred : new boolean[] {false, true}) {
      LogisticRegression learner =
          new LogisticRegression().setMaxIter(1).setFeaturesCol("scaled twice");
      Tuner tuner =
          new Tuner()
              .setEstimator(
                  new Pipeline()
                      .setStages(
                          new PipelineStage[] {
                            named(false, "features", "scaled"),
                            named(centred, "scaled", "scaled twice"),
                            learner
                          }))
              .setEvaluator(exactArea())
              .setEstimatorParamMaps(new ParamMap[] {new ParamMap()})
              .setNumFolds(2)
              .setJournal(folder.resolve("shared").toString());
      if (!centred) {
        tuner.fit(rows);
      } else {
        assertThatThrownBy(() -> tuner.fit(rows))
            .hasMessage(
                "Tuner: named'.withMean: was false when the study started, and is now true; keep"
                    + " it, or begin another study");
      }
    }
  }

  /** An evaluator without a name of its own, whose metric has none either, and without columns. */
  public abstract static class Nameless extends Evaluator {
    private final Param<String> metricName = new Param<>("nameless", "metricName", "odd");

    /** A param without a value. */
    public Param<String> metricName() {
      return metricName;
    }

    @Override
    public double evaluate(Dataset<?> rows) {
      return new BinaryClassificationEvaluator().setNumBins(0).evaluate(rows);
    }

    @Override
    public Evaluator copy(ParamMap extra) {
      return this;
    }

    @Override
    public String uid() {
      return "nameless";
    }
  }

  @Test
  void an_evaluator_without_a_name_or_a_column_is_called_as_it_is() {
    LogisticRegression learner = new LogisticRegression().setMaxIter(1);
    Tuner tuner = new Tuner().setEstimator(learner).setEvaluator(new Nameless() {}).setNumFolds(2);
    tuner.setEstimatorParamMaps(new ParamMap[] {new ParamMap()}).setCollectPredictions(true);
    TunerModel model = tuner.fit(rows(60));
    assertThat(model.avgMetrics()[0]).isBetween(0.0, 1.0);
    assertThat(model.study().summary().result().metric().name()).isEqualTo("metric");
    assertThat(model.predictions().where("label is null").count()).isEqualTo(60);
    assertThatThrownBy(() -> tuner.setFoldRule("stratified").fit(rows(60)))
        .hasMessageStartingWith("Tuner: foldRule: 'stratified' needs an evaluator with a labelCol");
  }
}
