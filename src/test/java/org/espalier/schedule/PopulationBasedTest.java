package org.espalier.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.espalier.search.PerturbingSampler;
import org.espalier.search.RandomSampler;
import org.espalier.search.Sampler;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.espalier.study.Continuation;
import org.espalier.study.Decision;
import org.espalier.study.Outcome;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.espalier.study.Study;
import org.espalier.study.Trial;
import org.espalier.testing.SchedulerContract;
import org.espalier.testing.Studies;
import org.junit.jupiter.api.Test;

final class PopulationBasedTest extends SchedulerContract {

  private static final RungLadder TEN = RungLadder.ofGenerations(3, 30, 1, 1);

  @Override
  protected RungLadder ladder(long seed) {
    return RungLadder.ofGenerations(1 + (int) (seed % 4), 12, 1, 1 + (int) (seed % 3));
  }

  @Override
  protected Scheduler scheduler(long seed, Sampler sampler, int trials) {
    return new PopulationBased(sampler, trials, ladder(seed), eta(seed));
  }

  private static List<Answer.Evaluate> at(Run run, int rung) {
    return run.asked().stream().filter(a -> a.rung() == rung).toList();
  }

  @Test
  void the_smallest_population_makes_all_trials_with_at_most_an_etath_replaced_at_a_time() {
    for (int eta = 2; eta < 5; eta++) {
      for (int trials = 1; trials < 80; trials++) {
        int population = PopulationBased.population(trials, 9, eta);
        assertThat(population + 9 * (population / eta)).isGreaterThanOrEqualTo(trials);
        int fewer = population - 1;
        assertThat(fewer + 9 * (fewer / eta)).isLessThan(trials);
      }
    }
    assertThat(PopulationBased.population(20, 0, 3)).isEqualTo(20);
  }

  @Test
  void every_generation_has_as_many_members_and_all_trials_are_used() {
    Run run = play(new PopulationBased(noDefaults(52), 52, TEN, 4), TEN, 5, 1, 0);
    assertThat(run.study().trials()).hasSize(52);
    for (int rung = 0; rung <= TEN.top(); rung++) {
      assertThat(at(run, rung)).as("rung %d", rung).hasSize(16);
    }
  }

  @Test
  void the_worst_are_pruned_and_the_states_of_the_best_are_continued_at_the_next_generation() {
    for (int seed = 0; seed < 50; seed++) {
      Run run = play(new PopulationBased(noDefaults(52), 52, TEN, 4), TEN, 4, seed, 0);
      for (int rung = 0; rung < TEN.top(); rung++) {
        List<Outcome> ranking = run.study().ranking(rung);
        Set<Integer> best = new HashSet<>();
        ranking.subList(0, 4).forEach(outcome -> best.add(outcome.proposal().trial()));
        List<Answer.Evaluate> begun =
            at(run, rung + 1).stream().filter(asked -> asked.continues().isPresent()).toList();
        int of = rung;
        assertThat(begun)
            .isNotEmpty()
            .allSatisfy(
                asked -> {
                  Continuation from = asked.continues().orElseThrow();
                  assertThat(from.rung()).isEqualTo(of);
                  assertThat(best).contains(from.trial());
                });
        List<Integer> pruned =
            run.decisions().stream()
                .filter(d -> d.rung() == of && d.kind() == Decision.Kind.PRUNE)
                .map(Decision::trial)
                .toList();
        assertThat(pruned)
            .hasSameSizeAs(begun)
            .containsExactlyInAnyOrderElementsOf(
                ranking.subList(16 - begun.size(), 16).stream()
                    .map(outcome -> outcome.proposal().trial())
                    .toList());
      }
    }
  }

  @Test
  void failed_members_are_replaced_first() {
    Run run = play(new PopulationBased(noDefaults(52), 52, TEN, 4), TEN, 4, 3, 6);
    assertThat(run.study().trials()).hasSize(52);
    long failed = run.study().outcomes().stream().filter(outcome -> !outcome.completed()).count();
    long pruned = run.decisions().stream().filter(d -> d.kind() == Decision.Kind.PRUNE).count();
    assertThat(failed).isPositive();
    assertThat(pruned).isLessThan(52 - 16);
  }

  @Test
  void defaults_are_never_replaced() {
    for (int seed = 0; seed < 50; seed++) {
      Run run = play(new PopulationBased(sampler(), 40, TEN, 3), TEN, 4, seed, 0);
      assertThat(at(run, TEN.top())).extracting(asked -> asked.trial().number()).contains(0, 1);
    }
  }

  /** A learning rate that should fall: each generation is best served by another one. */
  @Test
  void follows_a_best_value_that_changes_from_generation_to_generation() {
    SearchSpace space =
        new SearchSpace(List.of(Dimension.always(new FloatParameter("rate", 1e-3, 1, Scale.LOG))));
    int better = 0;
    for (int seed = 0; seed < 20; seed++) {
      better += reached(space, seed) > fixed(space, seed) ? 1 : 0;
    }
    assertThat(better).isGreaterThanOrEqualTo(18); // of coin tosses: with a probability of 0.0002
  }

  /** What a generation adds under a rate: all if it is the one of the generation. */
  private static double gain(double rate, int rung) {
    double off = Math.log10(rate) + 0.25 * rung;
    return Math.exp(-4 * off * off);
  }

  private static double fixed(SearchSpace space, int seed) {
    RandomSampler random = new RandomSampler(space, new Seed(seed));
    return IntStream.range(0, 52)
        .mapToDouble(
            number -> random.propose(Studies.empty(1), number).orElseThrow().number("rate"))
        .map(
            rate -> IntStream.rangeClosed(0, TEN.top()).mapToDouble(rung -> gain(rate, rung)).sum())
        .max()
        .orElseThrow();
  }

  /** Sum of gains of the best member, whose states sum up those of its parents. */
  private static double reached(SearchSpace space, int seed) {
    Sampler sampler =
        new PerturbingSampler(
            new RandomSampler(space, new Seed(seed)), space, List.of(), new Seed(seed));
    Scheduler scheduler = new PopulationBased(sampler, 52, TEN, 4);
    Map<Continuation, Double> states = new LinkedHashMap<>();
    Study study = Studies.empty(seed);
    while (scheduler.ask(study) instanceof Answer.Evaluate asked) {
      Trial trial = asked.trial();
      int rung = asked.rung();
      Proposal proposal =
          new Proposal(
              study.proposals().size(), trial.number(), rung, asked.folds(), 1, asked.continues());
      study = study.asked(trial, proposal);
      double before =
          rung == 0
              ? 0
              : states.getOrDefault(
                  asked.continues().orElseGet(() -> new Continuation(trial.number(), rung - 1)),
                  Double.NaN);
      double after = before + gain(trial.configuration().number("rate"), rung);
      states.put(new Continuation(trial.number(), rung), after);
      Outcome outcome = Studies.completed(proposal, TEN.rungs().size() - after);
      study = study.told(outcome);
      scheduler.tell(study, outcome);
    }
    return TEN.rungs().size() - study.incumbent().orElseThrow().loss().orElseThrow();
  }
}
