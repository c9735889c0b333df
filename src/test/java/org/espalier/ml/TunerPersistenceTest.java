package org.espalier.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.espalier.ml.MapTables.exactArea;
import static org.espalier.ml.MapTables.regularised;
import static org.espalier.ml.MapTables.rows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LinearSVC;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.OneVsRest;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.TrainValidationSplitModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.search.Refinement;
import org.espalier.space.Scale;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tuners and their models, saved and loaded. */
final class TunerPersistenceTest extends SparkTest {

  @TempDir private Path folder;

  private final LogisticRegression learner = new LogisticRegression().setMaxIter(2);

  private final StandardScaler scaler =
      new StandardScaler().setInputCol("features").setOutputCol("scaled");

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private Tuner tuner() {
    return new Tuner()
        .setEstimator(learner)
        .setEvaluator(exactArea())
        .setEstimatorParamMaps(regularised(learner))
        .setNumFolds(2)
        .setSeed(11)
        .setParallelism(3)
        .setCollectSubModels(true);
  }

  private static void assertSameParams(
      org.apache.spark.ml.param.Params loaded, org.apache.spark.ml.param.Params saved) {
    assertThat(loaded.uid()).isEqualTo(saved.uid());
    for (Param<?> param : saved.params()) {
      if (!param.name().startsWith("estimator") && !param.name().equals("evaluator")) {
        assertThat(loaded.isSet(param)).as(param.name()).isEqualTo(saved.isSet(param));
        if (saved.isDefined(param)) {
          assertThat(loaded.getOrDefault(param))
              .as(param.name())
              .isEqualTo(saved.getOrDefault(param));
        }
      }
    }
  }

  @Test
  void a_plan_is_written_as_text_and_read_again() {
    Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {learner});
    Tuner tuner =
        new Tuner()
            .setEstimator(pipeline)
            .setSpace(
                new ParamSpaceBuilder()
                    .addRange(learner.regParam(), 1e-3, 1, Scale.LOG)
                    .addRange(learner.maxIter(), 1, 9, Scale.LINEAR, 3)
                    .addChoice(learner.family(), "auto", "binomial")
                    .build())
            .setStartPoints(new ParamMap().put(learner.regParam().w(0.5)))
            .setThen(Refinement.random(2, Map.of(ParamSpaceBuilder.name(learner.regParam()), 0.1)))
            .setTimeout(60)
            .setTaskMemory("64m")
            .setFoldRule("group")
            .setGroup("user")
            .setNumFolds(4)
            .setSeed(11);
    String text = tuner.plan();
    assertThat(text)
        .isEqualTo(
            """
            seed = 11
            data {
              group = user
            }
            folds {
              num-folds = 4
              fold-rule = group
            }
            search {
              start-points = [
                {
                  "logistic-regression.regParam" = 0.5
                }
              ]
              then = [
                {
                  around {
                    "logistic-regression.regParam" = 0.1
                  }
                  sampler = random
                  trials = 2
                }
              ]
            }
            budget {
              timeout = "60 s"
            }
            run {
              task-memory = "64 MiB"
            }
            space {
              "logistic-regression.regParam" = { from = 0.001, scale = log, to = 1.0 }
              "logistic-regression.maxIter" = { from = 1, points = 3, to = 9 }
              "logistic-regression.family" = { ordered = false, values = [auto, binomial] }
            }
            """);
    Tuner read = new Tuner().setPlan(text).setEstimator(pipeline);
    assertThat(read.plan()).isEqualTo(text);
    assertThat(read.getTaskMemory()).isEqualTo("64 MiB");
    assertThat(read.getNumFolds()).isEqualTo(4);
    read.setEstimator(new LinearRegression()).setEvaluator(exactArea());
    assertThatThrownBy(() -> read.fit(rows(10)))
        .hasMessageContaining(
            "space: logistic-regression.maxIter: the estimator has no such stage; it has"
                + " linear-regression");
  }

  @Test
  void a_size_has_its_unit_in_a_plan() {
    for (String size : List.of("1200 MiB", "1 MiB", "3 KiB", "1000000007 B")) {
      Tuner tuner = new Tuner().setMaxStorage(size).setTaskMemory(size);
      Tuner read = new Tuner().setPlan(tuner.plan());
      assertThat(read.plan())
          .isEqualTo(tuner.plan())
          .contains("max-storage = \"%s\"".formatted(size));
      assertThat(read.getMaxStorage()).isEqualTo(size);
      assertThat(read.getTaskMemory()).isEqualTo(size);
    }
    assertThat(new Tuner().setPlan(new Tuner().setTaskMemory("2g").plan()).getTaskMemory())
        .isEqualTo("2048 MiB");
    assertThat(new Tuner().setPlan("run.task-memory = auto").getTaskMemory()).isEqualTo("auto");
    assertThat(new Tuner().setPlan("max-storage = none").getMaxStorage()).isEqualTo("none");
    assertThat(new Tuner().setPlan("max-storage = auto").getMaxStorage()).isEqualTo("auto");
    assertThatThrownBy(() -> new Tuner().setPlan("run.task-memory = 64"))
        .hasMessageStartingWith(
            "plan: run.task-memory: must be auto or a size above zero with its unit, but is 64; for");
  }

  @Test
  void a_size_of_an_earlier_plan_is_a_number_of_mebibytes() {
    assertThat(new Tuner().setPlan("max-storage = 64").plan())
        .isEqualTo(new Tuner().setMaxStorage("64 MiB").plan());
    assertThat(new Tuner().setPlan("max-storage = 0").getMaxStorage()).isEqualTo("none");
    assertThat(new Tuner().setPlan("max-storage = -1").getMaxStorage()).isEqualTo("auto");
  }

  @Test
  void a_damaged_plan_says_all_that_is_wrong_at_once() {
    String damaged =
        """
        sead = 11
        folds.num-folds = 2.5
        schedule { eta = 1, scheduler = havling }
        budget.timeout = long
        """;
    assertThatThrownBy(() -> new Tuner().setPlan(damaged))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            """
            plan: folds.num-folds: must be a whole number of at least 2, but is 2.5
            plan: schedule.scheduler: must be auto, full, halving, hyperband, bohb, asha, racing or pbt, but is 'havling'; did you mean 'halving'?
            plan: schedule.eta: must be a whole number of at least 2, but is 1
            plan: budget.timeout: must be none or a time above zero with its unit, but is 'long'; for example 90 s, 30 m or 2 h
            plan: sead: is not a setting; did you mean 'seed'?\
            """);
    assertThatThrownBy(() -> new Tuner().setPlan("{")).hasMessageStartingWith("plan: is not HOCON");
  }

  @Test
  void a_saved_cross_validator_is_read_by_its_own_class_and_that_is_said() throws IOException {
    CrossValidator theirs = new CrossValidator();
    theirs.setEstimator(learner).setEvaluator(exactArea());
    theirs.setEstimatorParamMaps(regularised(learner)).write().save(path("theirs"));
    assertThatThrownBy(() -> Tuner.load(path("theirs")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(path("theirs"))
        .hasMessageContaining("; use CrossValidator.load");
  }

  @Test
  @Tag("smoke")
  void a_tuner_comes_back_as_it_was() throws IOException {
    Tuner tuner = tuner();
    tuner.write().save(path("tuner"));
    Tuner loaded = Tuner.load(path("tuner"));
    assertSameParams(loaded, tuner);
    assertThat(loaded.getEstimator().uid()).isEqualTo(learner.uid());
    assertThat(((LogisticRegression) loaded.getEstimator()).getMaxIter()).isEqualTo(2);
    assertThat(((BinaryClassificationEvaluator) loaded.getEvaluator()).getNumBins()).isZero();
    assertThat(
            Arrays.stream(loaded.getEstimatorParamMaps())
                .map(map -> map.get(learner.regParam()).get()))
        .containsExactly(0.001, 0.1, 10.0);
    Dataset<Row> rows = rows(100).cache();
    assertThat(loaded.fit(rows).bestModel().uid()).isEqualTo(learner.uid());
    rows.unpersist();
  }

  @Test
  void a_saved_param_that_a_tuner_no_longer_has_is_passed_over() throws IOException {
    Tuner tuner = tuner();
    tuner.write().save(path("earlier"));
    String with = "\"paramMap\":{\"former\":0.01,";
    changeMetadata("earlier", "\"paramMap\":{", with);
    assertSameParams(Tuner.load(path("earlier")), tuner);
  }

  @Test
  void a_saved_size_without_a_unit_is_a_number_of_mebibytes() throws IOException {
    Tuner tuner = tuner().setTaskMemory("1300 MiB").setMaxStorage("64 MiB");
    tuner.write().save(path("earlier"));
    changeMetadata("earlier", "\"taskMemory\":\"1300 MiB\"", "\"taskMemory\":1300");
    changeMetadata("earlier", "\"maxStorage\":\"64 MiB\"", "\"maxStorage\":64");
    changeMetadata("earlier", "\"taskMemory\":\"auto\"", "\"taskMemory\":512");
    changeMetadata("earlier", "\"maxStorage\":\"auto\"", "\"maxStorage\":-1");
    assertSameParams(Tuner.load(path("earlier")), tuner);
    tuner().setMaxStorage("none").write().save(path("none"));
    changeMetadata("none", "\"maxStorage\":\"none\"", "\"maxStorage\":0");
    assertThat(Tuner.load(path("none")).getMaxStorage()).isEqualTo("none");
  }

  private void changeMetadata(String saved, String from, String to) throws IOException {
    Path metadata = folder.resolve(saved).resolve("metadata");
    String name;
    try (Stream<Path> files = Files.list(metadata)) {
      Stream<String> names = files.map(file -> file.getFileName().toString());
      name = names.filter(one -> one.startsWith("part-")).findFirst().orElseThrow();
    }
    Files.deleteIfExists(metadata.resolve(".%s.crc".formatted(name)));
    Path file = metadata.resolve(name);
    assertThat(file).content().contains(from);
    Files.writeString(file, Files.readString(file).replace(from, to));
  }

  @Test
  void a_split_tuner_comes_back_as_it_was() throws IOException {
    SplitTuner tuner =
        new SplitTuner()
            .setEstimator(learner)
            .setEvaluator(exactArea())
            .setEstimatorParamMaps(regularised(learner))
            .setTrainRatio(0.6);
    tuner.write().save(path("split"));
    SplitTuner loaded = SplitTuner.load(path("split"));
    assertSameParams(loaded, tuner);
    assertThat(loaded.getEstimatorParamMaps()).hasSize(3);
  }

  @Test
  void a_tuner_without_maps_comes_back_without() throws IOException {
    Tuner tuner = new Tuner().setEstimator(learner).setEvaluator(exactArea());
    tuner.write().save(path("bare"));
    Tuner loaded = Tuner.load(path("bare"));
    assertThat(loaded.isSet(loaded.estimatorParamMaps())).isFalse();
    assertThat(loaded.getEstimator().uid()).isEqualTo(learner.uid());
  }

  private Tuner aroundPipeline() {
    learner.setFeaturesCol("scaled");
    Pipeline inner = new Pipeline().setStages(new PipelineStage[] {scaler, learner});
    ParamMap map = new ParamMap().put(learner.regParam().w(0.1)).put(scaler.withMean().w(true));
    return tuner().setEstimator(inner).setEstimatorParamMaps(new ParamMap[] {map});
  }

  @Test
  void a_pipeline_around_a_tuner_around_a_pipeline_comes_back() throws IOException {
    Tuner tuner = aroundPipeline();
    new Pipeline().setStages(new PipelineStage[] {tuner}).write().save(path("pipeline"));
    Tuner loaded = (Tuner) Pipeline.load(path("pipeline")).getStages()[0];
    assertSameParams(loaded, tuner);
    ParamMap read = loaded.getEstimatorParamMaps()[0];
    assertThat(read.get(learner.regParam()).get()).isEqualTo(0.1);
    assertThat(read.get(scaler.withMean()).get()).isEqualTo(true);
  }

  @Tag("slow")
  @Test
  void the_model_of_a_saved_pipeline_around_a_tuner_is_saved_too() throws IOException {
    Tuner tuner = aroundPipeline();
    new Pipeline().setStages(new PipelineStage[] {tuner}).write().save(path("pipeline"));
    PipelineModel model = Pipeline.load(path("pipeline")).fit(rows(80));
    model.write().save(path("model"));
    assertThat(PipelineModel.load(path("model")).stages()[0].getClass())
        .isEqualTo(CrossValidatorModel.class);
  }

  @Test
  void maps_that_hold_estimators_come_back() throws IOException {
    OneVsRest perClass = new OneVsRest().setClassifier(learner);
    LinearSVC other = new LinearSVC().setMaxIter(9);
    ParamMap[] maps = {
      new ParamMap().put(learner.regParam().w(0.5)),
      new ParamMap().put(perClass.getParam("classifier").w(other)),
    };
    tuner().setEstimator(perClass).setEstimatorParamMaps(maps).write().save(path("nested"));
    Tuner loaded = Tuner.load(path("nested"));
    assertThat(loaded.getEstimatorParamMaps()[0].get(learner.regParam()).get()).isEqualTo(0.5);
    LinearSVC read =
        (LinearSVC) loaded.getEstimatorParamMaps()[1].get(perClass.getParam("classifier")).get();
    assertThat(read.uid()).isEqualTo(other.uid());
    assertThat(read.getMaxIter()).isEqualTo(9);
  }

  @Test
  void a_param_of_no_stage_is_refused_before_anything_is_written() {
    LogisticRegression stranger = new LogisticRegression();
    ParamMap[] maps = {new ParamMap().put(stranger.regParam().w(0.1))};
    Tuner tuner = tuner().setEstimatorParamMaps(maps);
    assertThatThrownBy(tuner::write)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(stranger.uid());
  }

  @Test
  void the_readers_tell_classes_apart() throws IOException {
    tuner().write().save(path("ours"));
    new CrossValidator()
        .setEstimator(learner)
        .setEvaluator(exactArea())
        .setEstimatorParamMaps(regularised(learner))
        .write()
        .save(path("theirs"));
    assertThatThrownBy(() -> CrossValidator.load(path("ours"))).hasMessageContaining("Tuner");
    assertThatThrownBy(() -> Tuner.load(path("theirs"))).hasMessageContaining("CrossValidator");
  }

  private ParamMap[] two() {
    return Arrays.copyOf(regularised(learner), 2);
  }

  @Test
  void a_saved_model_is_a_plain_cross_validator_model_with_its_sub_models() throws IOException {
    Dataset<Row> rows = rows(120).cache();
    TunerModel model = tuner().setEstimatorParamMaps(two()).fit(rows);
    model.write().save(path("model"));
    CrossValidatorModel loaded = CrossValidatorModel.load(path("model"));
    assertThat(loaded.getClass()).isEqualTo(CrossValidatorModel.class);
    assertThat(loaded.uid()).isEqualTo(model.uid());
    assertThat(loaded.avgMetrics()).containsExactly(model.avgMetrics());
    assertThat(loaded.getNumFolds()).isEqualTo(2);
    assertThat(loaded.getSeed()).isEqualTo(11);
    assertThat(loaded.getEstimatorParamMaps()).hasSize(2);
    assertThat(loaded.subModels()).hasDimensions(2, 2);
    assertThat(loaded.subModels()[1][0].uid()).isEqualTo(model.subModels()[1][0].uid());
    assertThat(loaded.transform(rows).collectAsList())
        .isEqualTo(model.transform(rows).collectAsList());
    rows.unpersist();
  }

  @Test
  void sub_models_are_left_out_on_request_and_where_some_are_missing() throws IOException {
    Dataset<Row> rows = rows(80).cache();
    TunerModel model = tuner().setEstimatorParamMaps(new ParamMap[] {new ParamMap()}).fit(rows);
    model.write().option("persistSubModels", "false").save(path("without"));
    assertThat(CrossValidatorModel.load(path("without")).hasSubModels()).isFalse();
    assertThat(Files.exists(folder.resolve("without/subModels"))).isFalse();
    ParamMap broken = new ParamMap().put(learner.featuresCol().w("nowhere"));
    TunerModel gaps =
        tuner().setEstimatorParamMaps(new ParamMap[] {new ParamMap(), broken}).fit(rows);
    assertThat(gaps.subModels()[0]).hasSize(2).endsWith((org.apache.spark.ml.Model<?>) null);
    gaps.copy(new ParamMap()).write().save(path("gaps"));
    assertThat(CrossValidatorModel.load(path("gaps")).hasSubModels()).isFalse();
    rows.unpersist();
  }

  @Test
  void a_saved_split_model_is_a_plain_one_with_its_sub_models() throws IOException {
    Dataset<Row> rows = rows(120).cache();
    SplitTunerModel model =
        new SplitTuner()
            .setEstimator(learner)
            .setEvaluator(exactArea())
            .setEstimatorParamMaps(new ParamMap[] {new ParamMap()})
            .setCollectSubModels(true)
            .fit(rows);
    model.write().save(path("model"));
    TrainValidationSplitModel loaded = TrainValidationSplitModel.load(path("model"));
    assertThat(loaded.getClass()).isEqualTo(TrainValidationSplitModel.class);
    assertThat(loaded.validationMetrics()).containsExactly(model.validationMetrics());
    assertThat(loaded.subModels()).hasSize(1).doesNotContainNull();
    assertThat(loaded.transform(rows).collectAsList())
        .isEqualTo(model.transform(rows).collectAsList());
    rows.unpersist();
  }
}
