package org.espalier.schedule;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.espalier.search.Sampler;
import org.espalier.study.Decision;
import org.espalier.study.Outcome;
import org.espalier.study.RungLadder;
import org.espalier.study.Study;
import org.espalier.study.Trial;

/**
 * Synchronous successive halving (Jamieson and Talwalkar, AISTATS 2016; one bracket of Hyperband,
 * Li et al., JMLR 18 (2018), Algorithm 1).
 *
 * <p>All trials start at the lowest rung. When the last of a rung is told, the best ⌊n/η⌋ of its n
 * trials, at least one, go on; failed ones count in n and never go on. {@link Decision}s of a
 * closed rung come in the order of rank, and the next rung is asked in the order of trial numbers.
 */
public final class SuccessiveHalving implements Scheduler {

  private final TrialSource source;
  private final RungLadder ladder;
  private final int eta; // η

  private final Map<Integer, Trial> inRung = new LinkedHashMap<>();
  private final Map<Integer, Outcome> told = new LinkedHashMap<>();
  private final Deque<Trial> queue = new ArrayDeque<>();
  private int asked = 0;
  private int rung = 0;
  private boolean finished = false;

  /**
   * @param trials at most this many trials in the first rung
   * @param eta reduction factor η, at least 2
   */
  public SuccessiveHalving(Sampler sampler, int trials, RungLadder ladder, int eta) {
    if (eta < 2) {
      throw new IllegalArgumentException("Halving needs eta >= 2, not %d.".formatted(eta));
    }
    this.source = new TrialSource(sampler, trials);
    this.ladder = ladder;
    this.eta = eta;
  }

  @Override
  public Answer ask(Study study) {
    if (finished) {
      return new Answer.Finished();
    }
    if (rung == 0 && asked < source.size()) {
      Trial trial = source.trial(study, asked++);
      inRung.put(trial.number(), trial);
      return evaluate(trial);
    }
    Trial next = queue.poll();
    if (next != null) {
      return evaluate(next);
    }
    // With the top rung asked for, nothing follows from what is outstanding.
    return rung == ladder.top() ? new Answer.Finished() : new Answer.Wait();
  }

  private Answer evaluate(Trial trial) {
    return new Answer.Evaluate(trial, rung, ladder.missingFolds(rung));
  }

  @Override
  public List<Decision> tell(Study study, Outcome outcome) {
    told.put(outcome.proposal().trial(), outcome);
    boolean outstanding =
        told.size() < inRung.size() || (rung == 0 && asked < source.size()) || !queue.isEmpty();
    return outstanding ? List.of() : close(study);
  }

  private List<Decision> close(Study study) {
    // A trial is told at most once a rung, so those of this rung are the ranking's.
    List<Outcome> ranking = study.ranking(rung);
    boolean top = rung == ladder.top();
    int places = top ? ranking.size() : Math.min(ranking.size(), Math.max(1, inRung.size() / eta));
    List<Decision> decisions = new ArrayList<>();
    List<Trial> promoted = new ArrayList<>();
    for (int rank = 1; rank <= ranking.size(); rank++) {
      Outcome outcome = ranking.get(rank - 1);
      Trial trial = study.trials().get(outcome.proposal().trial());
      boolean goesOn = rank <= places || trial.isDefault();
      if (goesOn) {
        promoted.add(trial);
      }
      decisions.add(decision(outcome, trial, rank, places, ranking));
    }
    advance(promoted, top);
    return decisions;
  }

  private void advance(List<Trial> promoted, boolean top) {
    finished = top || promoted.isEmpty();
    rung++;
    inRung.clear();
    told.clear();
    promoted.stream()
        .sorted((a, b) -> Integer.compare(a.number(), b.number()))
        .forEach(
            trial -> {
              inRung.put(trial.number(), trial);
              queue.add(trial);
            });
    if (finished) {
      queue.clear();
    }
  }

  private Decision decision(
      Outcome outcome, Trial trial, int rank, int places, List<Outcome> ranking) {
    int of = inRung.size();
    if (rung == ladder.top()) {
      return decision(
          outcome, Decision.Kind.COMPLETE, OptionalDouble.empty(), rank, of, "top rung reached");
    }
    OptionalDouble cutoff = ranking.get(places - 1).loss();
    if (rank <= places) {
      String reason = "among the best %d of %d".formatted(places, of);
      return decision(outcome, Decision.Kind.PROMOTE, cutoff, rank, of, reason);
    }
    if (trial.isDefault()) {
      String reason = "a learner's defaults are never pruned";
      return decision(outcome, Decision.Kind.PROMOTE, cutoff, rank, of, reason);
    }
    String reason = "not among the best %d of %d".formatted(places, of);
    return decision(outcome, Decision.Kind.PRUNE, cutoff, rank, of, reason);
  }

  private Decision decision(
      Outcome outcome, Decision.Kind kind, OptionalDouble cutoff, int rank, int of, String reason) {
    return new Decision(
        outcome.proposal().trial(),
        rung,
        kind,
        "halving",
        outcome.loss().getAsDouble(),
        cutoff,
        rank,
        of,
        reason);
  }

  @Override
  public boolean readsOutcomes() {
    return true;
  }

  @Override
  public int plannedTrials() {
    return source.size();
  }
}
