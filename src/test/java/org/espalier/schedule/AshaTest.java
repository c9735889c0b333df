package org.espalier.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.espalier.search.Sampler;
import org.espalier.study.Decision;
import org.espalier.study.Outcome;
import org.espalier.study.RungLadder;
import org.espalier.testing.Sample;
import org.espalier.testing.SchedulerContract;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class AshaTest extends SchedulerContract {

  @Override
  protected Scheduler scheduler(long seed, Sampler sampler, int trials) {
    return new Asha(sampler, trials, ladder(seed), eta(seed));
  }

  /** Algorithm 2 as it is printed: all rungs are looked through whenever a worker is free. */
  private static final class Printed {

    private final RungLadder ladder;
    private final int eta;
    private final Map<Integer, List<Outcome>> told = new HashMap<>();
    private final Map<Integer, Integer> failed = new HashMap<>();
    private final Set<List<Integer>> promoted = new HashSet<>();

    Printed(RungLadder ladder, int eta) {
      this.ladder = ladder;
      this.eta = eta;
    }

    void tell(Outcome outcome) {
      int rung = outcome.proposal().rung();
      if (outcome.completed()) {
        told.computeIfAbsent(rung, r -> new ArrayList<>()).add(outcome);
      } else {
        failed.merge(rung, 1, Integer::sum);
      }
    }

    /** Trial and rung, or nothing for a new trial. */
    List<Integer> next() {
      for (int rung = ladder.top() - 1; rung >= 0; rung--) {
        List<Outcome> here = new ArrayList<>(told.getOrDefault(rung, List.of()));
        here.sort(Outcome.BY_LOSS);
        int best = (here.size() + failed.getOrDefault(rung, 0)) / eta;
        for (Outcome outcome : here.subList(0, Math.min(best, here.size()))) {
          List<Integer> next = List.of(outcome.proposal().trial(), rung + 1);
          if (promoted.add(next)) {
            return next;
          }
        }
      }
      return List.of();
    }
  }

  @Tag(Sample.TAG)
  @Test
  void promotes_whom_the_printed_algorithm_promotes() {
    for (int seed = 0; seed < Sample.rounds(300); seed++) {
      RungLadder ladder = RungLadder.ofRows(1, 27, 3, 1);
      Run run = play(new Asha(noDefaults(80), 80, ladder, 3), ladder, 1, seed, seed % 5);
      Printed printed = new Printed(ladder, 3);
      for (int i = 0; i < run.asked().size(); i++) {
        Answer.Evaluate asked = run.asked().get(i);
        List<Integer> expected = printed.next();
        boolean fresh = isFirst(run, i);
        if (expected.isEmpty() && !fresh) {
          break; // the end, of which the paper says nothing
        }
        assertThat(fresh ? List.of() : List.of(asked.trial().number(), asked.rung()))
            .as("seed %d ask %d", seed, i)
            .isEqualTo(expected);
        if (asked.rung() < ladder.top()) {
          printed.tell(run.study().outcomes().get(i));
        }
      }
    }
  }

  private static boolean isFirst(Run run, int index) {
    int trial = run.asked().get(index).trial().number();
    return run.asked().subList(0, index).stream().noneMatch(a -> a.trial().number() == trial);
  }

  @Test
  void waits_for_no_rung_to_close() {
    RungLadder ladder = RungLadder.ofRows(1, 27, 3, 1);
    for (int window : new int[] {1, 4, 16}) {
      Run run = play(new Asha(noDefaults(200), 200, ladder, 3), ladder, window, 2, 0);
      int lastNew = 0;
      for (int i = 0; i < run.asked().size(); i++) {
        lastNew = isFirst(run, i) ? i : lastNew;
      }
      long promotedBefore =
          run.asked().subList(0, lastNew).stream().filter(a -> a.rung() > 0).count();
      assertThat(promotedBefore).as("window %d", window).isGreaterThan(60);
    }
  }

  @Test
  void a_decision_says_rank_number_and_cutoff_at_its_time() {
    RungLadder ladder = RungLadder.ofRows(1, 27, 3, 1);
    Run run = play(new Asha(noDefaults(90), 90, ladder, 3), ladder, 4, 5, 6);
    int last = 0;
    for (Decision d : run.decisions()) {
      assertThat(d.rule()).isEqualTo("asha");
      assertThat(d.ranking().rank()).isBetween(1, d.ranking().of());
      if (d.kind() == Decision.Kind.PROMOTE && d.ranking().cutoff().isPresent()) {
        assertThat(d.ranking().value()).isLessThanOrEqualTo(d.ranking().cutoff().getAsDouble());
        assertThat(d.ranking().rank()).isLessThanOrEqualTo(d.ranking().of() / 3);
        assertThat(d.reason())
            .isEqualTo("among the best %d of %d", d.ranking().of() / 3, d.ranking().of());
        last = Math.max(last, d.ranking().of());
      }
    }
    assertThat(last).isGreaterThan(80);
  }

  @Test
  void one_in_so_many_goes_straight_to_the_top_and_these_cost_what_a_rung_does() {
    RungLadder ladder = RungLadder.ofRows(1, 27, 3, 1);
    Run run = play(new Asha(noDefaults(189), 189, ladder, 3), ladder, 4, 5, 0);
    List<Integer> straight = new ArrayList<>();
    for (int i = 0; i < run.asked().size(); i++) {
      if (run.asked().get(i).rung() == ladder.top() && isFirst(run, i)) {
        straight.add(run.asked().get(i).trial().number());
      }
    }
    assertThat(straight).containsExactly(26, 53, 80, 107, 134, 161, 188);
  }

  @Test
  void a_study_ends_with_a_trial_that_climbed_every_rung_however_few_there_are() {
    for (int trials = 1; trials < 60; trials++) {
      for (int seed = 0; seed < 5; seed++) {
        RungLadder ladder = RungLadder.ofRows(1, 27, 3, 1);
        Run run = play(new Asha(noDefaults(trials), trials, ladder, 3), ladder, 4, seed, 0);
        Map<Integer, Integer> rungs = new HashMap<>();
        run.asked().forEach(a -> rungs.merge(a.trial().number(), 1, Integer::sum));
        assertThat(rungs).containsValue(4);
      }
    }
  }

  @Test
  void defaults_climb_beside_the_others_and_count_in_no_rung() {
    RungLadder ladder = RungLadder.ofRows(1, 9, 3, 1);
    Run run = play(new Asha(sampler(), 40, ladder, 3), ladder, 3, 4, 0);
    for (int number = 0; number < 2; number++) {
      int trial = number;
      assertThat(run.asked().stream().filter(a -> a.trial().number() == trial).map(a -> a.rung()))
          .containsExactly(0, 1, 2);
    }
    assertThat(run.decisions())
        .filteredOn(d -> d.rung() == 0 && d.trial() > 1)
        .extracting(decision -> decision.ranking().of())
        .allMatch(of -> of <= 38);
  }

  @Test
  void refuses_a_reduction_factor_that_does_not_reduce() {
    assertThatThrownBy(() -> new Asha(sampler(), 9, RungLadder.full(9, 1), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("ASHA needs eta >= 2, not 1.");
  }
}
