package org.espalier.spec.learners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.espalier.metric.Metric;
import org.espalier.metric.ProblemType;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.Condition;
import org.espalier.space.Configuration;
import org.espalier.space.Constraint;
import org.espalier.space.Dimension;
import org.espalier.space.Domain;
import org.espalier.space.FloatParameter;
import org.espalier.space.IntParameter;
import org.espalier.space.LinearExpression;
import org.espalier.space.Parameter;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.Origins;
import org.espalier.spec.OutputPlan;
import org.espalier.spec.SchedulePlan;
import org.espalier.spec.SearchPlan;
import org.espalier.spec.TuningPlan;
import org.espalier.spec.UsualPlans;
import org.espalier.spec.rows.DataPlan;
import org.espalier.spec.rows.FoldsPlan;
import org.espalier.spec.rows.HeldOutPlan;
import org.espalier.spec.rows.TablePlan;
import org.espalier.testing.FakeCatalogue;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class StudySpaceTest {

  private static final Domain UNIT = range(0, 1);

  private final List<LearnerPlan> learners = new ArrayList<>();
  private Optional<Metric> metric = Optional.empty();
  private final List<Metric> metrics = new ArrayList<>();
  private String sampler = "random";
  private final List<Map<String, Object>> points = new ArrayList<>();
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

  /** The learner added last, with rules between its params. */
  private void rules(
      Map<String, List<Condition>> when,
      List<Constraint.Comparison> constraints,
      List<List<Condition>> forbidden) {
    LearnerPlan last = learners.remove(learners.size() - 1);
    ParamRules rules = new ParamRules(when, constraints, forbidden);
    learners.add(new LearnerPlan(last.name(), last.type(), last.space(), rules, false));
  }

  private void when(String param, Condition... conditions) {
    rules(Map.of(param, List.of(conditions)), List.of(), List.of());
  }

  private static Constraint.Comparison atMost(String left, String right) {
    return new Constraint.Comparison(
        LinearExpression.of(left), Constraint.Relation.AT_MOST, LinearExpression.of(right));
  }

  private StudySpace space() {
    DataPlan data =
        new DataPlan(
            new TablePlan("table.csv", TablePlan.Format.AUTO, Map.of()),
            Map.of(),
            new DataPlan.Target(Optional.of("label"), Optional.empty()),
            List.of(),
            new DataPlan.RowKey(List.of(), DataPlan.Duplicates.TOGETHER),
            new DataPlan.MissingValues(false, List.of()),
            UsualPlans.noRoles(),
            HeldOutPlan.of(0.2));
    StudyPlan plan =
        new StudyPlan(
            "study",
            data,
            new FeaturesPlan.Chosen(),
            learners,
            new StudyPlan.Scoring(metric, metrics),
            new FoldsPlan(FoldsPlan.Rule.HASH, 3, true),
            new TuningPlan(
                42,
                3,
                new SearchPlan(sampler, 20, points, Optional.empty(), Optional.empty(), List.of()),
                new SchedulePlan(
                    minFolds.isPresent() ? "halving" : "full",
                    SchedulePlan.Resource.FOLDS,
                    minFolds,
                    3),
                UsualPlans.budget(),
                UsualPlans.winner(),
                UsualPlans.run(0, 0),
                new Origins("a.conf", Map.of("learners[0].space", "a.conf: 7"))),
            new OutputPlan("out", false));
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
    void an_ordered_choice_where_it_is_one() {
      learner("forest", "random-forest", "numTrees", new Domain.Choice(List.of(10, 20), true));
      assertThat(parameters().get(1))
          .isEqualTo(new ChoiceParameter("forest.numTrees", List.of(10, 20), true));
    }

    @Test
    void a_dimension_for_each_element_of_a_list() {
      learner(
          "logistic",
          "logistic-regression",
          "thresholds",
          new Domain.Elements(List.of(new Domain.Fixed(1), choice(0.5, 2), range(0, 3))));
      assertThat(parameters().subList(1, 4))
          .containsExactly(
              ChoiceParameter.fixed("logistic.thresholds[0]", 1.0),
              new ChoiceParameter("logistic.thresholds[1]", List.of(0.5, 2.0)),
              new FloatParameter("logistic.thresholds[2]", 0, 3, Scale.LINEAR));
      Configuration drawn = space().space().draw(new SplittableRandom(1));
      assertThat(drawn.values().get("logistic.thresholds")).asInstanceOf(LIST).hasSize(3);
    }

    @Test
    void a_choice_between_lists_and_a_fixed_list() {
      learner("a", "logistic-regression", "thresholds", choice(List.of(1, 2), List.of(2, 1)));
      learner("b", "logistic-regression", "thresholds", new Domain.Fixed(List.of(1, 2)));
      assertThat(parameters().get(1).grid()).containsExactly(List.of(1.0, 2.0), List.of(2.0, 1.0));
      assertThat(parameters()).hasSize(2);
    }

    @Test
    void params_that_exist_only_where_others_have_a_value_or_lie_in_a_range() {
      learner(
          "line",
          "linear-regression",
          "epsilon",
          range(2, 3),
          "loss",
          choice("squaredError", "huber"),
          "maxIter",
          range(1, 90));
      rules(
          Map.of(
              "epsilon", List.of(new Condition("loss", "huber")),
              "loss", List.of(Condition.between("maxIter", 50, Double.POSITIVE_INFINITY))),
          List.of(),
          List.of());
      Condition line = new Condition("learner", "line");
      List<Dimension> dimensions = space().space().dimensions();
      assertThat(dimensions)
          .extracting(d -> d.parameter().name())
          .containsExactly("learner", "line.maxIter", "line.loss", "line.epsilon");
      assertThat(dimensions.get(2).conditions())
          .containsExactly(line, Condition.between("line.maxIter", 50, Double.POSITIVE_INFINITY));
      assertThat(dimensions.get(3).conditions())
          .containsExactly(line, new Condition("line.loss", "huber"));
    }

    @Test
    void only_configurations_that_meet_the_constraints() {
      learner(
          "forest",
          "random-forest",
          "maxBins",
          range(2, 40),
          "maxDepth",
          range(1, 9),
          "minInstancesPerNode",
          new Domain.Fixed(3));
      LinearExpression depth = new LinearExpression(Map.of("maxDepth", 2.0), 0);
      LinearExpression bins = new LinearExpression(Map.of("maxBins", 1.0), 0);
      rules(
          Map.of(),
          List.of(
              new Constraint.Comparison(
                  depth.plus(1, "minInstancesPerNode"), Constraint.Relation.AT_MOST, bins)),
          List.of(
              List.of(
                  new Condition("maxDepth", 4.0),
                  Condition.between("maxBins", 20, Double.POSITIVE_INFINITY))));
      SplittableRandom random = new SplittableRandom(1);
      SearchSpace space = space().space();
      for (int i = 0; i < 500; i++) {
        Configuration drawn = space.draw(random);
        double maxDepth = drawn.number("forest.maxDepth");
        double maxBins = drawn.number("forest.maxBins");
        assertThat(2 * maxDepth + 3).isLessThanOrEqualTo(maxBins);
        assertThat(maxDepth == 4 && maxBins >= 20).isFalse();
      }
    }

    @Test
    void configurations_of_the_users_points_with_defaults_for_what_they_leave_out() {
      learner("forest", "random-forest", "maxDepth", range(2, 8), "numTrees", range(10, 60));
      learner(
          "line",
          "linear-regression",
          "epsilon",
          range(1.2, 3),
          "imputer.strategy",
          choice("mean", "median"),
          "loss",
          choice("squaredError", "huber"));
      when("epsilon", new Condition("loss", "huber"));
      points.add(Map.of("learner", "forest", "numTrees", "40"));
      points.add(Map.of("learner", "line", "imputer.strategy", "mean"));
      points.add(Map.of("learner", "line", "loss", "huber", "epsilon", 2));
      assertThat(space().points().stream().map(c -> c.values().toString()))
          .containsExactly(
              "{learner=forest, forest.maxDepth=5, forest.numTrees=40}",
              "{learner=line, line.loss=squaredError, line.imputer.strategy=mean}",
              "{learner=line, line.loss=huber, line.epsilon=2.0, line.imputer.strategy=median}");
      assertThat(space().points()).allMatch(space().space()::contains);
    }

    @Test
    void a_point_of_the_only_learner_and_of_a_list() {
      Domain list = new Domain.Elements(List.of(range(0, 1), range(0, 1)));
      learner("a", "logistic-regression", "thresholds", list);
      points.add(Map.of("thresholds", List.of(0.25, 1)));
      assertThat(space().points().get(0).values().get("a.thresholds"))
          .isEqualTo(List.of(0.25, 1.0));
    }

    @Test
    void tasks_that_all_learners_can_do_and_the_metric_can_judge() {
      learner("forest", "random-forest");
      assertThat(space().tasks())
          .containsExactly(ProblemType.BINARY, ProblemType.MULTICLASS, ProblemType.REGRESSION);
      metric = Optional.of(Metric.F1);
      assertThat(space().tasks()).containsExactly(ProblemType.BINARY, ProblemType.MULTICLASS);
      learner("boost", "gradient-boosted-trees");
      assertThat(space().tasks()).containsExactly(ProblemType.BINARY);
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
              + " logistic-regression, linear-regression, random-forest, gradient-boosted-trees,"
              + " xgboost, als, k-means",
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
              + " threshold, thresholds, tol");
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
      String line = "must be a whole number, but is ";
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
          "a.conf: 7: learners[0].space.minInstancesPerNode: "
              + line
              + "1.0E10; it goes from -2,147,483,648 to 2,147,483,647",
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
          choice(0, "some", Double.NaN, "20%"),
          "maxDepth",
          choice("2..8"));
      refused(
          "a.conf: 7: learners[0].space.bootstrap: must be true or false, but is maybe",
          "a.conf: 7: learners[0].space.featureSubsetStrategy: must be a text, but is true",
          "a.conf: 7: learners[0].space.minInfoGain: must be a finite number, but is some",
          "a.conf: 7: learners[0].space.minInfoGain: must be a finite number, but is NaN",
          "a.conf: 7: learners[0].space.minInfoGain: must be a finite number, but is 20%;"
              + " did you mean 0.2?",
          "a.conf: 7: learners[0].space.maxDepth: must be a whole number, but is 2..8;"
              + " a range is { from = 2, to = 8 }");
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
      assertThat(space().tasks()).contains(ProblemType.REGRESSION);
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
          "a.conf: metric: 'rmse' is a metric for regression, but logistic-regression does binary"
              + " classification and multiclass classification; known metrics for that:"
              + " area-under-roc, area-under-pr, accuracy, f1, log-loss, …");
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
    void a_list_where_none_is_taken_and_one_that_mllib_refuses() {
      Domain list = new Domain.Elements(List.of(range(-1, 1), new Domain.Fixed(1)));
      learner("a", "logistic-regression", "regParam", list, "thresholds", list);
      learner("b", "logistic-regression", "thresholds", choice(0.5, 1), "tol", UNIT);
      refused(
          "a.conf: learners[1].space.thresholds: must be a list of finite numbers, but is 0.5;"
              + " a list of lists is a choice, { elements = [ … ] } one list",
          "a.conf: learners[1].space.thresholds: must be a list of finite numbers, but is 1;"
              + " a list of lists is a choice, { elements = [ … ] } one list",
          "a.conf: 7: learners[0].space.regParam: is a list, but 'regParam' takes a finite number",
          "a.conf: 7: learners[0].space.thresholds: must be at least 0 each, but is [-1.0, 1.0]");
    }

    @Test
    void conditions_on_what_is_not_there_or_never_so() {
      learner(
          "line",
          "linear-regression",
          "epsilon",
          range(2, 3),
          "loss",
          choice("squaredError", "huber"),
          "maxIter",
          range(1, 90),
          "solver",
          new Domain.Fixed("auto"));
      when(
          "epsilon",
          new Condition("los", "huber"),
          new Condition("loss", "hubber"),
          new Condition("maxIter", 100),
          Condition.between("maxIter", 90.5, 95),
          new Condition("solver", "auto"),
          Condition.between("loss", 0, 1));
      String epsilon = "a.conf: 7: learners[0].space.epsilon.when.";
      refused(
          epsilon + "los: 'los' is not searched here; did you mean 'loss'?",
          epsilon + "loss: 'loss' is never hubber; did you mean 'huber'?",
          epsilon + "maxIter: 'maxIter' is never 100; it goes from 1 to 90",
          epsilon + "maxIter: 'maxIter' is never from 90.5 to 95.0",
          epsilon + "solver: 'solver' has the same value in every trial; name a param that varies",
          epsilon + "loss: 'loss' is never from 0.0 to 1.0");
    }

    @Test
    void conditions_that_go_round_in_a_circle() {
      learner("line", "linear-regression", "epsilon", range(2, 3), "maxIter", range(1, 90));
      rules(
          Map.of(
              "epsilon", List.of(Condition.between("maxIter", 5, 9)),
              "maxIter", List.of(Condition.between("epsilon", 2, 2.5))),
          List.of(),
          List.of());
      refused("a.conf: 7: learners[0].space.epsilon.when: depends on itself: epsilon, maxIter");
    }

    @Test
    void constraints_on_what_is_not_there_or_no_number_or_that_leave_nothing() {
      learner(
          "line",
          "linear-regression",
          "loss",
          choice("squaredError", "huber"),
          "maxIter",
          range(1, 90),
          "regParam",
          range(0, 1));
      rules(
          Map.of(),
          List.of(atMost("maxItr", "regParam"), atMost("loss", "regParam")),
          List.of(List.of(new Condition("loss", "none"))));
      refused(
          "a.conf: learners[0].constraints[0]: 'maxItr' is not searched here;"
              + " did you mean 'maxIter'?",
          "a.conf: learners[0].constraints[1]: 'loss' has values that are not numbers",
          "a.conf: learners[0].forbidden[0].loss: 'loss' is never none;"
              + " one of squaredError, huber");
      rules(Map.of(), List.of(atMost("maxIter", "regParam")), List.of());
      assertThatThrownBy(StudySpaceTest.this::space)
          .hasMessageStartingWith(
              "a.conf: learners[0].constraints: none of 10,000 random configurations meets all"
                  + " constraints, and 10,000 break 'maxIter <= regParam'; loosen it, or widen");
    }

    @Test
    void points_that_are_none_of_the_space() {
      learner(
          "forest",
          "random-forest",
          "maxBins",
          range(40, 64),
          "maxDepth",
          range(2, 8),
          "numTrees",
          new Domain.Fixed(20));
      learner(
          "line",
          "linear-regression",
          "epsilon",
          range(1.2, 3),
          "loss",
          choice("squaredError", "huber"));
      when("epsilon", new Condition("loss", "huber"));
      points.add(Map.of("maxDepth", 3));
      points.add(Map.of("learner", "forrest"));
      points.add(Map.of("learner", "forest", "maxBins", 64, "maxDeth", 3));
      points.add(Map.of("learner", "forest", "maxBins", 64, "numTrees", 20));
      points.add(Map.of("learner", "forest", "maxBins", 64, "maxDepth", 2.5));
      points.add(Map.of("learner", "forest", "maxBins", 64, "maxDepth", 9));
      points.add(Map.of("learner", "forest", "maxDepth", 3));
      points.add(Map.of("learner", "line", "loss", "none"));
      points.add(Map.of("learner", "line", "epsilon", 2));
      refused(
          "a.conf: search.start-points[0].learner: is missing; one of forest, line",
          "a.conf: search.start-points[1].learner: 'forrest' is not a learner of this study;"
              + " did you mean 'forest'?",
          "a.conf: search.start-points[2].maxDeth: is not searched with forest;"
              + " did you mean 'maxDepth'?",
          "a.conf: search.start-points[3].numTrees: has the same value in every trial; leave it"
              + " out",
          "a.conf: search.start-points[4].maxDepth: must be a whole number, but is 2.5",
          "a.conf: search.start-points[5].maxDepth: is 9, which is not searched; it goes from 2 to"
              + " 8",
          "a.conf: search.start-points[6]: lacks maxBins, whose default, 32, is not searched;"
              + " it goes from 40 to 64",
          "a.conf: search.start-points[7].loss: is none, which is not searched;"
              + " one of squaredError, huber",
          "a.conf: search.start-points[8].epsilon: does not exist with the other values of this"
              + " point");
    }

    @Test
    void a_point_that_breaks_a_constraint() {
      learner("line", "linear-regression", "maxIter", range(1, 90), "regParam", range(0, 60));
      rules(Map.of(), List.of(atMost("maxIter", "regParam")), List.of());
      points.add(Map.of("maxIter", 50, "regParam", 20));
      refused("a.conf: search.start-points[0]: breaks 'maxIter <= regParam'");
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
          "a.conf: learners[1].space.maxDepth: is a range without grid values;"
              + " give it step or points, or a list of choices, for a grid",
          "a.conf: schedule.min-resource: must be at most the number of folds, 3, but is 4",
          "a.conf: learners[1].space.maxDepth: Parameter 'maxDepth': from (8) must be below"
              + " to (2).",
          "a.conf: 7: learners[0].space.maxDepth: is a range without grid values;"
              + " give it step or points, or a list of choices, for a grid");
    }

    @Test
    void metrics_beside_the_objective_that_do_not_judge_what_is_learned() {
      learner("forest", "random-forest");
      metric = Optional.of(Metric.F1);
      metrics.add(Metric.ACCURACY);
      metrics.add(Metric.RMSE);
      assertThatThrownBy(StudySpaceTest.this::space)
          .hasMessageStartingWith(
              "a.conf: metrics[1]: 'rmse' is a metric for regression, but the learners do binary"
                  + " classification and multiclass classification; known metrics for that: ");
    }

    @Test
    void an_evaluator_of_a_class_that_is_not_there() {
      learner("forest", "random-forest");
      metric = Optional.of(Metric.ofClass("com.acme.Profit"));
      refused(
          "a.conf: metric: there is no class 'com.acme.Profit' on the class path;"
              + " give a class that extends Evaluator, or a metric's name");
    }
  }
}
