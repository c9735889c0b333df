package org.espalier.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.espalier.bench.blackbox.LearningCurves;
import org.espalier.bench.blackbox.Simulation;
import org.espalier.bench.blackbox.Trajectory;
import org.espalier.search.Neighbourhood;
import org.espalier.search.Neighbourhood.Bounds;
import org.espalier.search.Neighbourhood.Step;
import org.espalier.search.RecordedSampler;
import org.espalier.search.RefiningSampler;
import org.espalier.search.Sampler;
import org.espalier.space.Configuration;
import org.espalier.spec.SearchPlan;
import org.espalier.spec.Strategies;
import org.espalier.study.Outcome;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.espalier.study.Study;
import org.espalier.testing.Sample;
import org.espalier.testing.SchedulerContract;
import org.espalier.testing.Studies;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class HyperbandTest extends SchedulerContract {

  private static final List<Double> FULL_TRAININGS = List.of(7.5, 15.0);

  private static final int SEEDS = Sample.rounds(5);

  @Override
  protected Scheduler scheduler(long seed, Sampler sampler, int trials) {
    return new Hyperband(sampler, trials, ladder(seed), eta(seed), "hyperband");
  }

  @Test
  void a_round_has_the_brackets_of_the_paper() {
    // ⌈(s_max + 1) · η^s / (s + 1)⌉ for s = s_max … 0
    assertThat(Hyperband.sizes(4, 3, 1000)).containsExactly(81, 34, 15, 8, 5);
    assertThat(Hyperband.sizes(3, 3, 1000)).containsExactly(27, 12, 6, 4);
    assertThat(Hyperband.sizes(0, 3, 1000)).containsExactly(1);
  }

  @Test
  void brackets_are_counted_in_whole_numbers() {
    for (int eta = 2; eta <= 10; eta++) {
      long max = 1;
      for (int top = 0; max * eta <= 1_000_000; top++) {
        RungLadder ladder = RungLadder.ofRows(1, max, eta, 1);
        assertThat(ladder.top()).as("max %d eta %d", max, eta).isEqualTo(top);
        assertThat(Hyperband.sizes(top, eta, Integer.MAX_VALUE)).hasSize(top + 1);
        assertThat(Hyperband.sizes(top, eta, Integer.MAX_VALUE).get(0)).isEqualTo((int) max);
        max *= eta;
      }
    }
  }

  @Test
  void a_round_that_is_not_filled_has_all_brackets_in_proportion() {
    assertThat(Hyperband.sizes(3, 3, 24)).containsExactly(13, 6, 3, 2);
    for (int trials = 0; trials < 60; trials++) {
      List<Integer> sizes = Hyperband.sizes(3, 3, trials);
      assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(Math.min(49, trials));
    }
  }

  @Test
  void without_failures_each_bracket_halves_as_in_the_paper() {
    RungLadder ladder = RungLadder.ofRows(1, 27, 3, 1);
    Run run = play(new Hyperband(noDefaults(98), 98, ladder, 3, "hyperband"), ladder, 1, 7, 0);
    Map<Integer, List<Integer>> expected =
        Map.of(0, List.of(27, 9, 3, 1), 1, List.of(12, 4, 1), 2, List.of(6, 2), 3, List.of(4));
    Map<Integer, int[]> counts = new HashMap<>();
    Map<Integer, Integer> began = new HashMap<>();
    for (Answer.Evaluate asked : run.asked()) {
      int first = began.computeIfAbsent(asked.trial().number(), t -> asked.rung());
      counts.computeIfAbsent(first, f -> new int[4])[asked.rung()]++;
    }
    expected.forEach(
        (first, sizes) -> {
          int[] expectedCounts = new int[4];
          for (int i = 0; i < sizes.size(); i++) {
            expectedCounts[first + i] = 2 * sizes.get(i); // two rounds
          }
          assertThat(counts.get(first)).isEqualTo(expectedCounts);
        });
    assertThat(run.waits()).isZero(); // one at a time, nothing is outstanding when it is asked
  }

  @Test
  void an_open_bracket_keeps_nobody_waiting_while_there_are_trials() {
    RungLadder ladder = RungLadder.ofRows(1, 27, 3, 1);
    for (int window : new int[] {1, 2, 8, 30, 98}) {
      Hyperband hyperband = new Hyperband(noDefaults(98), 98, ladder, 3, "hyperband");
      List<Integer> begun = new ArrayList<>();
      Scheduler watched =
          new DelegatingScheduler(hyperband) {
            @Override
            public Answer ask(Study study) {
              Answer answer = super.ask(study);
              if (answer instanceof Answer.Wait) {
                begun.add(study.trials().size());
              }
              return answer;
            }
          };
      play(watched, ladder, window, 7, 0);
      assertThat(begun).as("window %d", window).allMatch(trials -> trials == 98);
    }
  }

  @Test
  void trials_that_begin_above_the_lowest_rung_get_all_of_its_folds() {
    RungLadder ladder = RungLadder.ofFolds(1, 9, 3, 100);
    Run run = play(new Hyperband(noDefaults(22), 22, ladder, 3, "hyperband"), ladder, 3, 7, 0);
    Map<Integer, Integer> folds = new HashMap<>();
    for (Answer.Evaluate asked : run.asked()) {
      folds.merge(asked.trial().number(), asked.folds().size(), Integer::sum);
      assertThat(folds.get(asked.trial().number())).isEqualTo(ladder.rung(asked.rung()).folds());
    }
  }

  @Test
  void a_sampler_sees_no_outcome_before_a_trial_has_completed_the_top() {
    RungLadder ladder = RungLadder.ofRows(1, 27, 3, 1);
    for (int window : new int[] {1, 4, 40}) {
      Shown shown = new Shown(noDefaults(98), new ArrayList<>());
      Run run = play(new Hyperband(shown, 98, ladder, 3, "hyperband"), ladder, window, 7, 9);
      List<Outcome> outcomes = run.study().outcomes();
      int first =
          IntStream.range(0, outcomes.size())
              .filter(i -> outcomes.get(i).completed() && outcomes.get(i).proposal().rung() == 3)
              .findFirst()
              .orElseThrow();
      assertThat(shown.outcomes()).hasSize(98).containsAnyOf(first + 1, first + 2, first + 3);
      assertThat(shown.outcomes().subList(0, 27)).containsOnly(0);
      assertThat(shown.outcomes()).allMatch(seen -> seen == 0 || seen > first);
    }
  }

  @Test
  void a_refinement_is_around_the_best_trial_also_in_the_first_bracket() {
    Neighbourhood near =
        new Neighbourhood(true, 30, List.of(new Step(1, List.of(new Bounds("x", 0, 100)))));
    Sampler refining =
        new RefiningSampler(noDefaults(10), 10, List.of(near), List.of(), new Seed(1));
    RungLadder ladder = RungLadder.ofRows(1, 27, 3, 1);
    Study study = Studies.empty(1);
    for (Sampler sampler : List.of(refining, new RecordedSampler(List.of(), refining))) {
      Hyperband hyperband = new Hyperband(sampler, 98, ladder, 3, "hyperband");
      Study told = study;
      for (int number = 0; number < 10; number++) {
        Answer.Evaluate asked = (Answer.Evaluate) hyperband.ask(told);
        told = Studies.asked(told, asked.trial().configuration(), asked.trial().origin());
        told = Studies.told(told, List.of(Math.abs(number - 7.0)));
        hyperband.tell(told, told.outcomes().get(number));
      }
      Answer.Evaluate refined = (Answer.Evaluate) hyperband.ask(told);
      assertThat(refined.trial().configuration()).isEqualTo(configuration(6));
      assertThat(refined.trial().reason()).contains("refinement 1, around trial 7");
    }
  }

  @Tag(Sample.TAG)
  @ParameterizedTest
  @EnumSource(LearningCurves.Way.class)
  void auto_is_not_behind_random_where_low_rungs_mislead(LearningCurves.Way way) {
    double[] random = regrets("random", way);
    double[] auto = regrets("auto", way);
    for (int i = 0; i < FULL_TRAININGS.size(); i++) {
      assertThat(auto[i])
          .as("after %s full trainings", FULL_TRAININGS.get(i))
          .isLessThan(random[i] + 0.1);
    }
  }

  /** Means over seeds of log10 of the error of the best at the highest rung so far. */
  private static double[] regrets(String sampler, LearningCurves.Way way) {
    double[] means = new double[FULL_TRAININGS.size()];
    for (int seed = 0; seed < SEEDS; seed++) {
      LearningCurves curves = new LearningCurves(way, seed);
      RungLadder ladder = curves.resource().ladder(3);
      Seed root = new Seed(seed);
      Sampler proposing = Strategies.sampler(new SearchPlan(sampler, 98), curves.space(), root);
      Trajectory run =
          new Simulation(curves, ladder, 1, 15 * curves.resource().max())
              .play(new Hyperband(proposing, 98, ladder, 3, "hyperband"), root);
      for (int i = 0; i < means.length; i++) {
        double units = FULL_TRAININGS.get(i) * curves.resource().max();
        means[i] += Math.log10(run.bestAtHighest(units).orElseThrow()) / SEEDS;
      }
    }
    return means;
  }

  /** Sampler that notes how many outcomes it is shown. */
  private record Shown(Sampler inner, List<Integer> outcomes) implements Sampler {

    @Override
    public String origin(Study study, int number) {
      return inner.origin(study, number);
    }

    @Override
    public Optional<Configuration> propose(Study study, int number) {
      outcomes.add(study.outcomes().size());
      return inner.propose(study, number);
    }

    @Override
    public OptionalLong limit(Set<Configuration> taken) {
      return inner.limit(taken);
    }

    @Override
    public boolean readsOutcomes() {
      return true;
    }
  }

  @Test
  void refuses_a_reduction_factor_that_does_not_reduce() {
    assertThatThrownBy(() -> new Hyperband(sampler(), 9, RungLadder.full(9, 1), 1, "hyperband"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Halving needs eta >= 2, not 1.");
  }
}
