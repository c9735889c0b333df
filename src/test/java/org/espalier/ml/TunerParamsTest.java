package org.espalier.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.espalier.ml.MapTables.exactArea;
import static org.espalier.ml.MapTables.regularised;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.espalier.journal.TrialRow;
import org.espalier.search.Refinement;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The params beside Spark's own: seen, saved, and refused by name. */
final class TunerParamsTest extends SparkTest {

  private static final List<String> OURS =
      List.of(
          "space",
          "startPoints",
          "then",
          "prior",
          "sampler",
          "trials",
          "scheduler",
          "resource",
          "minResource",
          "minFolds",
          "eta",
          "perturb",
          "foldRule",
          "foldWindow",
          "gap",
          "group",
          "time",
          "timeout",
          "maxUnits",
          "maxTaskTime",
          "patience",
          "targetScore",
          "maxFailures",
          "winnerRule",
          "winnerRepeats",
          "collectPredictions",
          "heldOut",
          "minImprovement",
          "requiredScore",
          "maxStorage",
          "window",
          "training",
          "taskMemory",
          "mlflowUri",
          "mlflowExperiment",
          "journal");

  private static LogisticRegression learner() {
    return new LogisticRegression("lr");
  }

  private static SearchSpace space() {
    return new ParamSpaceBuilder()
        .addRange(learner().regParam(), 1e-4, 1, Scale.LOG)
        .addRange(learner().maxIter(), 1, 9, Scale.LINEAR, 3)
        .addChoice(learner().family(), "auto", "binomial")
        .addChoice(learner().thresholds(), new double[] {0.5, 0.5}, new double[] {0.2, 0.8})
        .build();
  }

  private static Tuner everything() {
    return new Tuner("t")
        .setEstimator(learner())
        .setEvaluator(exactArea())
        .setSpace(space())
        .setStartPoints(new ParamMap().put(learner().regParam().w(0.5)))
        .setPrior("target/earlier")
        .setSampler("sobol")
        .setTrials(12)
        .setScheduler("asha")
        .setResource("iterations")
        .setMinResource(2)
        .setMinFolds(1)
        .setEta(4)
        .setFoldRule("hash")
        .setTimeout(Duration.ofMinutes(2))
        .setMaxUnits(10_000)
        .setMaxTaskTime(90)
        .setPatience(6)
        .setTargetScore(0.99)
        .setMaxFailures(5)
        .setWinnerRule("one-standard-error")
        .setWinnerRepeats(1)
        .setCollectPredictions(true)
        .setHeldOut(0.25)
        .setMinImprovement(0.01)
        .setRequiredScore(0.7)
        .setMaxStorage("7 MiB")
        .setWindow(5)
        .setTraining("jobs")
        .setTaskMemory("1200m")
        .setMlflowUri("http://localhost:5000")
        .setMlflowExperiment("runs")
        .setJournal("target/kept");
  }

  @Test
  void they_stand_beside_all_of_sparks_and_are_explained() {
    List<String> sparks = Arrays.stream(new CrossValidator().params()).map(Param::name).toList();
    Tuner tuner = new Tuner();
    assertThat(tuner.params()).extracting(p -> p.name()).containsAll(sparks).containsAll(OURS);
    assertThat(tuner.params())
        .hasSize(sparks.size() + OURS.size() + 2); // estimators, heldOutSource
    String explained = "\n" + tuner.explainParams();
    OURS.forEach(name -> assertThat(explained).contains("\n" + name + ": ").doesNotContain("null"));
    assertThat(explained).contains("(default: auto)").contains("random | sobol");
    assertThat(new SplitTuner().explainParams()).contains("trainRatio").contains("scheduler");
  }

  @Test
  void each_is_read_back_as_it_was_set(@TempDir Path folder) throws IOException {
    Tuner tuner = everything().setGroup("user").setTime("day");
    tuner.setFoldWindow("sliding").setGap(Duration.ofDays(7)).setPerturb("lr.regParam");
    tuner.write().save(folder.resolve("tuner").toString());
    Tuner loaded = Tuner.load(folder.resolve("tuner").toString());
    for (String name : OURS.stream().filter(name -> !name.equals("then")).toList()) {
      assertThat(loaded.isSet(loaded.getParam(name))).as(name).isTrue();
      assertThat(loaded.getOrDefault(loaded.getParam(name)))
          .as(name)
          .isEqualTo(tuner.getOrDefault(tuner.getParam(name)));
    }
    assertThat(loaded.getTimeout()).isEqualTo(120);
    assertThat(loaded.copy(new ParamMap()).getSpace()).isEqualTo(space());
  }

  record Wrong(String param, String part, Consumer<Tuner> setting) {
    @Override
    public String toString() {
      return param + " " + part;
    }
  }

  static List<Wrong> wrong() {
    return List.of(
        new Wrong("sampler", "did you mean 'random'?", t -> t.setSampler("ramdom")),
        new Wrong("scheduler", "did you mean 'halving'?", t -> t.setScheduler("Halving")),
        new Wrong("resource", "did you mean 'iterations'?", t -> t.setResource("epochs")),
        new Wrong("foldRule", "did you mean 'stratified'?", t -> t.setFoldRule("stratifed")),
        new Wrong(
            "trials", "must be 0 or a whole number of at least 1, but is -1", t -> t.setTrials(-1)),
        new Wrong("eta", "at least 2, but is 1", t -> t.setEta(1)),
        new Wrong(
            "minResource",
            "must be 0 or a whole number of at least 1, but is -5",
            t -> t.setMinResource(-5)),
        new Wrong(
            "minFolds",
            "must be 0 or a whole number of at least 1, but is -1",
            t -> t.setMinFolds(-1)),
        new Wrong("timeout", "must be 0 or a number above 0, but is -0.5", t -> t.setTimeout(-0.5)),
        new Wrong("timeout", "NaN", t -> t.setTimeout(Double.NaN)),
        new Wrong(
            "maxUnits",
            "must be 0 or a whole number of at least 1, but is -1",
            t -> t.setMaxUnits(-1)),
        new Wrong("maxTaskTime", "must be 0 or a number above 0", t -> t.setMaxTaskTime(-1)),
        new Wrong(
            "patience",
            "must be 0 or a whole number of at least 1, but is -1",
            t -> t.setPatience(-1)),
        new Wrong("targetScore", "NaN", t -> t.setTargetScore(Double.NaN)),
        new Wrong("winnerRule", "best or one-standard-error", t -> t.setWinnerRule("median")),
        new Wrong("sampler", "is null", t -> t.set(t.sampler(), null)),
        new Wrong("journal", "is null", t -> t.set(t.journal(), null)),
        new Wrong("space", "is null", t -> t.set(t.space(), null)),
        new Wrong("foldWindow", "did you mean 'sliding'?", t -> t.setFoldWindow("slidng")),
        new Wrong("gap", "must be a number of at least 0, but is -1.0", t -> t.setGap(-1)),
        new Wrong("heldOut", "below 1, but is 1.0", t -> t.setHeldOut(1)),
        new Wrong("heldOut", "but is 20.0; did you mean 0.2?", t -> t.setHeldOut(20)),
        new Wrong("requiredScore", "NaN", t -> t.setRequiredScore(Double.NaN)),
        new Wrong("maxFailures", "at least 1, but is 0", t -> t.setMaxFailures(0)),
        new Wrong("window", "at least 1, but is 0", t -> t.setWindow(0)),
        new Wrong(
            "taskMemory",
            "must be auto or a size above zero with its unit, but is '1300'; for example 512 MiB",
            t -> t.setTaskMemory("1300")),
        new Wrong("taskMemory", "with its unit, but is '0 MiB'", t -> t.setTaskMemory("0 MiB")),
        new Wrong("taskMemory", "with its unit, but is 'none'", t -> t.setTaskMemory("none")),
        new Wrong("taskMemory", "is null", t -> t.set(t.taskMemory(), null)),
        new Wrong(
            "maxStorage",
            "must be none, auto or a size above zero with its unit, but is '-1'; for example",
            t -> t.setMaxStorage("-1")),
        new Wrong(
            "maxStorage", "but is 'noen'; did you mean 'none'?", t -> t.setMaxStorage("noen")),
        new Wrong("eta", "but is 0", t -> t.set(t.eta(), 0)));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void a_wrong_value_is_refused_by_name(Wrong wrong) {
    assertThatThrownBy(() -> wrong.setting().accept(new Tuner("t")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("t: " + wrong.param() + ": ")
        .hasMessageContaining(wrong.part());
  }

  @Test
  void contradictions_come_all_at_once_and_before_any_job() {
    Tuner tuner =
        new Tuner("t")
            .setEstimatorParamMaps(regularised(learner()))
            .setSampler("random")
            .setTrials(3)
            .setFoldCol("part")
            .setWinnerRepeats(1)
            .setFoldWindow("sliding")
            .setGap(7)
            .setFoldRule("hash");
    assertThatThrownBy(() -> tuner.fit(MapTables.rows(10)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("t: estimator: is not set")
        .hasMessageContaining("t: evaluator: is not set")
        .hasMessageContaining("t: sampler: is set, but maps are not searched")
        .hasMessageContaining("t: trials: ")
        .hasMessageContaining("t: foldRule: is set together with foldCol")
        .hasMessageContaining(
            "t: foldWindow: is set together with foldRule = hash; set foldRule = time, or leave it out")
        .hasMessageContaining("t: gap: is set together with foldRule = hash")
        .hasMessageContaining("t: winnerRepeats: needs folds that can be drawn again");
    assertThatThrownBy(
            () ->
                everything().setEstimatorParamMaps(regularised(learner())).fit(MapTables.rows(10)))
        .hasMessageContaining("t: space: is set together with estimatorParamMaps");
    SplitTuner split =
        new SplitTuner("s")
            .setEstimator(learner())
            .setEvaluator(exactArea())
            .setSpace(space())
            .setFoldRule("group")
            .setGroup("user")
            .setScheduler("racing");
    assertThatThrownBy(() -> split.fit(MapTables.rows(10)))
        .hasMessageContaining("s: scheduler: works by folds")
        .hasMessageContaining("s: foldRule: is not a rule for a split");
  }

  @Test
  void start_points_lie_in_the_space_and_leave_room_for_the_estimator_as_it_is() {
    LogisticRegression learner = learner();
    Tuner tuner =
        everything()
            .setStartPoints(
                new ParamMap().put(learner.regParam().w(7.0)),
                new ParamMap().put(learner.tol().w(0.1)));
    assertThatThrownBy(() -> tuner.fit(MapTables.rows(60)))
        .hasMessageContaining(
            "t: startPoints[0].logistic-regression.regParam: is 7.0, which is not in the space")
        .hasMessageContaining("t: startPoints[1].logistic-regression.tol: is not searched");
    assertThatThrownBy(() -> tuner.setTrials(2).fit(MapTables.rows(60)))
        .hasMessageStartingWith(
            "t: startPoints: holds 2, but trials = 2 leaves room for 1 besides the defaults of 1"
                + " learner; raise trials, or leave points out\n"
                + "t: startPoints[0].logistic-regression.regParam: is 7.0");
  }

  @Test
  void a_refinement_goes_steps_of_numbers_that_are_searched() {
    LogisticRegression learner = learner();
    Tuner tuner =
        everything()
            .setScheduler("full")
            .setThen(
                Refinement.grid(Map.of("lr.maxIter", 0.5, "lr.family", 1.0)),
                Refinement.random(0, Map.of(ParamSpaceBuilder.name(learner.tol()), 1.0)));
    assertThatThrownBy(() -> tuner.setStartPoints(List.of()).fit(MapTables.rows(60)))
        .hasMessageContaining(
            "t: then[0].around.logistic-regression.maxIter: must be a whole number, as the param is"
                + " one, but is 0.5")
        .hasMessageContaining(
            "t: then[0].around.logistic-regression.family: has no numbers to step from")
        .hasMessageContaining("t: then[1].around.logistic-regression.tol: is not searched")
        .hasMessageContaining("t: then[1].trials: must be at least 1, but is 0");
    assertThatThrownBy(() -> tuner.setScheduler("asha").fit(MapTables.rows(60)))
        .hasMessageStartingWith(
            "t: then: needs trials in full, but scheduler = asha; take scheduler = full,"
                + " or leave one of them out\n"
                + "t: then[0].around.logistic-regression.family: has");
    Param<List<Refinement>> then = tuner.then();
    List<Refinement> right = List.of(Refinement.grid(Map.of("lr.maxIter", 1.0)));
    assertThat(then.jsonDecode(then.jsonEncode(right))).isEqualTo(right);
    assertThatThrownBy(() -> then.jsonDecode("\"search.then = [{ steps = 1, around.a = 1 }]\""))
        .hasMessage(
            "plan: search.then[0].steps: is not a setting of this section; one of sampler, trials,"
                + " around");
  }

  @Test
  void a_scheduler_with_a_sampler_of_its_own_takes_no_other() {
    Tuner tuner = everything().setScheduler("bohb").setFoldRule("spark");
    assertThatThrownBy(() -> tuner.fit(MapTables.rows(60)))
        .hasMessageStartingWith(
            "t: sampler: is sobol, but scheduler = bohb searches with tpe; leave it out, or take"
                + " scheduler = hyperband\n");
  }

  @Test
  void more_resource_than_there_is_is_refused() {
    Tuner tuner = everything().setFoldRule("spark").setResource("folds");
    tuner.setMinResource(4).setMinFolds(0);
    assertThatThrownBy(() -> tuner.fit(MapTables.rows(60)))
        .hasMessageContaining("t: minResource: must be at most the number of folds, 3, but is 4");
    Tuner rows = everything().setResource("rows").setMinResource(5000);
    rows.setStartPoints(List.of()).setPrior("");
    assertThatThrownBy(() -> rows.fit(MapTables.rows(60)))
        .hasMessageContaining("t: minResource: is 5,000 rows, but the smallest fold trains on ");
  }

  @Test
  void fewer_folds_below_the_top_are_of_those_there_are() {
    Tuner tuner = everything().setFoldRule("spark").setMinFolds(4);
    assertThatThrownBy(() -> tuner.fit(MapTables.rows(60)))
        .hasMessageStartingWith("t: minFolds: must be at most the number of folds, 3, but is 4\n");
    assertThatThrownBy(() -> tuner.setMinFolds(2).setResource("folds").fit(MapTables.rows(60)))
        .hasMessageContaining("t: minFolds: cannot be combined with resource = folds");
    SplitTuner split =
        new SplitTuner("s")
            .setEstimator(learner())
            .setEvaluator(exactArea())
            .setSpace(space())
            .setScheduler("halving")
            .setMinFolds(2);
    assertThatThrownBy(() -> split.fit(MapTables.rows(10)))
        .hasMessageContaining("s: minFolds: must be at most the number of folds, 1, but is 2");
  }

  @Test
  void rows_that_a_learner_would_refuse_in_the_middle_of_a_fit_are_refused_before() {
    Dataset<Row> rows = MapTables.rows(60);
    Column third = functions.col("label").gt(0).and(functions.col("a").gt(0.5));
    Dataset<Row> gaps =
        rows.withColumn("features", functions.when(functions.not(third), functions.col("features")))
            .withColumn(
                "label", functions.when(third, Double.NaN).otherwise(functions.col("label")));
    Tuner tuner =
        new Tuner("t")
            .setEstimator(learner())
            .setEvaluator(exactArea())
            .setEstimatorParamMaps(regularised(learner()));
    long some = rows.where(third).count();
    assertThatThrownBy(() -> tuner.fit(gaps))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            """
            t: dataset: column 'label' is null or NaN in %1$d rows; leave such rows out, or fill \
            the column
            t: dataset: column 'features' is null in %1$d rows; leave such rows out, or fill the \
            column\
            """
                .formatted(some));
    Dataset<Row> shares = rows.withColumn("label", functions.col("label").divide(2));
    assertThatThrownBy(() -> tuner.fit(shares))
        .hasMessageMatching(
            "t: dataset: column 'label' is not a class 0, 1, 2, … in \\d+ rows; number the"
                + " classes by .*");
    assertThatThrownBy(() -> tuner.setNumFolds(3).fit(rows.limit(1)))
        .hasMessageMatching(
            "t: dataset: part \\d of 3 has no rows, of 1 in all; use fewer folds, or .*");
    assertThatThrownBy(() -> tuner.copy(new ParamMap()).setTargetScore(2).fit(rows))
        .hasMessage(
            "t: targetScore: is 2.0, which no model can reach by area-under-roc; give a score that a model can reach");
    Tuner none = tuner.copy(new ParamMap());
    none.set(none.estimator(), null);
    assertThatThrownBy(() -> none.fit(rows))
        .hasMessageContaining("t: estimator: is not set; set an estimator to tune");
    PipelineStage[] stages = {
      new SQLTransformer().setStatement("select * from __THIS__ where features is not null"),
      learner()
    };
    assertThat(tuner.setEstimator(new Pipeline().setStages(stages)).fit(gaps).avgMetrics())
        .hasSize(3);
  }

  @Test
  void columns_by_which_rows_are_cut_belong_to_a_rule_and_have_a_value_in_every_row() {
    Dataset<Row> rows = MapTables.rows(60);
    Tuner tuner =
        new Tuner("t")
            .setEstimator(learner())
            .setEvaluator(exactArea())
            .setEstimatorParamMaps(regularised(learner()));
    refused(
        tuner.setFoldRule("group"), rows, "group: is not set, but foldRule = group; set it to a");
    refused(
        tuner.setGroup("user").setFoldRule("hash"),
        rows,
        "group: is set together with foldRule = hash; set foldRule = group or stratified, or leave it out");
    refused(tuner.setFoldRule("group"), rows, "group: there is no column 'user'; ");
    Dataset<Row> users = rows.withColumn("user", functions.expr("CAST(a * 0 + 1 AS INT)"));
    refused(
        tuner,
        users.withColumn("user", functions.expr("IF(label > 0, user, null)")),
        "group: column 'user' has no value in ");
    refused(
        tuner,
        users,
        "dataset: part 1 of 3 has no rows, of 60 in all; use fewer folds, or give more groups");
    tuner.clear(tuner.group());
    tuner.setTime("day").setFoldRule("time").setWinnerRepeats(1);
    refused(
        tuner,
        rows,
        "winnerRepeats: needs folds that can be drawn again; leave it out, or set another foldRule");
    tuner.setWinnerRepeats(0);
    refused(
        tuner,
        rows.withColumn("day", functions.lit(true)),
        "time: column 'day' is of type boolean; use a date, a timestamp or a number");
    refused(
        tuner,
        rows.withColumn("day", functions.lit("soon")),
        "time: column 'day' holds no time in 60 rows, the first is 'soon'; use a date, a"
            + " timestamp");
    refused(
        tuner,
        rows.withColumn("day", functions.lit(3)),
        "dataset: part 0 of 3 has no rows, of 60 in all; use fewer folds, or give more times");
  }

  private static void refused(Tuner tuner, Dataset<Row> rows, String line) {
    assertThatThrownBy(() -> tuner.fit(rows))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("t: " + line)
        .hasMessageNotContaining("\n");
  }

  @Test
  void a_race_goes_fold_by_fold_whatever_the_lowest_rung_was_to_have() {
    Tuner tuner =
        new Tuner("t")
            .setEstimator(learner())
            .setEvaluator(exactArea())
            .setEstimatorParamMaps(regularised(learner()))
            .setScheduler("racing")
            .setResource("folds")
            .setMinResource(50)
            .setMinFolds(5);
    assertThat(tuner.fit(MapTables.rows(60)).study().opened().setup().ladder().rungs()).hasSize(3);
  }

  @Test
  void a_space_is_refused_where_a_param_or_the_estimator_would_refuse_it() {
    LogisticRegression learner = learner();
    assertThatThrownBy(() -> new ParamSpaceBuilder().addRange(learner.regParam(), -1, 1))
        .hasMessageContaining("lr.regParam")
        .hasMessageContaining("-1");
    assertThatThrownBy(() -> new ParamSpaceBuilder().addChoice(learner.family(), "auto", "odd"))
        .hasMessageContaining("lr.family")
        .hasMessageContaining("odd");
    assertThatThrownBy(() -> new ParamSpaceBuilder().addRange(learner.regParam(), 0, 1, Scale.LOG))
        .hasMessageContaining("regParam")
        .hasMessageContaining("log");
    assertThatThrownBy(() -> new ParamSpaceBuilder().build()).hasMessageContaining("at least one");
    RandomForestClassifier other = new RandomForestClassifier("forest");
    SearchSpace stranger = new ParamSpaceBuilder().addRange(other.maxDepth(), 1, 3).build();
    assertThatThrownBy(() -> everything().setSpace(stranger).fit(MapTables.rows(10)))
        .hasMessageStartingWith(
            "t: space: forest.maxDepth: the estimator has no such stage; it has"
                + " logistic-regression");
    String truth = "space { lr { fitIntercept { from = 0, to = 1.5 }, none = [1] } }";
    assertThatThrownBy(() -> everything().setSpace(truth).fit(MapTables.rows(10)))
        .hasMessageContaining("t: space: logistic-regression.fitIntercept: does not take 0")
        .hasMessageContaining("t: space: logistic-regression.none: the stage has no such param");
    String twice = "space { lr.maxIter = [1, 2], logistic-regression.maxIter = [3, 4] }";
    assertThatThrownBy(() -> everything().setSpace(twice).fit(MapTables.rows(9)))
        .hasMessageContaining("t: space: Parameter 'logistic-regression.maxIter' occurs twice.");
    assertThatThrownBy(
            () -> everything().setSpace(new SearchSpace(List.of())).fit(MapTables.rows(10)))
        .hasMessageContaining("t: space: holds no param; add at least one");
  }

  @Test
  void a_space_has_one_text_by_uids_or_names_of_stages() {
    Param<SearchSpace> space = new Tuner().space();
    assertThat(space.jsonDecode(space.jsonEncode(space()))).isEqualTo(space());
    String uids = "space { lr.regParam { from = 0, to = 1 }, lr.maxIter = [1, 5] }";
    String names = uids.replace("lr.", "logistic-regression.");
    assertThat(everything().setSpace(names).plan()).isEqualTo(everything().setSpace(uids).plan());
    List<TunerPlan> plans =
        Stream.of(uids, names).map(text -> TunerPlan.of(searching(text))).toList();
    assertThat(plans.get(1).candidates()).isEqualTo(plans.get(0).candidates());
    assertThat(plans.get(1).configurations().estimators().keySet())
        .isEqualTo(plans.get(0).configurations().estimators().keySet());
  }

  private static Tuner searching(String space) {
    Tuner tuner = new Tuner("t").setSpace(space).setTrials(4).setNumFolds(2);
    return tuner.setEstimator(learner()).setEvaluator(exactArea());
  }

  @Tag("slow")
  @Test
  void trials_are_the_same_by_uids_or_names_of_stages() {
    String uids = "space { lr.regParam { from = 0, to = 1 }, lr.maxIter = [1, 5] }";
    List<TunerModel> models =
        Stream.of(uids, uids.replace("lr.", "logistic-regression."))
            .map(text -> searching(text).fit(MapTables.rows(60)))
            .toList();
    List<TrialRow> trials = models.get(0).study().trials();
    assertThat(models.get(1).study().trials())
        .extracting(TrialRow::candidate)
        .isEqualTo(trials.stream().map(TrialRow::candidate).toList());
    assertThat(trials.get(1).candidate().configuration().toString())
        .contains("logistic-regression.regParam");
  }

  @Test
  void the_text_of_a_space_is_checked() {
    assertThatThrownBy(() -> ParamSpaceBuilder.read("["))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("plan: is not HOCON");
    assertThatThrownBy(
            () -> ParamSpaceBuilder.read("space { lr { a { form = 1, to = 2 }, b = 1 } }"))
        .hasMessageContaining("plan: space.lr.a.form: is not a setting of this section; did you")
        .hasMessageContaining("plan: space.lr.a.from: is missing")
        .hasMessageContaining("plan: space.lr.b: must be a range { from, to } or a list of values");
    assertThatThrownBy(() -> ParamSpaceBuilder.read("space.a { from = 1, to = 2, scale = lag }"))
        .hasMessageContaining("did you mean 'log'?");
    assertThatThrownBy(() -> ParamSpaceBuilder.read("seed = 1, space { lr.a = [1, 2] }"))
        .hasMessage("plan: is more than space; use setPlan for a whole plan");
  }

  @Test
  void a_param_may_be_tried_only_beside_values_of_another() {
    LogisticRegression learner = learner();
    String text = "space.lr { family = [auto, binomial], maxIter = { values = [1, 2], %s } }";
    assertThat(
            new ParamSpaceBuilder()
                .addChoice(learner.family(), "auto", "binomial")
                .addChoice(learner.maxIter(), 1, 2)
                .when(learner.family(), "auto")
                .build())
        .isEqualTo(
            ParamSpaceBuilder.read(text.formatted("ordered = false, when.lr.family = auto")));
    ParamSpaceBuilder orphan =
        new ParamSpaceBuilder().addChoice(learner.maxIter(), 1, 2).when(learner.family(), "auto");
    assertThatThrownBy(orphan::build).hasMessageContaining("names no value of an earlier param");
    TunerModel model =
        new Tuner("t")
            .setEstimator(learner)
            .setEvaluator(exactArea())
            .setSpace(
                "space.lr { elasticNetParam { from = 0, to = 1, when { lr.regParam = 1 } }"
                    + ", regParam = [0.0, 1.0] }")
            .setTrials(6)
            .setNumFolds(2)
            .fit(MapTables.rows(60));
    assertThat(model.getEstimatorParamMaps())
        .hasSize(6)
        .allMatch(
            map ->
                map.contains(learner.elasticNetParam())
                    == map.apply(learner.regParam()).equals(1.0));
  }
}
