package org.espalier.spark.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.metric.ProblemType;
import org.espalier.space.Configuration;
import org.espalier.space.Domain;
import org.espalier.spark.chain.FoldPart;
import org.espalier.spark.chain.PipelineSteps;
import org.espalier.spark.data.Plans;
import org.espalier.spark.data.StudyData;
import org.espalier.spark.data.Tables;
import org.espalier.spec.learners.LearnerPlan;
import org.espalier.spec.learners.StudyPlan;
import org.espalier.spec.rows.ColumnRoles;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The stages of the printed code, fitted on the table as it is read, beside the study's model. */
final class FinishedPipelineTest extends SparkTest {

  private static final List<String> LABELS = List.of("a class", "class.number", "yes", "amount");

  @TempDir private static Path folder;

  private static Path table = Path.of("");

  /** Numbers with the text n/a, a date, words, a weight and labels of every type, some unknown. */
  @BeforeAll
  static void write() {
    List<String> lines = new ArrayList<>();
    lines.add("a.size,day,word,weight," + String.join(",", LABELS));
    var random = new Seed(5).random();
    for (int i = 0; i < 90; i++) {
      int number = 2 + i % 3;
      double size = number + random.nextDouble();
      lines.add(
          String.format(
              Locale.ROOT,
              "%s,2024-%02d-11,%s,%d,%s,%d,%b,%s",
              i % 10 == 9 ? "n/a" : size,
              1 + i % 12,
              "w" + i % 4,
              1 + i % 2,
              "it's " + number,
              number * 5,
              number > 2,
              i % 30 == 29 ? "n/a" : size * 2));
    }
    table = Tables.file(folder, "table.csv", lines.toArray(String[]::new));
  }

  private static StudyPlan plan(String label, String learner, Map<String, Domain> space) {
    return Plans.of(table, label)
        .ignore(LABELS.stream().filter(l -> !l.equals(label)).toArray(String[]::new))
        .missing("n/a")
        .weight("weight")
        .folds(2)
        .plan(new LearnerPlan("one", learner, space));
  }

  /** A model of a study and the stages of its code, both fitted on all rows with a label. */
  private record Both(PipelineModel model, PipelineModel fitted, String code) {

    static Both of(String label, String learner, Map<String, Object> values) {
      Map<String, Domain> space = new LinkedHashMap<>();
      values.forEach((name, value) -> space.put(name, new Domain.Fixed(value)));
      StudyPlan plan = plan(label, learner, space);
      try (StudyData data = StudyData.prepare(spark(), plan, EnumSet.allOf(ProblemType.class));
          PipelineCells cells =
              new PipelineCells(
                  new StudyPipelines(plan, data),
                  data,
                  RungLadder.full(data.rows().smallestTraining(), 2),
                  false)) {
        Configuration one = new Configuration(Map.of(Configuration.LEARNER, "one"));
        PipelineModel model = cells.refit(one);
        StudyPipelines pipelines = new StudyPipelines(plan, data);
        Map<String, PipelineStage> stages =
            new FinishedPipeline(plan, data)
                .unfitted(
                    pipelines.chain(
                        one,
                        pipelines.learner(one),
                        FoldPart.ofAllFolds().fold(),
                        data.folds().trainingRows()),
                    model);
        Transformer rows = (Transformer) Objects.requireNonNull(stages.get(FinishedPipeline.ROWS));
        Pipeline pipeline =
            (Pipeline) Objects.requireNonNull(stages.get(FinishedPipeline.PIPELINE));
        return new Both(model, pipeline.fit(rows.transform(read())), cells.code(one, model));
      }
    }

    void assertTold(String label, int rows) {
      assertThat(code)
          .contains(
              "# The table has the columns of the study's table, in which \"" + label + "\" is")
          .contains("fitted on " + rows + " rows")
          .contains("CAST(`weight` AS DOUBLE) AS espalier_weight")
          .doesNotContain("...");
    }

    void assertEqual(String column) {
      List<Row> expected = model.transform(read()).select(column).collectAsList();
      List<Row> actual = fitted.transform(read()).select(column).collectAsList();
      assertThat(actual).hasSize(90);
      for (int i = 0; i < actual.size(); i++) {
        Object value = expected.get(i).get(0);
        if (value instanceof Double number) {
          assertThat(actual.get(i).getDouble(0)).isCloseTo(number, within(1e-6));
        } else {
          assertThat(actual.get(i).get(0)).isEqualTo(value);
        }
      }
    }
  }

  private static Dataset<Row> read() {
    return spark().read().option("header", true).option("inferSchema", true).csv(table.toString());
  }

  @ParameterizedTest
  @CsvSource({"a class, decision-tree", "yes, logistic-regression", "amount, decision-tree"})
  @Tag("slow")
  void the_stages_of_the_code_predict_as_the_model_does(String label, String learner) {
    Both both = Both.of(label, learner, Map.of());
    both.assertEqual("prediction");
    if (!label.equals("amount")) {
      both.assertEqual("`predicted_" + label + "`");
    }
    both.assertTold(label, label.equals("amount") ? 87 : 90);
  }

  /** The learner whose params its fit decides on. */
  @Test
  void the_stages_of_a_perceptron_predict_as_the_model_does_with_the_layers_of_its_fit() {
    Both both = Both.of("yes", "multilayer-perceptron", Map.of("hiddenLayers", "3", "maxIter", 5));
    both.assertEqual("prediction");
    both.assertEqual("`predicted_yes`");
    both.assertTold("yes", 90);
    assertThat(both.code())
        .containsPattern("(?s)MultilayerPerceptronClassifier\\(.*layers=\\[\\d+, 3, 2\\]")
        .doesNotContain("hiddenLayers");
  }

  @Test
  @Tag("slow")
  void perceptrons_against_the_rest_have_the_layers_of_their_fits() {
    assertThat(
            Both.of("a class", "one-vs-rest(multilayer-perceptron)", Map.of("maxIter", 3)).code())
        .containsPattern("(?s)OneVsRest\\(.*MultilayerPerceptronClassifier.*\\[\\d+, 32, 2\\]");
  }

  /** Twelve rows of a size, a time, whether that ended with an event, and a grade. */
  private static Plans times() {
    Stream<String> rows =
        IntStream.range(0, 12).mapToObj(i -> i + "," + (3.25 + i) + "," + i % 2 + "," + i % 3);
    return Plans.of(
            Tables.file(
                folder,
                "times.csv",
                Stream.concat(Stream.of("size,months,died,grade"), rows).toArray(String[]::new)),
            "months")
        .folds(2);
  }

  private static String code(Plans plans, String learner) {
    StudyPlan plan = plans.plan(new LearnerPlan("one", learner, Map.of()));
    try (StudyData prepared = StudyData.prepare(spark(), plan, EnumSet.allOf(ProblemType.class))) {
      StudyPipelines pipelines = new StudyPipelines(plan, prepared);
      Configuration one = new Configuration(Map.of(Configuration.LEARNER, "one"));
      PipelineSteps chain =
          pipelines.chain(
              one,
              pipelines.learner(one),
              FoldPart.ofAllFolds().fold(),
              prepared.folds().trainingRows());
      PipelineModel unread = new PipelineModel("unread", new Transformer[0]);
      return new FinishedPipeline(plan, prepared).code(chain, unread);
    }
  }

  @Test
  void the_code_makes_the_column_of_censoring_that_a_learner_of_times_reads() {
    Optional<String> none = Optional.empty();
    ColumnRoles censored = new ColumnRoles(none, none, none, Optional.of("died"), none, none);
    assertThat(code(times().roles(censored), "survival-regression"))
        .contains("\"months\" is the label", "CAST(`died` AS DOUBLE) AS espalier_censor");
    assertThat(code(times(), "survival-regression"))
        .contains("CAST(1 AS DOUBLE) AS espalier_censor");
  }

  @Test
  void without_a_label_the_code_fits_the_table_itself() {
    assertThat(code(times().unlabelled(), "k-means"))
        .contains("no column is a label", "model = pipeline.fit(table)", "KMeans(")
        .doesNotContain(FinishedPipeline.ROWS + ".transform(table)");
  }

  @Test
  void the_code_of_a_classifier_against_the_rest_has_both() {
    Plans classes = Plans.of(times().data().table().source(), "grade").folds(2);
    assertThat(code(classes, "one-vs-rest(logistic-regression)"))
        .contains("LogisticRegression(", "OneVsRest(");
  }
}
