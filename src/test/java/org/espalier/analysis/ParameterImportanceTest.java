package org.espalier.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.espalier.analysis.ParameterImportance.Interaction;
import org.espalier.analysis.ParameterImportance.Main;
import org.espalier.analysis.ParameterImportance.Share;
import org.espalier.journal.StudyRecord;
import org.espalier.search.OneAtATime;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.Condition;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.Parameter;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.espalier.study.Direction;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.espalier.study.Trial;
import org.junit.jupiter.api.Test;

final class ParameterImportanceTest {

  private static final Parameter A = new FloatParameter("a", 0, 1, Scale.LINEAR);
  private static final Parameter B = new FloatParameter("b", 1e-4, 1, Scale.LOG);
  private static final Parameter C = new FloatParameter("c", 0, 1, Scale.LINEAR);

  private static ParameterImportance importance(
      SearchSpace space, int trials, ToDoubleFunction<Configuration> score) {
    return ParameterImportance.of(ScoredStudy.drawn(space, trials, score));
  }

  private static Main of(ParameterImportance importance, String parameter) {
    return importance.parameters().stream()
        .filter(main -> main.parameter().equals(parameter))
        .findFirst()
        .orElseThrow();
  }

  private static Configuration configuration(int a, int b) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("a", a);
    values.put("b", b);
    return new Configuration(values);
  }

  @Test
  void parameters_of_a_sum_have_the_shares_of_their_variances() {
    ParameterImportance importance =
        importance(
            ScoredStudy.space(C, B, A),
            1_000,
            c -> 2 * c.number("a") + Math.log10(c.number("b")) / 4);
    assertThat(importance.reason()).isEmpty();
    assertThat(importance.trials()).isEqualTo(1_000);
    assertThat(importance.parameters()).extracting(Main::parameter).containsExactly("a", "b", "c");
    assertThat(of(importance, "a").fanova().mean()).isCloseTo(0.8, within(0.03));
    assertThat(of(importance, "b").fanova().mean()).isCloseTo(0.2, within(0.03));
    assertThat(of(importance, "c").fanova().mean()).isLessThan(0.01);
    assertThat(of(importance, "a").fanova().deviation()).isBetween(0.001, 0.05);
    assertThat(of(importance, "a").pedAnova()).isGreaterThan(of(importance, "b").pedAnova());
    assertThat(importance.parameters().stream().mapToDouble(Main::pedAnova).sum())
        .isCloseTo(1, within(1e-12));
    assertThat(importance.parameters()).extracting(Main::active).containsOnly(1.0);
    assertThat(importance.interactions())
        .allSatisfy(pair -> assertThat(pair.fanova().mean()).isLessThan(0.02));
  }

  @Test
  void an_exclusive_or_is_the_interaction_of_a_pair_alone() {
    SearchSpace space =
        ScoredStudy.space(
            new ChoiceParameter("a", List.of(0, 1)), new ChoiceParameter("b", List.of(0, 1)));
    ParameterImportance importance =
        importance(space, 400, c -> c.number("a") == c.number("b") ? 1 : 0);
    assertThat(importance.parameters())
        .allSatisfy(main -> assertThat(main.fanova().mean()).isLessThan(0.01));
    Interaction pair = importance.interactions().get(0);
    assertThat(List.of(pair.one(), pair.other())).containsExactly("a", "b");
    assertThat(pair.fanova().mean()).isGreaterThan(0.98);
  }

  @Test
  void a_score_that_nothing_changes_gives_no_importance() {
    ParameterImportance importance = importance(ScoredStudy.space(A, B), 50, c -> 0.25);
    assertThat(importance.parameters())
        .containsExactly(
            new Main("a", new Share(0, 0), 0, 1), new Main("b", new Share(0, 0), 0, 1));
    assertThat(importance.interactions()).isEmpty();
  }

  @Test
  void the_only_parameter_explains_everything() {
    SearchSpace space = ScoredStudy.space(A, ChoiceParameter.fixed("f", "always"));
    ParameterImportance importance = importance(space, 40, c -> Math.exp(c.number("a")));
    assertThat(importance.parameters()).hasSize(1);
    assertThat(of(importance, "a").fanova().mean()).isCloseTo(1, within(1e-9));
    assertThat(of(importance, "a").pedAnova()).isCloseTo(1, within(1e-12));
  }

  @Test
  void scores_of_any_size_have_shares() {
    SearchSpace space = ScoredStudy.space(A, B);
    for (double unit : List.of(1e-300, 1e-9, 1e300)) {
      ParameterImportance importance =
          importance(space, 100, c -> unit * (c.number("a") - 0.5) + (unit < 1 ? 3 * unit : 0));
      assertThat(of(importance, "a").fanova().mean()).isCloseTo(1, within(0.05));
    }
  }

  /** Learners x and y; the one parameter of y matters as much there as the choice between them. */
  private static final SearchSpace LEARNERS =
      new SearchSpace(
          List.of(
              Dimension.always(new ChoiceParameter("learner", List.of("x", "y"))),
              new Dimension(
                  new FloatParameter("x.depth", 0, 1, Scale.LINEAR),
                  List.of(new Condition("learner", "x"))),
              new Dimension(
                  new FloatParameter("y.rate", 0.001, 1, Scale.LOG),
                  List.of(new Condition("learner", "y")))));

  private static double byLearner(Configuration configuration) {
    return configuration.learner().equals("y")
        ? -Math.log10(configuration.number("y.rate")) // 0 to 3
        : 1;
  }

  @Test
  void a_parameter_of_one_learner_is_judged_by_the_trials_that_have_it() {
    ParameterImportance importance =
        importance(LEARNERS, 1_000, ParameterImportanceTest::byLearner);
    // E = 1.25; V = 1/16 of the learner, 3/16 of the rate, and as much of both together.
    assertThat(of(importance, "learner").fanova().mean()).isCloseTo(1.0 / 7, within(0.03));
    assertThat(of(importance, "y.rate").fanova().mean()).isCloseTo(3.0 / 7, within(0.05));
    assertThat(of(importance, "x.depth").fanova().mean()).isLessThan(0.02);
    assertThat(importance.interactions().get(0).fanova().mean()).isCloseTo(3.0 / 7, within(0.05));
    assertThat(importance.interactions())
        .extracting(Interaction::one)
        .as("of parameters that no trial has both of there is none")
        .containsOnly("learner");
    assertThat(of(importance, "y.rate").active()).isCloseTo(0.5, within(0.05));
    assertThat(of(importance, "x.depth").active() + of(importance, "y.rate").active())
        .isCloseTo(1, within(1e-12));
    assertThat(of(importance, "y.rate").pedAnova())
        .isGreaterThan(of(importance, "learner").pedAnova());
    assertThat(of(importance, "x.depth").pedAnova()).isZero();
  }

  @Test
  void a_journal_without_the_space_gives_the_same_by_what_was_observed() {
    ScoredStudy bare = new ScoredStudy(Direction.MINIMIZE, RungLadder.full(100, 1), List.of());
    RandomGenerator random = new Seed(3).random();
    for (int trial = 0; trial < 500; trial++) {
      Configuration drawn = LEARNERS.draw(random);
      bare.scored(bare.trial(drawn), 0, byLearner(drawn));
    }
    ParameterImportance importance = ParameterImportance.of(bare.record());
    ParameterImportance known = importance(LEARNERS, 500, ParameterImportanceTest::byLearner);
    assertThat(importance.parameters()).hasSize(3);
    for (Main main : known.parameters()) {
      assertThat(of(importance, main.parameter()).fanova().mean())
          .isCloseTo(main.fanova().mean(), within(0.02));
      assertThat(of(importance, main.parameter()).active()).isEqualTo(main.active());
    }
  }

  @Test
  void elements_of_a_list_are_parameters() {
    ScoredStudy study = new ScoredStudy(Direction.MINIMIZE, RungLadder.full(100, 1), List.of());
    RandomGenerator random = new Seed(3).random();
    for (int trial = 0; trial < 100; trial++) {
      int first = random.nextInt(4);
      List<Integer> layers = List.of(first, random.nextInt(4));
      study.scored(study.trial(Configuration.of("net", Map.of("layers", layers))), 0, first);
    }
    ParameterImportance importance = ParameterImportance.of(study.record());
    assertThat(importance.parameters())
        .extracting(Main::parameter)
        .containsExactly("net.layers[0]", "net.layers[1]");
    assertThat(of(importance, "net.layers[0]").fanova().mean()).isGreaterThan(0.98);
  }

  @Test
  void a_record_has_always_the_same_importances_and_a_score_those_of_its_loss() {
    StudyRecord record = ScoredStudy.drawn(LEARNERS, 300, ParameterImportanceTest::byLearner);
    assertThat(ParameterImportance.of(record)).isEqualTo(ParameterImportance.of(record));
    ScoredStudy maximized = new ScoredStudy(Direction.MAXIMIZE, RungLadder.full(100, 1), List.of());
    ScoredStudy minimized = new ScoredStudy(Direction.MINIMIZE, RungLadder.full(100, 1), List.of());
    for (int i = 0; i < 64; i++) {
      Configuration grid = configuration(i % 8, i / 8);
      maximized.scored(maximized.trial(grid), 0, -(i % 8) / 8.0);
      minimized.scored(minimized.trial(grid), 0, (i % 8) / 8.0);
    }
    assertThat(ParameterImportance.of(maximized.record()))
        .isEqualTo(ParameterImportance.of(minimized.record()));
  }

  /** Trials that were pruned early have other scores; those that went on had them there too. */
  @Test
  void scores_are_compared_at_the_highest_rung_that_enough_trials_reached() {
    RungLadder ladder = RungLadder.ofRows(100, 900, 3, 2);
    for (int promoted : new int[] {9, 10}) {
      ScoredStudy study = new ScoredStudy(Direction.MINIMIZE, ladder, List.of());
      for (int i = 0; i < 40; i++) {
        int trial = study.trial(configuration(i, 7 * i % 40));
        study.scored(trial, 0, i);
        if (i < promoted) {
          study.scored(trial, 1, 7 * i % 40);
        }
      }
      ParameterImportance importance = ParameterImportance.of(study.record());
      assertThat(importance.rung()).isEqualTo(promoted == 10 ? 1 : 0);
      assertThat(importance.trials()).isEqualTo(promoted == 10 ? 10 : 40);
      assertThat(importance.parameters().get(0).parameter()).isEqualTo(promoted == 10 ? "b" : "a");
    }
  }

  @Test
  void too_few_trials_give_a_reason() {
    SearchSpace space = ScoredStudy.space(A, B);
    ParameterImportance few = importance(space, 9, c -> c.number("a"));
    assertThat(few.parameters()).isEmpty();
    assertThat(few.reason())
        .isEqualTo("The importance of 2 parameters needs 10 trials scored at one rung, not 9.");
    assertThat(importance(space, 0, c -> 0).reason())
        .isEqualTo("No trial was scored on all folds of a rung.");
    assertThat(importance(ScoredStudy.space(ChoiceParameter.fixed("f", 1)), 20, c -> 0).reason())
        .isEqualTo("No parameter differs between the scored trials.");
  }

  @Test
  void of_many_trials_some_are_drawn() {
    ParameterImportance importance = importance(ScoredStudy.space(A, C), 2_500, c -> c.number("a"));
    assertThat(importance.trials()).isEqualTo(2_000);
    assertThat(of(importance, "a").fanova().mean()).isGreaterThan(0.99);
  }

  private static Map<String, Object> forest(int depth, int bins) {
    return Map.of("learner", "forest", "forest.maxDepth", depth, "forest.maxBins", bins);
  }

  @Test
  void gains_by_one_parameter_alone_are_paired_and_the_best_of_each_is_shown() {
    StudyRecord record =
        PlayedTrials.job()
            .trial(0, Trial.DEFAULT, "", forest(5, 32))
            .trial(1, OneAtATime.NAME, "", forest(9, 32))
            .trial(2, OneAtATime.NAME, "", forest(5, 64))
            .trial(3, OneAtATime.NAME, "", forest(2, 32))
            .asked(0, 0)
            .told(0, 0.85, 0.80, 0.90)
            .asked(1, 0)
            .told(1, 0.885, 0.85, 0.92)
            .asked(2, 0)
            .told(2, 0.83, 0.78, 0.88)
            .asked(3, 0)
            .told(3, 0.75, 0.70, 0.80)
            .record();
    assertThat(ParameterImportance.of(record).lines())
        .containsExactly(
            "Best gain in the metric by each parameter alone (± standard error over folds):",
            "0.035 ± 0.015  forest.maxDepth = 9 instead of 5 (trial 1, the best of 2 values)",
            "-0.02 ± 0  forest.maxBins = 64 instead of 32 (trial 2, the best of 1 value)",
            "The importance of 2 parameters needs 10 trials scored at one rung, not 4.");
  }
}
