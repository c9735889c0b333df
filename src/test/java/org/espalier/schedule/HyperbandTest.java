package org.espalier.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.espalier.search.Sampler;
import org.espalier.study.RungLadder;
import org.espalier.study.Study;
import org.espalier.testing.SchedulerContract;
import org.junit.jupiter.api.Test;

final class HyperbandTest extends SchedulerContract {

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
  void refuses_a_reduction_factor_that_does_not_reduce() {
    assertThatThrownBy(() -> new Hyperband(sampler(), 9, RungLadder.full(9, 1), 1, "hyperband"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Halving needs eta >= 2, not 1.");
  }
}
