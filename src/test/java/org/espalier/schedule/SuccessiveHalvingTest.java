package org.espalier.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.espalier.search.Sampler;
import org.espalier.study.Decision;
import org.espalier.study.Outcome;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.study.Study;
import org.espalier.study.Trial;
import org.espalier.testing.SchedulerContract;
import org.espalier.testing.Studies;
import org.junit.jupiter.api.Test;

final class SuccessiveHalvingTest extends SchedulerContract {

  @Override
  protected Scheduler scheduler(long seed, Sampler sampler, int trials) {
    return new SuccessiveHalving(sampler, trials, ladder(seed), eta(seed));
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
        assertThat(decisions)
            .isSortedAccordingTo(
                (a, b) -> Double.compare(a.ranking().value(), b.ranking().value()));
        assertThat(decisions).extracting(Decision::kind).isSorted(); // promoted before pruned
        for (Decision d : decisions) {
          assertThat(
                  d.kind() == Decision.Kind.PRUNE
                      || d.ranking().value() <= d.ranking().cutoff().getAsDouble())
              .isTrue();
        }
      }
    }
  }

  @Test
  void defaults_are_carried_along_beside_the_places_and_count_in_no_rung_above() {
    RungLadder ladder = RungLadder.ofRows(10, 90, 3, 1);
    for (int seed = 0; seed < 200; seed++) {
      Run run = play(new SuccessiveHalving(sampler(), 20, ladder, 3), ladder, 4, seed, 0);
      Set<Integer> carried = new HashSet<>();
      for (int rung = 0; rung < ladder.top(); rung++) {
        long n = asked(run, rung) - carried.size();
        List<Integer> earned = new ArrayList<>();
        for (Decision d : at(run, rung)) {
          if (!carried.contains(d.trial()) && earned.size() < Math.max(1, n / 3)) {
            earned.add(d.trial());
          }
        }
        carried.clear();
        Set.of(0, 1).stream().filter(t -> !earned.contains(t)).forEach(carried::add);
        assertThat(trialsAt(run, rung + 1))
            .as("seed %d rung %d", seed, rung)
            .containsExactlyInAnyOrderElementsOf(
                Stream.concat(earned.stream(), carried.stream()).toList());
      }
      assertThat(run.decisions()).noneMatch(d -> d.trial() < 2 && d.kind() == Decision.Kind.PRUNE);
    }
  }

  @Test
  void a_carried_default_neither_takes_a_place_nor_makes_one() {
    RungLadder ladder = RungLadder.ofRows(10, 90, 3, 1);
    // At the lowest rung the default is the worst of 9, at the next the best: 3 and the default,
    // then 1 and the default. Counted in n it would be 4, of which one goes on, itself.
    Bracket bracket = new Bracket(9, 0, ladder, 3, "halving");
    Study study = Studies.empty(1);
    List<Integer> top = new ArrayList<>();
    while (!bracket.exhausted() || bracket.hasNext()) {
      Study before = study;
      Answer.Evaluate asked =
          (Answer.Evaluate) bracket.ask(() -> trial(before.trials().size())).orElseThrow();
      int number = asked.trial().number();
      Proposal proposal =
          new Proposal(study.proposals().size(), number, asked.rung(), asked.folds(), 10);
      study = study.asked(asked.trial(), proposal);
      boolean worst = number == 0 && asked.rung() == 0;
      bracket.tell(Studies.completed(proposal, worst ? 99 : number));
      if (asked.rung() == 2) {
        top.add(number);
      }
    }
    assertThat(top).containsExactly(0, 1);
  }

  private static Trial trial(int number) {
    return new Trial(number, configuration(number), number == 0 ? Trial.DEFAULT : "list");
  }

  private static List<Integer> trialsAt(Run run, int rung) {
    return run.asked().stream().filter(a -> a.rung() == rung).map(a -> a.trial().number()).toList();
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
