package org.espalier.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.espalier.search.Refinement;
import org.espalier.space.Configuration;
import org.espalier.spec.learners.Simplicity;
import org.espalier.spec.learners.StudySpace;
import org.junit.jupiter.api.Test;

/** What is said about the settings of a study of a function. */
final class FunctionSettingsTest {

  private static FunctionTuner tuner() {
    return new FunctionTuner().setSpace(new FunctionSpace().addFloat("x", 0, 1));
  }

  @Test
  void all_problems_are_told_at_once() {
    FunctionSpace space =
        new FunctionSpace()
            .addFloat("lr", 0, 1, "log")
            .addInt("layers", 3, 1)
            .addFloat("x", 0, 1, "cubic")
            .addChoice("opt", "sgd", "sgd");
    List<String> problems =
        new FunctionTuner()
            .setSpace(space)
            .setSampler("randm")
            .setDirection("up")
            .setTrials(-1)
            .setEta(1)
            .setTimeout(Double.NaN)
            .setStateLimit("64")
            .problems();
    assertThat(problems)
        .contains(
            "space: lr: a log scale needs from > 0, but from is 0.0",
            "space: layers: from (3) must be below to (1)",
            "space: x: scale: 'cubic' is not known; use linear, log or reverse-log",
            "direction: must be minimize or maximize, but is 'up'",
            "sampler: must be grid, one-at-a-time, random, sobol, tpe, gp, auto, policy-gradient,"
                + " annealing or fmqa, but is 'randm'; did you mean 'random'?",
            "trials: must be 0 or a whole number of at least 1, but is -1",
            "eta: must be a whole number of at least 2, but is 1",
            "timeout: must be 0 or a number above 0, but is NaN",
            "stateLimit: must be a size above zero with its unit, but is '64'; for example 512 MiB"
                + " or 2 GiB")
        .hasSize(10);
  }

  @Test
  void a_size_of_an_earlier_plan_is_a_number_of_mebibytes() {
    FunctionTuner tuner = tuner().setStateLimit("64m");
    assertThat(tuner.settings().stateLimit()).isEqualTo(64L << 20);
    assertThat(tuner().settings().stateLimit()).isEqualTo(2L << 30);
    assertThat(tuner.plan()).contains("state-limit = \"64 MiB\"");
    String earlier = tuner.plan().replace("\"64 MiB\"", "64");
    assertThat(new FunctionTuner().setPlan(earlier).get("stateLimit")).isEqualTo("64 MiB");
  }

  @Test
  void what_contradicts_each_other_is_told() {
    assertThat(tuner().problems()).isEmpty();
    assertThat(new FunctionTuner().problems())
        .containsExactly("space: has no parameter; add at least one");
    assertThat(tuner().setScheduler("asha").problems())
        .containsExactly(
            "scheduler: 'asha' gives better trials more steps or folds, but there is one step and"
                + " one fold; raise maxResource or folds, or set scheduler = full");
    assertThat(tuner().setScheduler("racing").problems())
        .containsExactly("folds: is 1, but 'racing' evaluates fold by fold; set 2 or more");
    assertThat(tuner().setScheduler("pbt").problems())
        .containsExactly(
            "maxResource: is 1, but 'pbt' ends each generation after some steps; set it to the steps of a full training");
    assertThat(tuner().setScheduler("pbt").setMaxResource(9).setPerturb("x, y").problems())
        .containsExactly("perturb: 'y' is not searched; did you mean 'x'?");
    assertThat(tuner().setPerturb("x").problems())
        .containsExactly(
            "perturb: is set, but scheduler is full; leave it out, or set the scheduler pbt");
    assertThat(
            new FunctionTuner()
                .setSpace(new FunctionSpace().addInt("layers", 1, 3))
                .setScheduler("pbt")
                .setMaxResource(9)
                .problems())
        .containsExactly(
            "perturb: is auto, and the space has no range of real numbers; the names of parameters"
                + " that a state allows to change");
    assertThat(tuner().setMinResource(3).setMaxResource(2).problems())
        .containsExactly("minResource: is 3, but maxResource is 2; set at most as much");
    assertThat(tuner().setSampler("grid").problems())
        .containsExactly(
            "space: x: is a range without points; give it points, or list choices, for a grid");
    assertThat(tuner().setScheduler("bohb").setFolds(3).setSampler("random").problems())
        .containsExactly(
            "sampler: is random, but scheduler = bohb searches with tpe; leave it out, or take"
                + " scheduler = hyperband");
  }

  @Test
  void a_plan_is_read_from_its_text_as_it_was() {
    FunctionTuner tuner =
        new FunctionTuner()
            .setSpace(
                new FunctionSpace()
                    .addFloat("lr", 1e-5, 0.1, "log")
                    .addInt("layers", 1, 9, "linear", 2, 0)
                    .addChoice("kind", "sgd", 2, 0.5, true, List.of(3, 4))
                    .addFloat("momentum", 0, 0.99)
                    .when("kind", "sgd", 2))
            .setTrials(7)
            .setSeed(1L << 40)
            .setTargetScore(3)
            .setTimeout(60)
            .setWinnerRule("one-standard-error")
            .setSimplicity("layers")
            .setStartPoints(List.of(Map.of("lr", 0.01, "layers", 3, "kind", true)))
            .setThen(
                Refinement.random(4, Map.of("lr", 0.5)), Refinement.grid(Map.of("layers", 2.0)));
    String text = tuner.plan();
    FunctionTuner read = new FunctionTuner().setPlan(text);
    assertThat(read.plan()).isEqualTo(text);
    assertThat(read.settings().space().space()).isEqualTo(tuner.settings().space().space());
    assertThat(FunctionPlan.of(read.settings()).asked())
        .isEqualTo(FunctionPlan.of(tuner.settings()).asked());
    assertThat(text)
        .isEqualTo(
            """
            seed = 1099511627776
            search {
              trials = 7
              start-points = [
                {
                  kind = true
                  layers = 3
                  lr = 0.01
                }
              ]
              then = [
                {
                  around {
                    lr = 0.5
                  }
                  sampler = random
                  trials = 4
                }
                {
                  around {
                    layers = 2.0
                  }
                  sampler = grid
                }
              ]
            }
            budget {
              timeout = "60 s"
              target-score = 3.0
            }
            winner {
              winner-rule = one-standard-error
            }
            space {
              lr = { from = 1.0E-5, scale = log, to = 0.1 }
              layers = { from = 1, step = 2, to = 9 }
              kind = { ordered = false, values = [sgd, 2, 0.5, true, [3, 4]] }
              momentum = { from = 0.0, to = 0.99, when = { kind = [sgd, 2] } }
            }
            simplicity = [layers]
            """);
  }

  @Test
  void a_text_that_is_no_plan_is_refused_with_a_line_for_each_value() {
    assertThatThrownBy(() -> new FunctionTuner().setPlan("{}"))
        .hasMessage("plan: space: is missing; for example space { x = { from = 0.0, to = 1.0 } }");
    assertThatThrownBy(() -> new FunctionTuner().setPlan("{"))
        .hasMessageStartingWith("plan: is not HOCON");
    assertThatThrownBy(
            () ->
                new FunctionTuner()
                    .setPlan(
                        """
                        search { trials = 7.5, trails = 3 }
                        schedule { eta = 1, type = asha }
                        winner.repeats = 1
                        space { x = { form = 0, to = 1 }, y = 3, z = { from = 2.0, to = 1.0 } }
                        """))
        .hasMessage(
            """
            plan: search.trials: must be auto or a whole number of at least 1, but is 7.5
            plan: schedule.eta: must be a whole number of at least 2, but is 1
            plan: space.x.from: is missing; give a finite number
            plan: space.x.form: is not a setting of this section; did you mean 'from'?
            plan: space.y: must be a range { from, to } or a list of values, but is 3
            plan: space.z.from: must be below to = 1.0, but is 2.0
            plan: search.trails: is not a setting of this section; did you mean 'trials'?
            plan: schedule.type: is not a setting of this section; did you mean 'scheduler'?
            plan: winner.repeats: is not a setting of this section; did you mean 'winner-repeats'?\
            """);
    assertThatThrownBy(() -> tuner().setTrials(-1).plan())
        .hasMessageStartingWith("FunctionTuner: trials: ");
  }

  @Test
  void what_the_search_begins_with_and_goes_on_with_lies_in_the_space() {
    assertThat(
            tuner()
                .setStartPoints(List.of(Map.of("x", 1), Map.of("y", 1), Map.of("x", 2)))
                .setThen(Refinement.grid(Map.of("x", 0.0)), Refinement.random(0, Map.of("z", 1.0)))
                .problems())
        .containsExactly(
            "startPoints[1].y: is not searched; did you mean 'x'?",
            "startPoints[1].x: is missing, and has no default; give a value",
            "startPoints[2].x: is 2, which is not in the space; it goes from 0.0 to 1.0",
            "then[0].around.x: must be a number above 0, but is 0.0",
            "then[1].around.z: is not searched; did you mean 'x'?",
            "then[1].trials: must be at least 1, but is 0");
    FunctionTuner points = tuner().setTrials(1).setStartPoints(List.of(Map.of("x", 1)));
    assertThat(points.problems()).isEmpty();
    assertThat(points.setStartPoints(List.of(Map.of("x", 1), Map.of("x", 0))).problems())
        .containsExactly(
            "startPoints: holds 2, but trials = 1 leaves room for 1; raise trials, or leave points"
                + " out");
    assertThat(
            tuner()
                .setThen(Refinement.grid(Map.of("x", 0.1)))
                .setFolds(3)
                .setScheduler("asha")
                .problems())
        .containsExactly(
            "then: needs trials in full, but scheduler = asha; take scheduler = full, or"
                + " leave one of them out");
  }

  @Test
  void a_winner_is_chosen_and_judged_by_what_is_known() {
    assertThat(
            tuner()
                .setWinnerRule("simplest")
                .setWinnerRepeats(-1)
                .setRequiredScore(Double.NaN)
                .problems())
        .containsExactly(
            "winnerRule: must be best or one-standard-error, but is 'simplest'",
            "winnerRepeats: must be a whole number of at least 0, but is -1",
            "requiredScore: must be a finite number, but is NaN");
    assertThat(tuner().setWinnerRule("one-standard-error").setMinImprovement(0.1).problems())
        .containsExactly(
            "winnerRule: chooses the simplest, but simplicity is not set; set simplicity to the names of parameters whose smaller values are simpler",
            "minImprovement: has no baseline to improve on; set startPoints, whose first one is the baseline");
    assertThat(tuner().setWinnerRule("one-standard-error").setSimplicity("-x", "n").problems())
        .containsExactly("simplicity: 'n' is not searched; did you mean 'x'?");
    Configuration less = new Configuration(Map.of("x", 0.1));
    Configuration more = new Configuration(Map.of("x", 0.2));
    assertThat(Simplicity.ofNames(List.of("x")).compare(less, more)).isNegative();
    assertThat(Simplicity.ofNames(List.of("-x")).compare(less, more)).isPositive();
  }

  @Test
  void a_study_has_a_baseline_where_an_improvement_is_asked_for() {
    FunctionTuner two = tuner().setStartPoints(List.of(Map.of("x", 0.1), Map.of("x", 0.2)));
    assertThat(FunctionPlan.of(two.settings()).searched().defaults()).isEmpty();
    StudySpace judged = FunctionPlan.of(two.setMinImprovement(0.1).settings()).searched();
    assertThat(judged.defaults()).containsExactly(new Configuration(Map.of("x", 0.1)));
    assertThat(judged.points()).containsExactly(new Configuration(Map.of("x", 0.2)));
  }

  @Test
  void a_parent_may_come_after_what_depends_on_it() {
    FunctionSpace space =
        new FunctionSpace()
            .addFloat("momentum", 0, 0.9)
            .when("opt", "sgd")
            .addChoice("opt", "sgd", "adam");
    assertThat(space.problems()).isEmpty();
    assertThat(space.space().dimensions().get(0).parameter().name()).isEqualTo("opt");
    assertThat(new FunctionSpace().addInt("n", 1, 2).when("opt", "sgd").problems()).hasSize(1);
  }

  @Test
  void rungs_are_of_steps_or_where_there_is_one_of_folds() {
    FunctionTuner steps = tuner().setScheduler("asha").setMaxResource(81).setMinResource(3);
    assertThat(FunctionPlan.of(steps.settings()).ladder().rungs())
        .extracting(rung -> rung.iterations().orElseThrow())
        .containsExactly(3, 9, 27, 81);
    FunctionTuner folds = tuner().setScheduler("halving").setFolds(9);
    assertThat(FunctionPlan.of(folds.settings()).ladder().rungs())
        .extracting(rung -> rung.folds())
        .containsExactly(1, 3, 9);
    FunctionTuner full = tuner().setMaxResource(7);
    assertThat(FunctionPlan.of(full.settings()).ladder().rungs()).hasSize(1);
    assertThat(FunctionPlan.of(full.settings()).steps(FunctionPlan.of(full.settings()).ladder(), 0))
        .isEqualTo(7);
  }

  @Test
  void work_is_limited_in_steps_and_where_folds_are_the_resource_in_calls() {
    FunctionTuner steps = tuner().setMaxResource(9).setFolds(3).setMaxUnits(100);
    assertThat(steps.settings().tuning().budget().units()).hasValue(100);
    assertThat(steps.setScheduler("racing").settings().tuning().budget().units()).hasValue(11);
    assertThat(steps.setMaxTaskTime(1.5).settings().tuning().budget().taskTime())
        .hasValue(Duration.ofMillis(1500));
    assertThat(steps.setMaxTaskTime(-1).problems())
        .containsExactly("maxTaskTime: must be 0 or a number above 0, but is -1.0");
  }

  @Test
  void every_trial_and_fold_has_a_seed_of_its_own() {
    FunctionPlan plan = FunctionPlan.of(tuner().settings());
    assertThat(List.of(plan.seed(0, 0), plan.seed(0, 1), plan.seed(1, 0)))
        .doesNotHaveDuplicates()
        .allMatch(seed -> seed >= 0);
    assertThat(plan.seed(1, 0)).isEqualTo(plan.seed(1, 0));
  }
}
