package org.espalier.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.espalier.ml.MapTables.exactArea;
import static org.espalier.ml.MapTables.rows;

import java.util.List;
import java.util.Set;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LinearSVC;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.OneVsRest;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A Tuner among other stages: within them, and around them. */
final class TunerAsStageTest extends SparkTest {

  private static final double TOLERANCE = 1e-9;

  private final LogisticRegression learner = new LogisticRegression().setMaxIter(1);

  private ParamMap[] maps() {
    return new ParamGridBuilder().addGrid(learner.regParam(), new double[] {0.001, 10}).build();
  }

  private Tuner tuner() {
    return new Tuner()
        .setEstimator(learner)
        .setEvaluator(exactArea())
        .setEstimatorParamMaps(maps())
        .setNumFolds(2);
  }

  private CrossValidator rival() {
    return new CrossValidator()
        .setEstimator(learner)
        .setEvaluator(exactArea())
        .setEstimatorParamMaps(maps())
        .setNumFolds(2);
  }

  private PipelineModel behindScaler(Dataset<Row> rows) {
    StandardScaler scaler = new StandardScaler().setInputCol("features").setOutputCol("scaled");
    learner.setFeaturesCol("scaled");
    return new Pipeline().setStages(new PipelineStage[] {scaler, tuner()}).fit(rows);
  }

  @Test
  void it_is_a_stage_of_a_pipeline() {
    Dataset<Row> rows = rows(150).cache();
    PipelineModel model = behindScaler(rows);
    Dataset<Row> scaled = model.stages()[0].transform(rows);
    assertThat(((TunerModel) model.stages()[1]).avgMetrics())
        .containsExactly(tuner().fit(scaled).avgMetrics(), within(TOLERANCE));
    assertThat(model.transform(rows).columns()).contains("scaled", "prediction");
    rows.unpersist();
  }

  @Tag("slow")
  @Test
  void it_is_a_stage_of_a_pipeline_as_a_cross_validator_is() {
    Dataset<Row> rows = rows(150);
    PipelineModel ours = behindScaler(rows);
    StandardScaler scaler = new StandardScaler().setInputCol("features").setOutputCol("scaled");
    PipelineModel theirs =
        new Pipeline().setStages(new PipelineStage[] {scaler, rival()}).fit(rows);
    assertThat(((TunerModel) ours.stages()[1]).avgMetrics())
        .containsExactly(
            ((CrossValidatorModel) theirs.stages()[1]).avgMetrics(), within(TOLERANCE));
  }

  @Test
  void it_is_tuned_by_another_one() {
    Set<Integer> before = persisted();
    Dataset<Row> rows = rows(150).cache();
    learner.setRegParam(0.1);
    ParamMap[] asItIs = {new ParamMap()};
    ParamMap[] maps = {new ParamMap().put(learner.fitIntercept().w(false))};
    Tuner inner = tuner();
    double[] expected = around(new Tuner(), learner, maps).fit(rows).avgMetrics();
    assertThat(
            around(new Tuner(), inner.setEstimatorParamMaps(asItIs), maps).fit(rows).avgMetrics())
        .containsExactly(expected, within(TOLERANCE));
    rows.unpersist();
    assertThat(persistedSince(before)).isEmpty();
  }

  @Tag("slow")
  @Test
  void it_is_tuned_by_another_one_and_by_a_cross_validator() {
    Set<Integer> before = persisted();
    Dataset<Row> rows = rows(150).cache();
    Tuner inner = tuner();
    CrossValidator innerRival = rival();
    ParamMap[] maps = {new ParamMap().put(learner.fitIntercept().w(false))};
    double[] expected = around(new CrossValidator(), innerRival, maps).fit(rows).avgMetrics();
    assertThat(around(new CrossValidator(), inner, maps).fit(rows).avgMetrics())
        .containsExactly(expected, within(TOLERANCE));
    assertThat(around(new Tuner(), inner, maps).fit(rows).avgMetrics())
        .containsExactly(expected, within(TOLERANCE));
    assertThat(around(new Tuner(), innerRival, maps).fit(rows).avgMetrics())
        .containsExactly(expected, within(TOLERANCE));
    rows.unpersist();
    assertThat(persistedSince(before)).isEmpty();
  }

  private static CrossValidator around(CrossValidator outer, Estimator<?> inner, ParamMap[] maps) {
    return outer
        .setEstimator(inner)
        .setEvaluator(exactArea())
        .setEstimatorParamMaps(maps)
        .setNumFolds(2);
  }

  private static OneVsRest perClass(LogisticRegression learner) {
    return new OneVsRest().setLabelCol("kind").setClassifier(learner);
  }

  /** Another value of the classifier, and another classifier. */
  private <V extends CrossValidator> V ofOneVersusRest(V validator, LinearSVC other) {
    OneVsRest perClass = perClass(learner);
    ParamMap[] maps = {
      new ParamMap().put(learner.regParam().w(0.1)),
      new ParamMap().put(perClass.getParam("classifier").w(other)),
    };
    validator.setEstimator(perClass);
    validator.setEvaluator(accuracy());
    validator.setEstimatorParamMaps(maps);
    validator.setNumFolds(2);
    return validator;
  }

  private static MulticlassClassificationEvaluator accuracy() {
    return new MulticlassClassificationEvaluator().setLabelCol("kind").setMetricName("accuracy");
  }

  private static List<Double> scores(TunerModel model) {
    return model.study().trials().stream()
        .map(trial -> trial.evaluation().score().orElseThrow())
        .toList();
  }

  @Test
  void it_tunes_the_classifier_of_one_versus_rest_and_which_one_it_is() {
    Dataset<Row> rows = rows(150).cache();
    LinearSVC svc = new LinearSVC().setMaxIter(1);
    TunerModel model = ofOneVersusRest(new Tuner(), svc).fit(rows);
    OneVsRest first = perClass(learner.copy(ParamMap.empty()).setRegParam(0.1));
    OneVsRest second = perClass(learner); // whose copy leaves out the classifier of a map
    TunerModel each =
        new Tuner().setEstimators(first, second).setEvaluator(accuracy()).setNumFolds(2).fit(rows);
    assertThat(scores(model)).isEqualTo(scores(each)).doesNotHaveDuplicates();
    rows.unpersist();
  }

  @Tag("slow")
  @Test
  void it_tunes_one_versus_rest_as_a_cross_validator_does() {
    Dataset<Row> rows = rows(150).cache();
    LinearSVC svc = new LinearSVC().setMaxIter(1);
    CrossValidator theirs = ofOneVersusRest(new CrossValidator(), svc);
    assertThat(ofOneVersusRest(new Tuner(), svc).fit(rows).avgMetrics())
        .containsExactly(theirs.fit(rows).avgMetrics(), within(TOLERANCE));
    rows.unpersist();
  }

  @Test
  void its_schema_is_its_estimators_with_maps_and_without() {
    StructType given = rows(10).schema();
    StructType expected = learner.transformSchema(given);
    assertThat(tuner().transformSchema(given)).isEqualTo(expected);
    Tuner bare = new Tuner().setEstimator(learner);
    assertThat(bare.transformSchema(given)).isEqualTo(expected);
    assertThatThrownBy(() -> bare.setFoldCol("label").transformSchema(given))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("label");
    SplitTuner split = new SplitTuner().setEstimator(learner);
    assertThat(split.transformSchema(given)).isEqualTo(expected);
  }

  @Test
  void a_map_that_no_schema_fits_is_refused_by_the_schema() {
    Tuner tuner = tuner();
    ParamMap wrong = new ParamMap().put(learner.featuresCol().w("label"));
    tuner.setEstimatorParamMaps(new ParamMap[] {new ParamMap(), wrong});
    assertThatThrownBy(() -> tuner.transformSchema(rows(10).schema()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_copy_copies_estimator_and_evaluator_with_the_extra_values() {
    Tuner tuner = tuner();
    Tuner copy =
        tuner.copy(
            new ParamMap().put(learner.maxIter().w(7)).put(tuner.collectSubModels().w(true)));
    assertThat(copy.getCollectSubModels()).isTrue();
    assertThat(((LogisticRegression) copy.getEstimator()).getMaxIter()).isEqualTo(7);
    assertThat(learner.getMaxIter()).isEqualTo(1);
    assertThat(copy.getEstimatorParamMaps()).isEqualTo(tuner.getEstimatorParamMaps());
    TunerModel model = copy.fit(rows(80));
    TunerModel again = model.copy(new ParamMap());
    assertThat(again.avgMetrics()).containsExactly(model.avgMetrics());
    assertThat(again.subModels()).hasDimensions(2, 2);
    assertThat(again.subModels()[0][0]).isNotSameAs(model.subModels()[0][0]);
    assertThat(again.study()).isSameAs(model.study());
    assertThat(again.parent()).isSameAs(copy);
  }
}
