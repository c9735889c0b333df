package org.espalier.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.espalier.search.ListSampler;
import org.espalier.search.Sampler;
import org.espalier.study.Decision;
import org.espalier.study.Outcome;
import org.espalier.study.RungLadder;
import org.espalier.study.Study;
import org.espalier.testing.SchedulerContract;
import org.junit.jupiter.api.Test;

final class SuccessiveHalvingTest extends SchedulerContract {

  private static int eta(long seed) {
    return 2 + (int) (seed % 3);
  }

  @Override
  protected Scheduler scheduler(long seed, Sampler sampler, int trials) {
    return new SuccessiveHalving(sampler, trials, ladder(seed), eta(seed));
  }

  @Override
  protected RungLadder ladder(long seed) {
    return seed % 2 == 0
        ? RungLadder.ofRows(100, 100 + 400 * (seed % 5), eta(seed), 3)
        : RungLadder.ofFolds(1, 5, eta(seed), 1000);
  }

  /** Configurations without a learner's defaults among them. */
  private static Sampler noDefaults(int trials) {
    return new ListSampler(
        IntStream.range(0, trials).mapToObj(SchedulerContract::configuration).toList(), "list");
  }

  private static List<Decision> at(Run run, int rung) {
    return run.decisions().stream().filter(d -> d.rung() == rung).toList();
  }

  private static long asked(Run run, int rung) {
    return run.asked().stream().filter(a -> a.rung() == rung).count();
  }

  @Test
  void promotes_exactly_the_best_nth_of_a_rung_and_at_least_one() {
    for (int seed = 0; seed < 300; seed++) {
      int trials = 1 + seed % 40;
      RungLadder ladder = RungLadder.ofRows(10, 270, eta(seed), 1);
      Scheduler scheduler = new SuccessiveHalving(noDefaults(trials), trials, ladder, eta(seed));
      Run run = play(scheduler, ladder, 1 + seed % 6, seed, seed % 2 == 0 ? 0 : 3);
      for (int rung = 0; rung < ladder.top(); rung++) {
        long n = asked(run, rung);
        long completed = at(run, rung).size();
        long places = Math.min(completed, n == 0 ? 0 : Math.max(1, n / eta(seed)));
        assertThat(asked(run, rung + 1)).as("seed %d rung %d", seed, rung).isEqualTo(places);
      }
    }
  }

  @Test
  void whoever_goes_on_was_not_worse_than_whoever_does_not() {
    for (int seed = 0; seed < 100; seed++) {
      RungLadder ladder = RungLadder.ofRows(10, 90, 3, 1);
      Run run =
          play(new SuccessiveHalving(noDefaults(27), 27, ladder, 3), ladder, 4, seed, seed % 5);
      for (int rung = 0; rung < ladder.top(); rung++) {
        List<Decision> decisions = at(run, rung);
        assertThat(decisions).isSortedAccordingTo((a, b) -> Double.compare(a.value(), b.value()));
        assertThat(decisions).extracting(Decision::kind).isSorted(); // promoted before pruned
        for (Decision d : decisions) {
          assertThat(d.kind() == Decision.Kind.PRUNE || d.value() <= d.cutoff().getAsDouble())
              .isTrue();
        }
      }
    }
  }

  @Test
  void defaults_are_carried_along_beside_the_places() {
    for (int seed = 0; seed < 200; seed++) {
      RungLadder ladder = RungLadder.ofRows(10, 90, 3, 1);
      Run run = play(new SuccessiveHalving(sampler(), 20, ladder, 3), ladder, 4, seed, 0);
      for (int rung = 0; rung < ladder.top(); rung++) {
        int next = rung + 1;
        Set<Integer> promoted =
            run.asked().stream()
                .filter(a -> a.rung() == next)
                .map(a -> a.trial().number())
                .collect(Collectors.toSet());
        assertThat(promoted).contains(0, 1); // the two defaults
        long earned =
            at(run, rung).stream()
                .filter(d -> d.rank() <= Math.max(1, asked(run, d.rung()) / 3))
                .count();
        assertThat(earned).isEqualTo(Math.max(1, asked(run, rung) / 3));
        assertThat(promoted.size()).isBetween((int) earned, (int) earned + 2);
      }
      assertThat(run.decisions()).noneMatch(d -> d.trial() < 2 && d.kind() == Decision.Kind.PRUNE);
    }
  }

  @Test
  void asks_the_next_rung_in_the_order_of_trials() {
    RungLadder ladder = RungLadder.ofRows(10, 90, 3, 1);
    Run run = play(new SuccessiveHalving(noDefaults(27), 27, ladder, 3), ladder, 4, 1, 0);
    for (int rung = 0; rung <= ladder.top(); rung++) {
      int here = rung;
      assertThat(run.asked().stream().filter(a -> a.rung() == here).map(a -> a.trial().number()))
          .isSorted();
    }
    assertThat(run.asked()).hasSize(27 + 9 + 3);
  }

  @Test
  void with_folds_as_the_resource_asks_only_for_those_that_are_missing() {
    RungLadder ladder = RungLadder.ofFolds(1, 5, 2, 1000);
    Run run = play(new SuccessiveHalving(noDefaults(8), 8, ladder, 2), ladder, 4, 1, 0);
    for (Answer.Evaluate asked : run.asked()) {
      assertThat(asked.folds())
          .isEqualTo(List.of(List.of(0), List.of(1), List.of(2, 3), List.of(4)).get(asked.rung()));
    }
    assertThat(run.asked()).hasSize(8 + 4 + 2 + 1);
  }

  @Test
  void fewer_trials_than_eta_still_send_one_up() {
    RungLadder ladder = RungLadder.ofRows(10, 90, 3, 1);
    Run run = play(new SuccessiveHalving(noDefaults(2), 2, ladder, 3), ladder, 4, 1, 0);
    assertThat(run.asked()).hasSize(4);
    assertThat(run.study().incumbent().orElseThrow().proposal().rung()).isEqualTo(2);
  }

  @Test
  void one_rung_is_the_top_and_prunes_nobody() {
    RungLadder ladder = RungLadder.full(100, 5);
    Run run = play(new SuccessiveHalving(noDefaults(9), 9, ladder, 3), ladder, 4, 1, 0);
    assertThat(run.waits()).isZero();
    assertThat(run.decisions()).hasSize(9).allMatch(d -> d.kind() == Decision.Kind.COMPLETE);
  }

  @Test
  void a_sampler_that_ends_early_closes_the_first_rung() {
    RungLadder ladder = RungLadder.ofRows(10, 30, 3, 1);
    Scheduler scheduler = new SuccessiveHalving(noDefaults(6), 100, ladder, 3);
    assertThat(scheduler.plannedTrials()).isEqualTo(6);
    assertThat(play(scheduler, ladder, 16, 1, 0).asked()).hasSize(6 + 2);
  }

  @Test
  void says_why_each_trial_went_on_or_did_not() {
    RungLadder ladder = RungLadder.ofRows(10, 30, 3, 1);
    Run run = play(new SuccessiveHalving(sampler(), 9, ladder, 3), ladder, 16, 12, 0);
    assertThat(run.decisions())
        .extracting(Decision::reason)
        .contains(
            "among the best 3 of 9",
            "not among the best 3 of 9",
            "a learner's defaults are never pruned",
            "top rung reached");
  }

  @Test
  void the_winner_has_climbed_every_rung() {
    RungLadder ladder = RungLadder.ofRows(10, 270, 3, 1);
    Study study = play(new SuccessiveHalving(sampler(), 27, ladder, 3), ladder, 5, 3, 6).study();
    int winner = study.incumbent().orElseThrow().proposal().trial();
    assertThat(
            study.outcomes().stream()
                .filter(Outcome::completed)
                .map(Outcome::proposal)
                .filter(p -> p.trial() == winner)
                .map(p -> p.rung()))
        .containsExactly(0, 1, 2, 3);
  }

  @Test
  void refuses_a_reduction_factor_that_does_not_reduce() {
    assertThatThrownBy(() -> new SuccessiveHalving(sampler(), 9, RungLadder.full(9, 1), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Halving needs eta >= 2, not 1.");
  }
}
