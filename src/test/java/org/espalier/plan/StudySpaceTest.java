package org.espalier.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.Condition;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.IntParameter;
import org.espalier.space.Parameter;
import org.espalier.space.Scale;
import org.espalier.testing.FakeCatalogue;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class StudySpaceTest {

  private static final Domain UNIT = range(0, 1);

  private final List<LearnerPlan> learners = new ArrayList<>();
  private Optional<Metric> metric = Optional.empty();
  private String sampler = "random";
  private OptionalLong minFolds = OptionalLong.empty();

  private static Domain range(Number from, Number to) {
    return range(from, to, Optional.empty(), OptionalInt.empty());
  }

  private static Domain range(Number from, Number to, Optional<Number> step, OptionalInt points) {
    return new Domain.Range(from, to, Scale.LINEAR, step, points);
  }

  private static Domain choice(Object... values) {
    return new Domain.Choice(List.of(values));
  }

  private void learner(String name, String type, Object... space) {
    Map<String, Domain> domains = new LinkedHashMap<>();
    for (int i = 0; i < space.length; i += 2) {
      domains.put((String) space[i], (Domain) space[i + 1]);
    }
    learners.add(new LearnerPlan(name, type, domains));
  }

  private StudySpace space() {
    DataPlan data =
        new DataPlan(
            "table.csv",
            DataPlan.Format.AUTO,
            Map.of(),
            "label",
            Optional.empty(),
            List.of(),
            List.of(),
            DataPlan.Duplicates.TOGETHER,
            false,
            0.2);
    StudyPlan plan =
        new StudyPlan(
            "study",
            42,
            data,
            learners,
            metric,
            new FoldsPlan(FoldsPlan.Rule.HASH, 3, true),
            new SearchPlan(sampler, 10),
            new SchedulePlan(
                minFolds.isPresent() ? "halving" : "full",
                SchedulePlan.Resource.FOLDS,
                minFolds,
                3),
            new BudgetPlan(Optional.empty(), 3),
            new RunPlan(0, 0),
            new OutputPlan("out", false),
            new Origins("a.conf", Map.of("learners[0].space", "a.conf: 7")));
    return StudySpace.of(plan, new FakeCatalogue());
  }

  private List<Parameter> parameters() {
    return space().space().dimensions().stream().map(Dimension::parameter).toList();
  }

  private void refused(String... lines) {
    assertThatThrownBy(this::space)
        .isInstanceOf(InvalidStudyException.class)
        .hasMessage(String.join("\n", lines));
  }

  @Nested
  class Makes {

    @Test
    void a_choice_of_learners_and_under_each_its_params() {
      learner("forest", "random-forest", "maxDepth", range(2, 8), "numTrees", choice(10, 20));
      learner("logistic", "logistic-regression", "regParam", range(0, 1), "tol", choice(1e-6, 1));

      List<Condition> forest = List.of(new Condition("learner", "forest"));
      List<Condition> logistic = List.of(new Condition("learner", "logistic"));
      assertThat(space().space().dimensions())
          .containsExactly(
              Dimension.always(new ChoiceParameter("learner", List.of("forest", "logistic"))),
              new Dimension(new IntParameter("forest.maxDepth", 2, 8, Scale.LINEAR), forest),
              new Dimension(new ChoiceParameter("forest.numTrees", List.of(10, 20)), forest),
              new Dimension(new FloatParameter("logistic.regParam", 0, 1, Scale.LINEAR), logistic),
              new Dimension(new ChoiceParameter("logistic.tol", List.of(1e-6, 1.0)), logistic));
    }

    @Test
    void each_learners_own_defaults_of_what_is_searched_in_the_order_of_the_plan() {
      learner("forest", "random-forest", "numTrees", range(1, 9), "impurity", choice("gini"));
      learner("boost", "gradient-boosted-trees", "imputer.strategy", choice("mean", "median"));

      assertThat(space().defaults().stream().map(c -> c.values().toString()))
          .containsExactly(
              "{learner=forest, forest.numTrees=20}",
              "{learner=boost, boost.imputer.strategy=median}");
    }

    @Test
    void no_dimension_of_what_is_fixed() {
      learner("forest", "random-forest", "numTrees", new Domain.Fixed(50));
      assertThat(parameters()).hasSize(1);
      assertThat(space().defaults().get(0).values()).containsOnlyKeys("learner");
    }

    @Test
    void ranges_with_steps_or_points_of_the_params_own_type() {
      learner(
          "logistic",
          "logistic-regression",
          "maxIter",
          range(10, 50L, Optional.of(20.0), OptionalInt.empty()),
          "regParam",
          range(1, 2, Optional.empty(), OptionalInt.of(3)));
      assertThat(parameters().subList(1, 3))
          .containsExactly(
              new IntParameter("logistic.maxIter", 10, 50, Scale.LINEAR, 20, 0),
              new FloatParameter("logistic.regParam", 1, 2, Scale.LINEAR, 0, 3));
    }

    @Test
    void choices_of_the_params_own_type() {
      learner(
          "forest",
          "random-forest",
          "bootstrap",
          choice(true, "false"),
          "featureSubsetStrategy",
          choice("auto", 0.5),
          "maxDepth",
          choice(5.0, "6"),
          "seed",
          choice(1, 1L << 40));
      assertThat(parameters().stream().skip(1).map(Parameter::grid))
          .containsExactly(
              List.of(true, false), List.of("auto", "0.5"), List.of(5, 6), List.of(1L, 1L << 40));
    }

    @Test
    void tasks_that_all_learners_can_do_and_the_metric_can_judge() {
      learner("forest", "random-forest");
      assertThat(space().tasks()).containsExactly(Task.values());
      metric = Optional.of(Metric.F1);
      assertThat(space().tasks()).containsExactly(Task.BINARY, Task.MULTICLASS);
      learner("boost", "gradient-boosted-trees");
      assertThat(space().tasks()).containsExactly(Task.BINARY);
    }
  }

  @Nested
  class Refuses {

    @Test
    void all_problems_at_once_each_at_its_place() {
      learner("forest", "random-forest", "numTres", UNIT, "maxDepth", range(5, 31));
      learner("svm", "suport-vectors");
      refused(
          "a.conf: learners[1].type: 'suport-vectors' is not a learner; one of"
              + " logistic-regression, linear-regression, random-forest, gradient-boosted-trees",
          "a.conf: 7: learners[0].space.numTres: is not a param of random-forest;"
              + " did you mean 'numTrees'?",
          "a.conf: 7: learners[0].space.maxDepth: must be in [0, 30], but is 31");
    }

    @Test
    void an_unknown_learner_with_a_near_name() {
      learner("forest", "random-forrest");
      refused(
          "a.conf: learners[0].type: 'random-forrest' is not a learner;"
              + " did you mean 'random-forest'?");
    }

    @Test
    void an_unknown_param_with_the_known_ones() {
      learner("logistic", "logistic-regression", "numTrees", UNIT);
      refused(
          "a.conf: 7: learners[0].space.numTrees: is not a param of logistic-regression; one of"
              + " elasticNetParam, family, fitIntercept, maxIter, regParam, standardization,"
              + " threshold, tol");
    }

    @Test
    void an_unknown_feature_stage_and_an_unknown_param_of_a_known_one() {
      learner("forest", "random-forest", "inputer.strategy", UNIT, "imputer.strat", UNIT);
      refused(
          "a.conf: 7: learners[0].space.inputer.strategy: 'inputer' is not a feature stage;"
              + " did you mean 'imputer'?",
          "a.conf: 7: learners[0].space.imputer.strat: is not a param of imputer;"
              + " one of strategy");
    }

    @Test
    void a_fraction_for_a_whole_number_wherever_it_stands() {
      String line =
          "must be a whole number from -2147483648 to 2147483647, but is %s".replace("%s", "");
      learner(
          "forest",
          "random-forest",
          "maxBins",
          range(2, 8, Optional.of(1.5), OptionalInt.empty()),
          "maxDepth",
          range(2.5, 8),
          "minInstancesPerNode",
          new Domain.Fixed(1e10),
          "numTrees",
          choice(10, 2.5));
      refused(
          "a.conf: 7: learners[0].space.maxBins: " + line + "1.5",
          "a.conf: 7: learners[0].space.maxDepth: " + line + "2.5",
          "a.conf: 7: learners[0].space.minInstancesPerNode: " + line + "1.0E10",
          "a.conf: 7: learners[0].space.numTrees: " + line + "2.5");
    }

    @Test
    void a_value_of_another_type() {
      learner(
          "forest",
          "random-forest",
          "bootstrap",
          choice(true, "maybe"),
          "featureSubsetStrategy",
          new Domain.Fixed(true),
          "minInfoGain",
          choice(0, "some", Double.NaN));
      refused(
          "a.conf: 7: learners[0].space.bootstrap: must be true or false, but is maybe",
          "a.conf: 7: learners[0].space.featureSubsetStrategy: must be a text, but is true",
          "a.conf: 7: learners[0].space.minInfoGain: must be a finite number, but is some",
          "a.conf: 7: learners[0].space.minInfoGain: must be a finite number, but is NaN");
    }

    @Test
    void what_mllib_refuses_of_a_choice_a_fixed_value_and_either_end() {
      learner(
          "boost",
          "gradient-boosted-trees",
          "impurity",
          choice("variance", "mean"),
          "maxDepth",
          new Domain.Fixed(-1),
          "stepSize",
          range(-1, 2));
      metric = Optional.of(Metric.RMSE);
      refused(
          "a.conf: 7: learners[0].space.impurity: must be gini or entropy for classes, variance for"
              + " regression, but is mean",
          "a.conf: 7: learners[0].space.maxDepth: must be in [0, 30], but is -1",
          "a.conf: 7: learners[0].space.stepSize: must be in (0, 1], but is -1.0",
          "a.conf: 7: learners[0].space.stepSize: must be in (0, 1], but is 2.0");
    }

    @Test
    void what_mllib_refuses_for_every_task_that_is_left() {
      learner("forest", "random-forest", "impurity", choice("variance"));
      assertThat(space().tasks()).contains(Task.REGRESSION);
      metric = Optional.of(Metric.ACCURACY);
      refused(
          "a.conf: 7: learners[0].space.impurity: must be gini or entropy for classes, variance for"
              + " regression, but is variance");
    }

    @Test
    void a_range_of_what_has_no_order() {
      learner("forest", "random-forest", "bootstrap", UNIT, "impurity", UNIT, "seed", UNIT);
      refused(
          "a.conf: 7: learners[0].space.bootstrap: is a range, but 'bootstrap' takes true or"
              + " false; give a list of choices",
          "a.conf: 7: learners[0].space.impurity: is a range, but 'impurity' takes a text;"
              + " give a list of choices",
          "a.conf: 7: learners[0].space.seed: is a range, but 'seed' takes a whole number;"
              + " give a list of choices");
    }

    @Test
    void choices_that_are_equal_as_values_of_the_param() {
      learner("logistic", "logistic-regression", "regParam", choice(1, 1.0));
      refused(
          "a.conf: 7: learners[0].space.regParam: must be different choices, but is [1.0, 1.0]");
    }

    @Test
    void a_metric_that_cannot_judge_a_learner() {
      learner("forest", "random-forest");
      learner("logistic", "logistic-regression");
      metric = Optional.of(Metric.RMSE);
      refused(
          "a.conf: metric: 'rmse' judges regression, but logistic-regression does binary"
              + " classification and multiclass classification; known metrics for that:"
              + " area-under-roc, area-under-pr, accuracy, f1, log-loss");
    }

    @Test
    void learners_without_a_common_task() {
      learner("linear", "linear-regression");
      learner("logistic", "logistic-regression");
      refused(
          "a.conf: learners: have no task in common; linear-regression does regression,"
              + " logistic-regression does binary classification and multiclass classification");
    }

    @Test
    void what_contradicts_itself_in_a_plan_made_by_code() {
      learner("forest", "random-forest", "maxDepth", range(2, 8));
      learner("forest", "random-forest", "maxDepth", range(8, 2));
      sampler = "grid";
      minFolds = OptionalLong.of(4);
      refused(
          "a.conf: learners[1].name: 'forest' is the name of learners[0] too;"
              + " give each learner a name of its own",
          "a.conf: 7: learners[0].space.maxDepth: is a range without grid values;"
              + " a grid needs step or points, or a list of choices",
          "a.conf: learners[1].space.maxDepth: is a range without grid values;"
              + " a grid needs step or points, or a list of choices",
          "a.conf: schedule.min: must be at most the number of folds, 3, but is 4",
          "a.conf: learners[1].space.maxDepth: Parameter 'forest.maxDepth': from (8) must be below"
              + " to (2).");
    }
  }
}
