package org.espalier.study;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.RandomAccess;
import org.espalier.space.Configuration;

/**
 * Persistent snapshot of one optimisation. Requests and outcomes are appended to a new version;
 * versions share their prefixes, so that a new version and the queries by trial, proposal or
 * configuration take constant time.
 */
public final class Study {

  private final Objective objective;
  private final Seed seed;
  private final SharedList<Trial> trials;
  private final SharedList<Proposal> proposals;
  private final SharedList<Outcome> outcomes;
  private final StudyIndex index;
  private final Standing standing;

  /**
   * Aggregates of the outcomes.
   *
   * @param settled length of the prefix of proposals that all have an outcome
   * @param worst the largest loss of a completed outcome; empty if none completed
   */
  private record Standing(int settled, Optional<Outcome> incumbent, OptionalDouble worst) {

    Standing after(Outcome outcome, int settledNow) {
      if (!outcome.completed()) {
        return new Standing(settledNow, incumbent, worst);
      }
      return new Standing(
          settledNow,
          incumbent
              .filter(best -> Outcome.HIGHEST_FIRST.compare(best, outcome) <= 0)
              .or(() -> Optional.of(outcome)),
          OptionalDouble.of(
              Math.max(worst.orElse(Double.NEGATIVE_INFINITY), outcome.loss().getAsDouble())));
    }
  }

  private Study(
      Objective objective,
      Seed seed,
      SharedList<Trial> trials,
      SharedList<Proposal> proposals,
      SharedList<Outcome> outcomes,
      StudyIndex index,
      Standing standing) {
    this.objective = objective;
    this.seed = seed;
    this.trials = trials;
    this.proposals = proposals;
    this.outcomes = outcomes;
    this.index = index;
    this.standing = standing;
  }

  /** A study in which nothing was tried yet. */
  public static Study of(Objective objective, Seed seed) {
    return new Study(
        objective,
        seed,
        SharedList.empty(),
        SharedList.empty(),
        SharedList.empty(),
        new StudyIndex(),
        new Standing(0, Optional.empty(), OptionalDouble.empty()));
  }

  /**
   * New version with a further proposal.
   *
   * @throws IllegalArgumentException if proposal or trial are out of order, or if it continues what
   *     no trial has left
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
    proposal.continues().ifPresent(state -> requireLeft(proposal, state));
    StudyIndex next = index.after(trials, proposals, outcomes);
    next.asked(trial);
    return new Study(
        objective,
        seed,
        fresh ? trials.plus(trial) : trials,
        proposals.plus(proposal),
        outcomes,
        next,
        standing);
  }

  /**
   * New version with a further outcome.
   *
   * @throws IllegalArgumentException if its proposal is unknown or already has an outcome
   */
  public Study told(Outcome outcome) {
    long number = outcome.proposal().number();
    if (number >= proposals.size()
        || !outcome.proposal().equals(proposals.get(Math.toIntExact(number)))) {
      throw new IllegalArgumentException("%s was not proposed.".formatted(outcome.proposal()));
    }
    if (outcomeOf(number).isPresent()) {
      throw new IllegalArgumentException(
          "%s already has an outcome.".formatted(outcome.proposal()));
    }
    StudyIndex next = index.after(trials, proposals, outcomes);
    next.told(outcome);
    int settled = standing.settled();
    while (settled < proposals.size() && next.toldAt(settled, outcomes.size() + 1).isPresent()) {
      settled++;
    }
    return new Study(
        objective,
        seed,
        trials,
        proposals,
        outcomes.plus(outcome),
        next,
        standing.after(outcome, settled));
  }

  private void requireLeft(Proposal proposal, Continuation state) {
    boolean completed =
        state.trial() < trials.size()
            && state.rung() < proposal.rung()
            && outcomesOf(state.trial()).stream()
                .anyMatch(o -> o.completed() && o.proposal().rung() == state.rung());
    if (!completed) {
      throw new IllegalArgumentException(
          "%s continues trial %d at rung %d, which is not a lower rung that it completed."
              .formatted(proposal, state.trial(), state.rung()));
    }
  }

  /** This version without its outcomes: all of its requests are pending. */
  public Study untold() {
    return new Study(
        objective,
        seed,
        trials,
        proposals,
        SharedList.empty(),
        index,
        new Standing(0, Optional.empty(), OptionalDouble.empty()));
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

  /** Outcomes in the order in which they were reported. */
  public List<Outcome> outcomes() {
    return outcomes;
  }

  /** Proposals without an outcome, by number. */
  public List<Proposal> pending() {
    return proposals.subList(standing.settled(), proposals.size()).stream()
        .filter(proposal -> outcomeOf(proposal.number()).isEmpty())
        .toList();
  }

  /** Outcome of a proposal; empty if it has none yet. */
  public Optional<Outcome> outcomeOf(long proposal) {
    return index.toldAt(proposal, outcomes.size()).map(outcomes::get);
  }

  /** Outcomes of a trial, one per rung, in the order in which they were reported. */
  public List<Outcome> outcomesOf(int trial) {
    return index.ofTrial(trial, outcomes.size()).stream().map(outcomes::get).toList();
  }

  /** First trial with the given configuration, if there is one. */
  public Optional<Trial> trialOf(Configuration configuration) {
    return index.trialOf(configuration, trials.size()).map(trials::get);
  }

  /**
   * The best completed outcome at the highest rung that any reached; among equal ones the earliest
   * trial.
   */
  public Optional<Outcome> incumbent() {
    return standing.incumbent();
  }

  /** The largest loss of a completed outcome at any rung; empty if none completed. */
  public OptionalDouble worstLoss() {
    return standing.worst();
  }

  /** The completed outcomes at a rung, best first; among equal ones the earlier trial first. */
  public List<Outcome> ranking(int rung) {
    return outcomes.stream()
        .filter(o -> o.completed() && o.proposal().rung() == rung)
        .sorted(Outcome.BY_LOSS)
        .toList();
  }

  /**
   * The completed outcomes that lead the study, best first: those at the highest rung that a trial
   * completed.
   *
   * <p>Learners' defaults reach higher rungs whether they are good or not. If no other trial has
   * reached theirs, they are compared at the highest rung that another trial completed: its
   * outcomes lead if the best of them is not a default, and better than defaults that began at a
   * higher rung are there, on the same folds.
   *
   * @param lowest lowest rung that may lead
   */
  public List<Outcome> leading(int lowest, RungLadder ladder) {
    List<Outcome> highest = List.of();
    for (int rung = ladder.top(); rung >= lowest; rung--) {
      List<Outcome> ranking = ranking(rung);
      highest = highest.isEmpty() ? ranking : highest;
      if (ranking.stream().anyMatch(outcome -> !isDefault(outcome))) {
        Outcome best = ranking.get(0);
        boolean beaten =
            isDefault(best) || highest.stream().anyMatch(other -> isAhead(other, best, ladder));
        return beaten ? highest : ranking;
      }
    }
    return highest;
  }

  /** True for defaults that have no outcome at the rung of another one, and are not worse there. */
  private boolean isAhead(Outcome defaults, Outcome other, RungLadder ladder) {
    int rung = other.proposal().rung();
    if (!isDefault(defaults)
        || outcomesOf(defaults.proposal().trial()).stream()
            .anyMatch(told -> told.completed() && told.proposal().rung() == rung)) {
      return false;
    }
    return objective.improvement(
            ScoredCells.byFold(this, ladder, defaults), ScoredCells.byFold(this, ladder, other))
        >= 0;
  }

  private boolean isDefault(Outcome outcome) {
    return trials.get(outcome.proposal().trial()).isDefault();
  }

  /**
   * An append-only list whose versions share their common prefix: {@link #plus} leaves this version
   * as it is and costs amortised constant time along one line of descent. Confined to one thread,
   * like the study that holds it.
   */
  private static final class SharedList<T> extends AbstractList<T> implements RandomAccess {

    private final List<T> shared;
    private final int size;

    private SharedList(List<T> shared, int size) {
      this.shared = shared;
      this.size = size;
    }

    static <T> SharedList<T> empty() {
      return new SharedList<>(new ArrayList<>(), 0);
    }

    SharedList<T> plus(T element) {
      // Only the newest version may extend the shared list; an older one that branches off copies
      // its
      // prefix.
      List<T> backing = shared.size() == size ? shared : new ArrayList<>(shared.subList(0, size));
      backing.add(element);
      return new SharedList<>(backing, size + 1);
    }

    @Override
    public T get(int index) {
      if (index >= size) {
        throw new IndexOutOfBoundsException("Index %d of %d".formatted(index, size));
      }
      return shared.get(index);
    }

    @Override
    public int size() {
      return size;
    }
  }
}
