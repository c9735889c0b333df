package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.learner.FeatureNeeds;
import org.espalier.learner.LearnerDescriptor;
import org.espalier.learner.LearnerProvider;
import org.espalier.metric.ProblemType;
import org.espalier.space.Scale;
import org.espalier.testing.ProvidedLearners;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every learner from a study file to a model that plain Spark loads. */
final class LearnersTest extends SparkTest {

  @TempDir Path folder;

  private CommandRun tune(String source, String label, String learners, String save, int trials)
      throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("study.conf"),
            """
            study = s
            data { source = "embedded:%s", label = %s }
            learners = [%s]
            folds = 2
            search.trials = %d
            run.pre-flight = false
            model.save = %s
            """
                .formatted(source, label, learners, trials, save));
    return CommandRun.of(
        "tune", file.toString(), "--output", folder.resolve("out").toString(), "--overwrite");
  }

  private Dataset<Row> cells() {
    return spark().read().parquet(folder.resolve("out/s/cells").toString());
  }

  @Tag("slow")
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "breast-cancer | label | {type = linear-svc, space {maxIter = 3}},"
            + " {type = naive-bayes, space = auto},"
            + " {type = factorization-machines, space {maxIter = 5}}",
        "iris | label | {type = naive-bayes, space {modelType = bernoulli}},"
            + " {type = multilayer-perceptron, space {hiddenLayers = \"4 4\", maxIter = 20}},"
            + " {type = decision-tree, space = auto},"
            + " {type = one-vs-rest, classifier = linear-svc, space {maxIter = 3}},"
            + " {type = \"org.apache.spark.ml.classification.DecisionTreeClassifier\"}",
        "diabetes | target | {type = generalized-linear-regression, space = auto},"
            + " {type = isotonic-regression, space {featureIndex = 2}},"
            + " {type = factorization-machines, space {factorSize = 2, maxIter = 5}}",
      })
  void are_fitted_scored_and_saved(String source, String label, String learners)
      throws IOException {
    CommandRun run = tune(source, label, learners, "spark", 5);
    assertThat(run.code()).as(run.out() + run.err()).isZero();
    assertThat(cells().where("state <> 'COMPLETED'").collectAsList()).as(run.out()).isEmpty();
    assertThat(cells().where("trainer_reason = ''").collectAsList()).isEmpty();
    PipelineModel.load(folder.resolve("out/s/model").toString());
  }

  /** Named by a folder on the class path. */
  public static final class Acme implements LearnerProvider {
    @Override
    public List<LearnerDescriptor> learners() {
      return List.of(
          LearnerDescriptor.of("acme-tree")
              .estimator(
                  "org.apache.spark.ml.regression.DecisionTreeRegressor", ProblemType.REGRESSION)
              .needs(FeatureNeeds.TREE)
              .iterations("maxDepth")
              .value("minInstancesPerNode", 5)
              .whole("maxDepth", 1, 9, Scale.LOG, "here")
              .build());
    }
  }

  @Test
  void a_new_learner_is_one_record_that_is_searched_on_its_space_and_its_iterations_cut()
      throws Exception {
    new ProvidedLearners(folder, List.of(Acme.class.getName()))
        .run(
            () -> {
              CommandRun run =
                  tune(
                      "diabetes",
                      "target",
                      "{type = acme-tree, space = auto}], schedule = {scheduler = halving, resource"
                          + " = iterations}, metrics = [",
                      "spark",
                      3);
              assertThat(run.code()).as(run.out() + run.err()).isZero();
              assertThat(cells().where("state <> 'COMPLETED'").collectAsList()).isEmpty();
              PipelineModel.load(folder.resolve("out/s/model").toString());
              assertThat(CommandRun.of("describe", "learners").out())
                  .containsPattern("acme-tree +regression");
              assertThat(CommandRun.of("describe", "acme-tree").out())
                  .contains("minInstancesPerNode (int), default 5", "Source     here");
            });
  }

  @Test
  void metrics_beside_the_objective_are_recorded_for_each_cell() throws IOException {
    tune("iris", "label", "decision-tree], metrics = [mcc, log-loss, brier, accuracy", "none", 1);
    Dataset<Row> metrics =
        cells().selectExpr("metrics['mcc']", "metrics['brier']", "metrics['accuracy'] - score");
    assertThat(cells().where("trainer <> 'task'").count())
        .as("behind an imputer by medians, which is fitted by a job")
        .isZero();
    assertThat(metrics.collectAsList())
        .hasSizeGreaterThan(1)
        .allSatisfy(
            row -> {
              assertThat(row.getDouble(0)).isBetween(0.5, 1.0);
              assertThat(row.getDouble(1)).isBetween(0.0, 0.5);
              assertThat(row.getDouble(2)).isZero();
            });
  }

  @Test
  void a_metric_of_probabilities_needs_a_learner_that_estimates_them() throws IOException {
    CommandRun run =
        tune("iris", "label", "linear-svc], metric = log-loss, metrics = [", "none", 1);
    assertThat(run.err().lines())
        .singleElement()
        .asString()
        .endsWith(
            "metric: 'log-loss' needs probabilities, which linear-svc does not estimate;"
                + " take another metric or another learner");
  }

  @Test
  void describe_tells_of_every_param_what_it_does_takes_and_might_be_tried_with() {
    String text = CommandRun.of("describe", "random-forest").out();
    assertThat(text)
        .contains("maxDepth (int), default 5")
        .contains("  Valid      0 to 30")
        .contains("  Suggested  { from = 5, to = 20, scale = linear }")
        .contains("subsamplingRate (float), default 1.0")
        .contains("  Valid      above 0 and at most 1")
        .contains("Probst");
    assertThat(CommandRun.of("describe", "generalized-linear-regression").out())
        .contains("variancePower (float), default 0.0")
        .contains("  Valid      0, or at least 1");
    assertThat(CommandRun.of("describe", "learners").out())
        .contains("isotonic-regression")
        .contains("regression");
    assertThat(CommandRun.of("describe", "als").out())
        .contains("coldStartStrategy (text), default drop")
        .contains("rank (int), default 10");
    assertThat(CommandRun.of("describe", "metrics").out().lines())
        .anyMatch(line -> line.matches("brier +smaller is better; binary .*, multiclass .*"))
        .anyMatch(line -> line.matches("silhouette +larger +is better; clustering"));
    assertThat(CommandRun.of("describe", "stages").out())
        .contains("string-indexer", "hashing-tf", "n-gram", "word2vec", "stringOrderType");
    CommandRun run = CommandRun.of("describe", "random-forrest");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .isEqualToIgnoringNewLines(
            "describe: 'random-forrest' is not a learner; did you mean 'random-forest'?");
  }
}
