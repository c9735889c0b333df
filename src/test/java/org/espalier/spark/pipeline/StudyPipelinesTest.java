package org.espalier.spark.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.espalier.evaluate.Cell;
import org.espalier.learner.FeatureNeeds;
import org.espalier.metric.ProblemType;
import org.espalier.space.Configuration;
import org.espalier.space.Domain;
import org.espalier.space.Scale;
import org.espalier.spark.cell.SparkBatches;
import org.espalier.spark.data.Plans;
import org.espalier.spark.data.StudyData;
import org.espalier.spark.data.Tables;
import org.espalier.spark.data.table.ReservedColumns;
import org.espalier.spark.stage.FeatureStages;
import org.espalier.spark.stage.StudyFeatures;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.TrainingPlan;
import org.espalier.spec.learners.LearnerPlan;
import org.espalier.spec.learners.StudyPlan;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.espalier.testing.SparkTest;
import org.espalier.testing.TaskTimes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a small table with labels of every type, of which all but one are ignored. */
final class StudyPipelinesTest extends SparkTest {

  private static final List<String> LABELS = List.of("a class", "class.number", "yes", "amount");

  @TempDir private static Path folder;

  private static Path table = Path.of("");

  /** The rows for the boolean label, which many tests share. */
  private static @Nullable StudyData shared;

  @BeforeAll
  static void write() {
    List<String> lines = new ArrayList<>();
    lines.add("a.size,rare,word," + String.join(",", LABELS));
    var random = new Seed(3).random();
    for (int i = 0; i < 60; i++) {
      int number = 2 + i % 3;
      double size = number + random.nextDouble() / 4;
      lines.add(
          String.format(
              Locale.ROOT,
              "%s,%s,%s,%s,%d,%b,%.3f",
              i % 10 == 9 ? "" : size,
              i == 7 ? "1" : "",
              i % 2 == 0 ? "w" + number : "v",
              "it's " + number,
              number * 5,
              number > 2,
              size * 2));
    }
    table = Tables.file(folder, "table.csv", lines.toArray(String[]::new));
    shared = data(plan("yes"));
  }

  @AfterAll
  static void free() {
    shared().close();
  }

  private static StudyData shared() {
    return Objects.requireNonNull(shared);
  }

  private static StudyPlan plan(String label, LearnerPlan... learners) {
    return Plans.of(table, label)
        .ignore(LABELS.stream().filter(l -> !l.equals(label)).toArray(String[]::new))
        .folds(2)
        .plan(learners);
  }

  private static StudyData data(StudyPlan plan) {
    return StudyData.prepare(spark(), plan, EnumSet.allOf(ProblemType.class));
  }

  private static LearnerPlan learner(String name, String type, Map<String, Domain> space) {
    return new LearnerPlan(name, type, space);
  }

  private static Configuration configuration(String learner, Map<String, Object> values) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put(Configuration.LEARNER, learner);
    values.forEach((name, value) -> all.put(learner + "." + name, value));
    return new Configuration(all);
  }

  @Test
  void fixed_and_searched_params_reach_the_learner_and_its_feature_stages() {
    StudyPlan plan =
        plan(
            "yes",
            learner(
                "logistic",
                "logistic-regression",
                Map.of(
                    "maxIter", new Domain.Fixed(7),
                    "scaler.withMean", new Domain.Fixed(true))),
            learner("forest", "random-forest", Map.of()),
            learner("stumps", "random-forest", Map.of("maxDepth", new Domain.Fixed(1))));
    StudyPipelines pipelines = new StudyPipelines(plan, shared());
    Configuration tried =
        configuration("logistic", Map.of("regParam", 0.25, "imputer.strategy", "mean"));
    assertThat(pipelines.learner(tried))
        .isInstanceOfSatisfying(
            LogisticRegression.class,
            learner -> {
              assertThat(learner.getMaxIter()).isEqualTo(7);
              assertThat(learner.getRegParam()).isEqualTo(0.25);
              assertThat(learner.getFeaturesCol()).isEqualTo(FeatureStages.FEATURES);
              assertThat(learner.getLabelCol()).isEqualTo(ReservedColumns.LABEL);
            });
    assertThat(pipelines.featureKey(tried))
        .isEqualTo(
            new StudyFeatures.Key(
                FeatureNeeds.SCALED,
                "",
                0,
                Map.of("imputer.strategy", "mean", "scaler.withMean", true)));
    assertThat(pipelines.learner(configuration("forest", Map.of("maxDepth", 3))))
        .isInstanceOfSatisfying(
            RandomForestClassifier.class,
            learner -> {
              assertThat(learner.getMaxDepth()).isEqualTo(3);
              assertThat(learner.getSeed())
                  .isEqualTo(new Seed(plan.tuning().seed()).child("fit", 0).value());
            });
    assertThat(pipelines.prefixes()).as("the forests share theirs").isEqualTo(2);
    assertThat(pipelines.chosen())
        .hasSize(3)
        .contains(
            "features of forest: 2 columns (a.size, rare) imputed by the median where missing;"
                + " 2 columns (a.size, rare) flagged where missing;"
                + " 1 column (word) indexed");
    assertThatThrownBy(() -> pipelines.featureKey(configuration("oracle", Map.of())))
        .hasMessageStartingWith("No learner of this study");
  }

  @Test
  void a_text_that_the_estimator_of_the_task_refuses_is_a_problem() {
    StudyPlan plan =
        plan(
            "yes",
            learner("forest", "random-forest", Map.of("impurity", new Domain.Fixed("variance"))));
    assertThatThrownBy(() -> new StudyPipelines(plan, shared()))
        .isInstanceOf(InvalidStudyException.class)
        .hasMessageContaining("learners[0].space.impurity: MLlib refuses variance");
  }

  @Test
  void categories_must_fit_into_the_smallest_number_of_bins_that_is_tried() {
    Map<Domain, Integer> smallest = new LinkedHashMap<>();
    smallest.put(new Domain.Fixed(64), 64);
    smallest.put(new Domain.Choice(List.of(16, 64)), 16);
    smallest.put(new Domain.Choice(List.of(64, 128)), 32);
    smallest.put(new Domain.Range(8, 99, Scale.LINEAR, Optional.empty(), OptionalInt.empty()), 8);
    smallest.forEach(
        (domain, bins) -> {
          StudyPlan plan =
              plan("yes", learner("forest", "random-forest", Map.of("maxBins", domain)));
          assertThat(
                  new StudyPipelines(plan, shared())
                      .featureKey(configuration("forest", Map.of()))
                      .maxBins())
              .as("%s", domain)
              .isEqualTo(bins);
        });
  }

  /** The refitted pipeline after it was saved and loaded, on the table as plain Spark reads it. */
  private static Dataset<Row> predicted(
      String label, LearnerPlan learner, Map<String, Object> own) {
    StudyPlan plan = plan(label, learner);
    String path = folder.resolve("model-" + label).toString();
    try (StudyData data = data(plan);
        PipelineCells cells =
            new PipelineCells(
                new StudyPipelines(plan, data),
                data,
                RungLadder.full(data.rows().smallestTraining(), 2),
                false)) {
      PipelineModel model = cells.refit(configuration(learner.name(), own));
      model.write().overwrite().save(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Dataset<Row> raw =
        spark()
            .read()
            .option("header", true)
            .option("inferSchema", true)
            .csv(table.toString())
            .drop(LABELS.toArray(String[]::new));
    return PipelineModel.load(path).transform(raw);
  }

  private static void assertCarriesLabel(String label, DataType type, Object... values) {
    Dataset<Row> predicted =
        predicted(label, learner("forest", "random-forest", Map.of()), Map.of("numTrees", 2));
    String column = "predicted_" + label;
    assertThat(predicted.schema().apply(column).dataType()).isEqualTo(type);
    List<Object> found =
        predicted.select("`" + column + "`").distinct().collectAsList().stream()
            .map(row -> row.get(0))
            .toList();
    assertThat(found).containsExactlyInAnyOrder(values);
  }

  @Test
  @Tag("smoke")
  void a_finished_pipeline_loads_in_plain_spark_and_carries_a_label_that_is_text() {
    assertCarriesLabel("a class", DataTypes.StringType, "it's 2", "it's 3", "it's 4");
  }

  @Test
  @Tag("full")
  void a_finished_pipeline_carries_a_label_that_is_a_number() {
    assertCarriesLabel("class.number", DataTypes.IntegerType, 10, 15, 20);
  }

  @Test
  @Tag("slow")
  void a_finished_pipeline_carries_a_label_that_is_a_boolean() {
    assertCarriesLabel("yes", DataTypes.BooleanType, false, true);
  }

  @Test
  @Tag("full")
  void a_regression_predicts_in_the_labels_own_unit() {
    Dataset<Row> predicted =
        predicted(
            "amount",
            learner("linear", "linear-regression", Map.of()),
            Map.of("imputer.strategy", "mean"));
    assertThat(predicted.columns()).contains("prediction").doesNotContain("predicted_amount");
    double mean = predicted.selectExpr("avg(prediction)").first().getDouble(0);
    assertThat(mean).isBetween(5.5, 7.0);
  }

  @Test
  void cells_are_fitted_on_prepared_rows_and_scored_by_the_tasks_metric() {
    StudyPlan plan = plan("yes", learner("logistic", "logistic-regression", Map.of()));
    Set<Integer> before = persisted();
    try (TaskTimes times = new TaskTimes(spark().sparkContext());
        PipelineCells work =
            new PipelineCells(
                new StudyPipelines(
                    plan,
                    shared(),
                    new TrainingPlan(TrainingPlan.TrainingMode.JOBS, 1 << 20),
                    List.of()),
                shared(),
                RungLadder.ofRows(20, shared().rows().smallestTraining(), 3, 2),
                false);
        SparkBatches cells =
            new SparkBatches(spark().sparkContext(), "test", work.fits(), InstantSource.system())) {
      Proposal proposal = new Proposal(0, 0, 0, List.of(0, 1), 40);
      Configuration tried = configuration("logistic", Map.of("maxIter", 5));
      Configuration again = configuration("logistic", Map.of("maxIter", 5, "regParam", 9.0));
      Cell first = new Cell(proposal, tried, 1);
      Cell second = new Cell(new Proposal(1, 1, 0, List.of(1), 20), again, 1);
      cells.announce(first);
      cells.announce(second);
      CellOutcome outcome = cells.run(first);
      assertThat(outcome.reason()).isEmpty();
      assertThat(outcome.state()).isEqualTo(CellState.COMPLETED);
      assertThat(outcome.rows()).isEqualTo(20);
      assertThat(outcome.score().getAsDouble()).isBetween(0.75, 1.0);
      assertThat(outcome.metrics()).containsOnlyKeys("area-under-roc");
      CellOutcome other = cells.run(new Cell(proposal, tried, 0));
      assertThat(other.reason()).as("though a column has its only value elsewhere").isEmpty();
      CellOutcome reader = cells.run(second);
      assertThat(reader.state()).isEqualTo(CellState.COMPLETED);
      assertThat(Stream.of(outcome, other, reader).mapToDouble(o -> o.cost().taskSeconds()).sum())
          .as("prepared rows paid by both that read them")
          .isCloseTo(times.seconds(), within(1e-9));
      assertThat(persistedSince(before)).as("two parts of each fold").hasSize(4);
    }
    assertThat(persistedSince(before)).isEmpty();
  }
}
