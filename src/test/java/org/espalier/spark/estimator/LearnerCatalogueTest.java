package org.espalier.spark.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.classification.OneVsRest;
import org.apache.spark.ml.clustering.KMeans;
import org.espalier.learner.LearnerDescriptor;
import org.espalier.learner.MllibLearners;
import org.espalier.metric.ProblemType;
import org.espalier.spark.stage.StageParams;
import org.espalier.spec.learners.ClassPathCatalogue;
import org.espalier.spec.learners.ClassPathCatalogue.ParamType;
import org.espalier.spec.learners.ClassPathCatalogue.Stage;
import org.espalier.spec.learners.LearnerPlan;
import org.espalier.spec.learners.Learners;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Needs no session. */
final class LearnerCatalogueTest {

  private static final Set<ProblemType> ALL = EnumSet.allOf(ProblemType.class);

  private final ClassPathCatalogue catalogue = new LearnerCatalogue();

  private Stage learner(String type) {
    return catalogue.learner(type).orElseThrow();
  }

  private Stage stage(String name) {
    return catalogue.featureStages().stream().filter(s -> s.name().equals(name)).findFirst().get();
  }

  private Optional<String> verdict(String stage, String param, Object value) {
    return catalogue.learner(stage).orElseGet(() -> stage(stage)).verdict(ALL, param, value);
  }

  @Test
  void learners_have_the_tasks_that_mllib_can_do() {
    List<String> types = new ArrayList<>();
    MllibLearners.ALL.forEach(learner -> types.add(learner.type()));
    types.addAll(List.of("xgboost", "one-vs-rest"));
    assertThat(catalogue.learners()).isEqualTo(types);
    assertThat(learner("logistic-regression").tasks())
        .containsOnly(ProblemType.BINARY, ProblemType.MULTICLASS);
    assertThat(learner("random-forest").tasks())
        .containsOnly(ProblemType.BINARY, ProblemType.MULTICLASS, ProblemType.REGRESSION);
    assertThat(learner("gradient-boosted-trees").tasks()).doesNotContain(ProblemType.MULTICLASS);
    assertThat(catalogue.learner("perceptron")).isEmpty();
    assertThatThrownBy(
            () -> LearnerType.of("linear-regression").orElseThrow().create(ProblemType.BINARY))
        .hasMessage("linear-regression cannot do binary classification.");
  }

  @Test
  void a_class_is_fitted_as_the_learner_says_that_has_it_or_its_twin() {
    assertThat(Learners.known().ofFitted(MultilayerPerceptronClassifier.class))
        .hasValueSatisfying(
            learner -> assertThat(learner.fits().unread()).containsExactly("thresholds"));
    assertThat(Learners.known().ofEstimator(MultilayerPerceptronClassifier.class)).isEmpty();
    assertThat(Learners.known().ofFitted(String.class)).isEmpty();
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
        .containsExactly("imputer", "indexer", "one-hot", "scaler", "hashing", "idf");
    assertThat(stage("imputer").param("strategy").orElseThrow().defaultValue()).hasValue("median");
    assertThat(stage("scaler").param("withMean").orElseThrow().defaultValue()).hasValue(false);
  }

  @Test
  void columns_and_what_wires_a_pipeline_are_no_params() {
    List<Stage> all = new ArrayList<>(catalogue.featureStages());
    catalogue.learners().forEach(type -> all.add(learner(type)));
    for (Stage stage : all) {
      assertThat(stage.params())
          .extracting(ClassPathCatalogue.Param::name)
          .isNotEmpty()
          .noneMatch(name -> name.endsWith("Col") || name.endsWith("Cols"))
          .doesNotContain("handleInvalid", "missingValue", "lowerBoundsOnCoefficients");
    }
  }

  @Test
  void arrays_are_lists() {
    Stage logistic = learner("logistic-regression");
    assertThat(logistic.param("thresholds").orElseThrow().type()).isEqualTo(ParamType.FLOATS);
    Set<ProblemType> binary = Set.of(ProblemType.BINARY);
    assertThat(learner("logistic-regression").verdict(binary, "thresholds", List.of(0.4, 0.6)))
        .isEmpty();
    assertThat(learner("logistic-regression").verdict(binary, "thresholds", List.of(-1.0, 2.0)))
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
  }

  @Test
  void a_value_is_fine_if_it_is_for_one_of_the_tasks_asked_about() {
    assertThat(verdict("random-forest", "impurity", "variance")).isEmpty();
    assertThat(verdict("random-forest", "impurity", "gini")).isEmpty();
    assertThat(learner("random-forest").verdict(Set.of(ProblemType.BINARY), "impurity", "variance"))
        .isPresent();
    assertThat(learner("random-forest").verdict(Set.of(ProblemType.REGRESSION), "impurity", "gini"))
        .isPresent();
  }

  @Test
  void a_whole_number_is_set_where_a_real_or_a_long_one_is_wanted() {
    LogisticRegression learner = new LogisticRegression();
    StageParams.set(learner, "regParam", 1);
    StageParams.set(learner, "maxIter", 7);
    assertThat(learner.getRegParam()).isEqualTo(1.0);
    assertThat(learner.getMaxIter()).isEqualTo(7);
    var forest = LearnerType.of("random-forest").orElseThrow().create(ProblemType.BINARY);
    StageParams.set(forest, "seed", 7);
    assertThat(forest.get(forest.getParam("seed")).get()).isEqualTo(7L);
  }

  @Test
  void a_classifier_for_two_classes_is_wrapped_for_many() {
    String type = LearnerPlan.oneVsRest("gradient-boosted-trees");
    assertThat(learner(type).tasks()).containsExactly(ProblemType.MULTICLASS);
    assertThat(learner(type).param("maxIter")).isPresent();
    assertThat(learner("one-vs-rest").param("elasticNetParam")).isPresent();
    assertThat(catalogue.learner(LearnerPlan.oneVsRest("linear-regression"))).isEmpty();
    assertThat(catalogue.objection(LearnerPlan.oneVsRest("linear-regression")))
        .isEqualTo("'linear-regression' is not a binary classifier, which one-vs-rest needs");
    assertThat(catalogue.objection(LearnerPlan.oneVsRest("svm")))
        .isEqualTo("'svm' is not a learner");
  }

  /** Has no constructor without arguments. */
  public static final class Wired extends LogisticRegression {
    private static final long serialVersionUID = 1;

    public Wired(String uid, int size) {
      super(uid + size);
    }
  }

  @Test
  void any_other_estimator_is_given_by_its_class() {
    String known = "org.apache.spark.ml.regression.RandomForestRegressor";
    assertThat(learner(known).tasks()).containsExactly(ProblemType.REGRESSION);
    assertThat(learner(known).param("numTrees").orElseThrow().defaultValue()).hasValue(20);
    assertThat(learner(known).verdict(ALL, "maxDepth", 31)).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "com.acme.Learner, there is no class 'com.acme.Learner' on the class path",
    "java.lang.String, class 'java.lang.String' is not a Spark ML Estimator",
    "org.apache.spark.ml.classification.Classifier, class"
        + " 'org.apache.spark.ml.classification.Classifier' is abstract",
    "org.apache.spark.ml.feature.StringIndexer, class"
        + " 'org.apache.spark.ml.feature.StringIndexer' learns no prediction from features",
    "org.espalier.spark.estimator.LearnerCatalogueTest$Wired, class"
        + " 'org.espalier.spark.estimator.LearnerCatalogueTest$Wired' has no public constructor"
        + " without arguments",
  })
  void a_class_that_cannot_be_learned_with_is_refused(String type, String says) {
    assertThat(catalogue.learner(type)).isEmpty();
    assertThat(catalogue.objection(type)).startsWith(says);
  }

  @Test
  void each_learner_of_mllib_has_a_descriptor_that_its_classes_bear_out() {
    for (LearnerDescriptor learner : MllibLearners.ALL) {
      assertThat(new DescriptorCheck(learner, "here").problems()).as(learner.type()).isEmpty();
      assertThat(learner.space()).as(learner.type()).isNotEmpty();
    }
  }

  @Test
  void a_metric_may_be_the_class_of_an_evaluator_that_can_be_made() {
    LearnerCatalogue all = new LearnerCatalogue();
    String evaluators = "org.apache.spark.ml.evaluation.";
    assertThat(all.evaluatorObjection(evaluators + "RegressionEvaluator")).isEmpty();
    assertThat(all.evaluatorObjection(evaluators + "Evaluator"))
        .hasValue("class '%sEvaluator' is abstract".formatted(evaluators));
    assertThat(all.evaluatorObjection("java.lang.String"))
        .hasValue("class 'java.lang.String' is not a Spark ML Evaluator");
    assertThat(all.evaluatorObjection("com.acme.None"))
        .hasValue("there is no class 'com.acme.None' on the class path");
  }

  @Test
  void an_estimator_without_a_label_finds_clusters() {
    assertThat(learner(KMeans.class.getName()).tasks()).containsExactly(ProblemType.CLUSTERING);
  }

  @Test
  void a_classifier_against_the_rest_is_wrapped_and_any_other_learner_is_itself() {
    LogisticRegression classifier = new LogisticRegression();
    assertThat(LearnerType.of("one-vs-rest(logistic-regression)").orElseThrow().around(classifier))
        .isInstanceOfSatisfying(
            OneVsRest.class, wrapper -> assertThat(wrapper.getClassifier()).isSameAs(classifier));
    assertThat(LearnerType.of("logistic-regression").orElseThrow().around(classifier))
        .isSameAs(classifier);
  }
}
