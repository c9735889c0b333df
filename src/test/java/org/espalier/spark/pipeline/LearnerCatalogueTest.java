package org.espalier.spark.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.ml.classification.LogisticRegression;
import org.espalier.plan.Catalogue;
import org.espalier.plan.Catalogue.ParamType;
import org.espalier.plan.Catalogue.Stage;
import org.espalier.plan.Task;
import org.junit.jupiter.api.Test;

/** Needs no session. */
final class LearnerCatalogueTest {

  private static final Set<Task> ALL = EnumSet.allOf(Task.class);

  private final Catalogue catalogue = new LearnerCatalogue();

  private Stage learner(String type) {
    return catalogue.learner(type).orElseThrow();
  }

  private Stage stage(String name) {
    return catalogue.featureStages().stream().filter(s -> s.name().equals(name)).findFirst().get();
  }

  private Optional<String> verdict(String stage, String param, Object value) {
    return catalogue.verdict(stage, ALL, param, value);
  }

  @Test
  void learners_have_the_tasks_that_mllib_can_do() {
    assertThat(catalogue.learners())
        .containsExactly(
            "logistic-regression", "linear-regression", "random-forest", "gradient-boosted-trees");
    assertThat(learner("logistic-regression").tasks()).containsOnly(Task.BINARY, Task.MULTICLASS);
    assertThat(learner("random-forest").tasks()).isEqualTo(ALL);
    assertThat(learner("gradient-boosted-trees").tasks()).doesNotContain(Task.MULTICLASS);
    assertThat(catalogue.learner("perceptron")).isEmpty();
    assertThatThrownBy(() -> LearnerType.LINEAR_REGRESSION.create(Task.BINARY))
        .hasMessage("linear-regression cannot do binary classification.");
  }

  @Test
  void params_have_mllibs_own_types_and_defaults() {
    Stage forest = learner("random-forest");
    assertThat(forest.param("maxDepth"))
        .hasValueSatisfying(
            param -> {
              assertThat(param.type()).isEqualTo(ParamType.INT);
              assertThat(param.defaultValue()).hasValue(5);
              assertThat(param.doc()).isNotBlank();
            });
    assertThat(forest.param("subsamplingRate").orElseThrow().defaultValue()).hasValue(1.0);
    assertThat(forest.param("bootstrap").orElseThrow().type()).isEqualTo(ParamType.BOOLEAN);
    assertThat(forest.param("seed").orElseThrow().type()).isEqualTo(ParamType.LONG);
    assertThat(learner("logistic-regression").param("family").orElseThrow().defaultValue())
        .hasValue("auto");
    assertThat(forest.params()).isSortedAccordingTo((a, b) -> a.name().compareTo(b.name()));
  }

  @Test
  void feature_stages_have_the_values_that_pipelines_give_them_as_defaults() {
    assertThat(catalogue.featureStages())
        .extracting(Stage::name)
        .containsExactly("imputer", "indexer", "one-hot", "scaler");
    assertThat(stage("imputer").param("strategy").orElseThrow().defaultValue()).hasValue("median");
    assertThat(stage("scaler").param("withMean").orElseThrow().defaultValue()).hasValue(false);
  }

  @Test
  void columns_and_what_wires_a_pipeline_are_no_params() {
    List<Stage> all = new ArrayList<>(catalogue.featureStages());
    catalogue.learners().forEach(type -> all.add(learner(type)));
    for (Stage stage : all) {
      assertThat(stage.params())
          .extracting(Catalogue.Param::name)
          .isNotEmpty()
          .noneMatch(name -> name.endsWith("Col") || name.endsWith("Cols"))
          .doesNotContain("handleInvalid", "missingValue", "lowerBoundsOnCoefficients");
    }
  }

  @Test
  void arrays_are_lists() {
    Stage logistic = learner("logistic-regression");
    assertThat(logistic.param("thresholds").orElseThrow().type()).isEqualTo(ParamType.FLOATS);
    Set<Task> binary = Set.of(Task.BINARY);
    assertThat(catalogue.verdict("logistic-regression", binary, "thresholds", List.of(0.4, 0.6)))
        .isEmpty();
    assertThat(catalogue.verdict("logistic-regression", binary, "thresholds", List.of(-1.0, 2.0)))
        .hasValueSatisfying(says -> assertThat(says).startsWith("MLlib refuses [-1.0, 2.0]"));
  }

  @Test
  void mllibs_validator_speaks_where_it_has_something_against_a_value() {
    assertThat(verdict("random-forest", "maxDepth", 30)).isEmpty();
    assertThat(verdict("random-forest", "maxDepth", 31).orElseThrow())
        .startsWith("MLlib refuses 31; maxDepth: ");
    assertThat(verdict("logistic-regression", "elasticNetParam", 1.5)).isPresent();
    assertThat(verdict("logistic-regression", "regParam", 1)).as("a whole number").isEmpty();
    assertThat(verdict("imputer", "strategy", "mode")).isEmpty();
    assertThat(verdict("imputer", "strategy", "best")).isPresent();
    assertThat(verdict("scaler", "withMean", true)).isEmpty();
    assertThatThrownBy(() -> verdict("shredder", "size", 1))
        .hasMessage("There is no stage 'shredder'.");
  }

  @Test
  void a_value_is_fine_if_it_is_for_one_of_the_tasks_asked_about() {
    assertThat(verdict("random-forest", "impurity", "variance")).isEmpty();
    assertThat(verdict("random-forest", "impurity", "gini")).isEmpty();
    assertThat(catalogue.verdict("random-forest", Set.of(Task.BINARY), "impurity", "variance"))
        .isPresent();
    assertThat(catalogue.verdict("random-forest", Set.of(Task.REGRESSION), "impurity", "gini"))
        .isPresent();
  }

  @Test
  void a_whole_number_is_set_where_a_real_or_a_long_one_is_wanted() {
    LogisticRegression learner = new LogisticRegression();
    StageParams.set(learner, "regParam", 1);
    StageParams.set(learner, "maxIter", 7);
    assertThat(learner.getRegParam()).isEqualTo(1.0);
    assertThat(learner.getMaxIter()).isEqualTo(7);
    var forest = LearnerType.RANDOM_FOREST.create(Task.BINARY);
    StageParams.set(forest, "seed", 7);
    assertThat(forest.get(forest.getParam("seed")).get()).isEqualTo(7L);
  }
}
