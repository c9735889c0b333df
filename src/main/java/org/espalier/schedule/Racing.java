package org.espalier.schedule;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.espalier.search.Sampler;
import org.espalier.study.Decision;
import org.espalier.study.Outcome;
import org.espalier.study.RungLadder;
import org.espalier.study.ScoredCells;
import org.espalier.study.Study;
import org.espalier.study.Trial;

/**
 * Racing over folds: each trial is evaluated fold by fold, and stopped as soon as what it has shown
 * is clearly worse than what the leader, the best of those that have come furthest, has.
 *
 * <p>A trial is stopped where its mean over the folds so far is above the lower of two bounds:
 *
 * <ul>
 *   <li>the worst fold of the leader, once that has all folds: forgiving early stopping of
 *       cross-validation (Bergman, Purucker and Hutter, AutoML-Conf 2024);
 *   <li>the leader's mean over the same folds and what chance could have added, see {@link
 *       FoldNoise}.
 * </ul>
 *
 * <p>What is not clear yet is not paid for yet. The first two trials, and learners' defaults, which
 * are never stopped, get all their folds at once: so there soon is a leader to be compared with,
 * however many proposals are under way. Of the others, who is the best of all on the folds that it
 * has goes on at once. The rest is held until all trials have begun, and is stopped without another
 * fold if the leader of that time is clearly better. Then the held go on, best first, few of them
 * while somebody who is ahead of the leader is under way. The leader itself always goes on, so that
 * a study ends with a winner.
 */
public final class Racing implements Scheduler {

  private static final String RULE = "racing";
  private static final double[] NOTHING = {};

  /** Trials that begin with all folds: a leader, and one more that tells of the noise. */
  private static final int FIRST = 2;

  /**
   * One in so many slots goes to held trials while a new leader may be coming. Measured on recorded
   * cells of four data sets, 20 fold assignments, 5 folds, a window of 16: all slots 2.44 times
   * fewer cells than the full search with 73 % of 16 slots busy, half of them 2.55 and 67 %, a
   * fourth 2.62 and 60 %, none 2.64 and 51 %.
   */
  private static final int SHARE = 4;

  private final TrialSource source;
  private final RungLadder ladder;
  private final Deque<Trial> queue = new ArrayDeque<>();
  private final SortedMap<Integer, Outcome> held = new TreeMap<>(); // by trial; not decided yet
  private final List<double[]> losses = new ArrayList<>(); // by trial, then fold; of those in race
  private final List<RankedLosses> rungs = new ArrayList<>();
  private final SortedSet<Integer> goingOn = new TreeSet<>(); // promoted, and not told since
  private final FoldNoise noise;
  private int leader = -1;
  private int outstanding = 0;
  private int outstandingBelowTop = 0;
  private int widest = 0; // proposals that were under way at a time: slots there are to fill

  /**
   * @param trials at most this many
   * @param ladder of folds: all rungs have the same rows
   */
  public Racing(Sampler sampler, int trials, RungLadder ladder) {
    if (!ladder.rung(0).hasCellsOf(ladder.rung(ladder.top()))) {
      throw new IllegalArgumentException(
          "Racing needs a ladder of folds on all rows, not %s.".formatted(ladder));
    }
    this.source = new TrialSource(sampler, trials);
    this.ladder = ladder;
    this.noise = new FoldNoise(ladder.rung(ladder.top()).folds());
    ladder.rungs().forEach(rung -> rungs.add(new RankedLosses()));
  }

  @Override
  public Answer ask(Study study) {
    Trial next = queue.poll();
    if (next != null) {
      int rung = study.outcomesOf(next.number()).size();
      return evaluate(next, rung, ladder.missingFolds(rung));
    }
    if (source.hasMore()) {
      losses.add(NOTHING);
      Trial trial = source.next(study);
      boolean whole = trial.number() < FIRST || trial.isDefault();
      int rung = whole ? ladder.top() : 0;
      return evaluate(trial, rung, ladder.folds(rung));
    }
    return outstandingBelowTop == 0 && held.isEmpty() ? new Answer.Finished() : new Answer.Wait();
  }

  private Answer evaluate(Trial trial, int rung, List<Integer> folds) {
    outstanding++;
    outstandingBelowTop += rung < ladder.top() ? 1 : 0;
    widest = Math.max(widest, outstanding);
    return new Answer.Evaluate(trial, rung, folds);
  }

  @Override
  public List<Decision> tell(Study study, Outcome outcome) {
    int rung = outcome.proposal().rung();
    int number = outcome.proposal().trial();
    outstanding--;
    goingOn.remove(number);
    outstandingBelowTop -= rung < ladder.top() ? 1 : 0;
    List<Decision> decisions = new ArrayList<>();
    if (!outcome.completed()) {
      drop(number);
    } else {
      losses.set(number, byFold(study, outcome));
      rungs.get(rung).add(outcome.loss().getAsDouble(), number);
      lead(number);
      if (rung == ladder.top()) {
        decisions.add(decision(Verdict.COMPLETE, outcome, OptionalDouble.empty()));
      } else {
        held.put(number, outcome);
      }
    }
    for (int trial : List.copyOf(held.keySet())) {
      judge(study, trial, decisions);
    }
    learn(number);
    if (!source.hasMore() && !held.isEmpty()) {
      release(study, decisions);
    }
    return decisions;
  }

  /** Stops a trial that is clearly behind, and lets one that is ahead go on. */
  private void judge(Study study, int number, List<Decision> decisions) {
    OptionalDouble cutoff = cutoff(number);
    if (number == leader) {
      goOn(study, number, "leads the race", decisions);
    } else if (cutoff.isPresent() && mean(number) > cutoff.getAsDouble()) {
      String reason = "clearly behind trial " + leader;
      decisions.add(decision(new Verdict(Decision.Kind.PRUNE, reason), unheld(number), cutoff));
      drop(number);
    } else if (behind(number) < 0 && isBest(number)) {
      goOn(study, number, "ahead of trial " + leader, decisions);
    }
  }

  /** With all begun, lets the best of those that are held go on, as far as slots are free. */
  private void release(Study study, List<Decision> decisions) {
    boolean judged = noise.isKnown() && losses.get(leader).length == ladder.top() + 1;
    List<Integer> best =
        held.keySet().stream().sorted(Comparator.comparingDouble(this::behind)).toList();
    for (int number : best) {
      int busy = outstanding + queue.size();
      int slots = isChallenged() ? Math.max(1, widest / SHARE) : widest;
      if (busy == 0 || (judged && busy < slots)) {
        goOn(study, number, "not clearly behind trial " + leader, decisions);
      }
    }
  }

  private void goOn(Study study, int number, String reason, List<Decision> decisions) {
    OptionalDouble cutoff = cutoff(number);
    Verdict verdict = new Verdict(Decision.Kind.PROMOTE, reason);
    decisions.add(decision(verdict, unheld(number), cutoff));
    queue.add(study.trials().get(number));
    goingOn.add(number);
  }

  private Outcome unheld(int number) {
    return Objects.requireNonNull(held.remove(number));
  }

  private Decision decision(Verdict verdict, Outcome outcome, OptionalDouble cutoff) {
    RankedLosses rung = rungs.get(outcome.proposal().rung());
    int rank = rung.rank(outcome.loss().getAsDouble(), outcome.proposal().trial());
    return verdict.decision(outcome, RULE, cutoff, rank, rung.size());
  }

  private double[] byFold(Study study, Outcome outcome) {
    return ScoredCells.of(study, ladder, outcome).stream()
        .mapToDouble(cell -> study.objective().loss(cell.score().getAsDouble()))
        .toArray();
  }

  /** The mean above which a trial is stopped; empty for the leader, and while nothing is known. */
  private OptionalDouble cutoff(int number) {
    if (number == leader) {
      return OptionalDouble.empty();
    }
    double[] mine = losses.get(number);
    double[] best = losses.get(leader);
    double bound =
        mean(best, mine.length) + noise.margin(differences(mine, best)).orElse(Double.NaN);
    boolean all = best.length == ladder.rung(ladder.top()).folds();
    double forgiving = all ? Arrays.stream(best).max().orElseThrow() : Double.NaN;
    if (Double.isNaN(bound)) {
      return all ? OptionalDouble.of(forgiving) : OptionalDouble.empty();
    }
    return OptionalDouble.of(all ? Math.min(bound, forgiving) : bound);
  }

  /** By how much a trial is worse than the leader on the folds that it has. */
  private double behind(int number) {
    return mean(number) - mean(losses.get(leader), losses.get(number).length);
  }

  /** Whether no trial in the race is better on the folds that this one has. */
  private boolean isBest(int number) {
    int folds = losses.get(number).length;
    double mine = mean(number);
    return losses.stream().noneMatch(other -> other.length >= folds && mean(other, folds) < mine);
  }

  /** Whether a trial that goes on is ahead of the leader so far. */
  private boolean isChallenged() {
    return goingOn.stream().anyMatch(trial -> behind(trial) < 0);
  }

  /** Whoever has come furthest leads, of these the best. */
  private void lead(int number) {
    if (leader < 0) {
      leader = number;
    } else if (ahead(number, leader)) {
      int before = leader;
      leader = number;
      learn(before);
    }
  }

  private boolean ahead(int one, int other) {
    int more = losses.get(one).length - losses.get(other).length;
    int better = Double.compare(mean(other), mean(one));
    return more > 0 || (more == 0 && (better > 0 || (better == 0 && one < other)));
  }

  private void learn(int number) {
    if (number != leader && losses.get(number).length > 0) {
      noise.learn(number, differences(losses.get(number), losses.get(leader)));
    }
  }

  /** Takes a trial out of the race. */
  private void drop(int number) {
    losses.set(number, NOTHING);
    if (number == leader) {
      leader = -1;
      for (int other = 0; other < losses.size(); other++) {
        if (losses.get(other).length > 0) {
          lead(other);
        }
      }
    }
  }

  private static double[] differences(double[] of, double[] over) {
    double[] differences = new double[Math.min(of.length, over.length)];
    Arrays.setAll(differences, fold -> of[fold] - over[fold]);
    return differences;
  }

  private double mean(int number) {
    return mean(losses.get(number), losses.get(number).length);
  }

  private static double mean(double[] losses, int folds) {
    return Arrays.stream(losses, 0, folds).average().orElseThrow();
  }

  @Override
  public int plannedTrials() {
    return source.size();
  }

  @Override
  public boolean replan(int trials) {
    source.resize(trials);
    return true;
  }
}
