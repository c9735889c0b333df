package org.espalier.study;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One optimisation of one objective, as far as it has come: a persistent snapshot. What was asked
 * and told is appended to a new version; versions share their prefixes.
 */
public final class Study {

  private final Objective objective;
  private final Seed seed;
  private final History<Trial> trials;
  private final History<Proposal> proposals;
  private final History<Outcome> outcomes;

  private Study(
      Objective objective,
      Seed seed,
      History<Trial> trials,
      History<Proposal> proposals,
      History<Outcome> outcomes) {
    this.objective = objective;
    this.seed = seed;
    this.trials = trials;
    this.proposals = proposals;
    this.outcomes = outcomes;
  }

  /** A study in which nothing was tried yet. */
  public static Study of(Objective objective, Seed seed) {
    return new Study(objective, seed, History.empty(), History.empty(), History.empty());
  }

  /**
   * This study after a proposal was asked for.
   *
   * @throws IllegalArgumentException if proposal or trial are out of their order
   */
  public Study asked(Trial trial, Proposal proposal) {
    boolean fresh = trial.number() == trials.size();
    boolean known = trial.number() < trials.size() && trial.equals(trials.get(trial.number()));
    if (!(fresh || known)
        || proposal.trial() != trial.number()
        || proposal.number() != proposals.size()) {
      throw new IllegalArgumentException(
          "%s of %s does not follow %d proposals of %d trials."
              .formatted(proposal, trial, proposals.size(), trials.size()));
    }
    return new Study(
        objective, seed, fresh ? trials.plus(trial) : trials, proposals.plus(proposal), outcomes);
  }

  /**
   * This study after an outcome was told.
   *
   * @throws IllegalArgumentException if its proposal was not asked for
   */
  public Study told(Outcome outcome) {
    long number = outcome.proposal().number();
    if (number >= proposals.size()
        || !outcome.proposal().equals(proposals.get(Math.toIntExact(number)))) {
      throw new IllegalArgumentException("%s was not asked for.".formatted(outcome.proposal()));
    }
    return new Study(objective, seed, trials, proposals, outcomes.plus(outcome));
  }

  public Objective objective() {
    return objective;
  }

  public Seed seed() {
    return seed;
  }

  /** Trials by number. */
  public List<Trial> trials() {
    return trials;
  }

  /** Proposals by number. */
  public List<Proposal> proposals() {
    return proposals;
  }

  /** Outcomes in the order told. */
  public List<Outcome> outcomes() {
    return outcomes;
  }

  /** Proposals asked for and not yet told, by number. */
  public List<Proposal> pending() {
    Set<Long> told = new HashSet<>();
    outcomes.forEach(outcome -> told.add(outcome.proposal().number()));
    return proposals.stream().filter(p -> !told.contains(p.number())).toList();
  }

  /**
   * The best completed outcome at the highest rung that any reached; of equal ones the earliest
   * trial.
   */
  public Optional<Outcome> incumbent() {
    return outcomes.stream()
        .filter(Outcome::completed)
        .min(
            Comparator.comparing((Outcome o) -> -o.proposal().rung())
                .thenComparing(o -> o.loss().getAsDouble())
                .thenComparing(o -> o.proposal().trial()));
  }

  /** The completed outcomes at a rung, best first; of equal ones the earlier trial first. */
  public List<Outcome> ranking(int rung) {
    return outcomes.stream()
        .filter(o -> o.completed() && o.proposal().rung() == rung)
        .sorted(
            Comparator.comparing((Outcome o) -> o.loss().getAsDouble())
                .thenComparing(o -> o.proposal().trial()))
        .toList();
  }
}
