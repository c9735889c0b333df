package org.espalier.schedule;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.OptionalDouble;
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
 * <p>Trials that go on are asked for before new ones. The leader itself always goes on, so that a
 * study ends with a winner; a learner's defaults go on whatever they show.
 */
public final class Racing implements Scheduler {

  private static final String RULE = "racing";
  private static final double[] NOTHING = {};

  private final TrialSource source;
  private final RungLadder ladder;
  private final Deque<Trial> queue = new ArrayDeque<>();
  private final List<double[]> losses = new ArrayList<>(); // by trial, then fold; of those in race
  private final List<RankedLosses> rungs = new ArrayList<>();
  private final FoldNoise noise;
  private int leader = -1;
  private int outstandingBelowTop = 0;

  /**
   * @param trials at most this many
   * @param ladder of folds: all rungs have the same rows
   */
  public Racing(Sampler sampler, int trials, RungLadder ladder) {
    if (ladder.rung(0).rows() != ladder.rung(ladder.top()).rows()) {
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
      return evaluate(source.next(study), 0, ladder.folds(0));
    }
    return outstandingBelowTop == 0 ? new Answer.Finished() : new Answer.Wait();
  }

  private Answer evaluate(Trial trial, int rung, List<Integer> folds) {
    outstandingBelowTop += rung < ladder.top() ? 1 : 0;
    return new Answer.Evaluate(trial, rung, folds);
  }

  @Override
  public List<Decision> tell(Study study, Outcome outcome) {
    int rung = outcome.proposal().rung();
    int number = outcome.proposal().trial();
    outstandingBelowTop -= rung < ladder.top() ? 1 : 0;
    if (!outcome.completed()) {
      drop(number);
      return List.of();
    }
    losses.set(number, byFold(study, outcome));
    lead(number);
    double loss = outcome.loss().getAsDouble();
    int rank = rungs.get(rung).add(loss, number);
    int of = rungs.get(rung).size();
    if (rung == ladder.top()) {
      learn(number);
      OptionalDouble none = OptionalDouble.empty();
      return List.of(Verdict.COMPLETE.decision(outcome, RULE, none, rank, of));
    }
    OptionalDouble cutoff = cutoff(number);
    learn(number);
    Trial trial = study.trials().get(number);
    Verdict verdict = verdict(trial, cutoff.isPresent() && mean(number) > cutoff.getAsDouble());
    if (verdict.kind() == Decision.Kind.PRUNE) {
      drop(number);
    } else {
      queue.add(trial);
    }
    return List.of(verdict.decision(outcome, RULE, cutoff, rank, of));
  }

  private Verdict verdict(Trial trial, boolean beaten) {
    if (!beaten) {
      return new Verdict(
          Decision.Kind.PROMOTE,
          trial.number() == leader ? "leads the race" : "not clearly behind trial " + leader);
    }
    return trial.isDefault()
        ? Verdict.CARRIED
        : new Verdict(Decision.Kind.PRUNE, "clearly behind trial " + leader);
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

  /** Whoever has come furthest leads, of these the best. */
  private void lead(int number) {
    if (leader < 0 || ahead(number, leader)) {
      leader = number;
    }
  }

  private boolean ahead(int one, int other) {
    int more = losses.get(one).length - losses.get(other).length;
    int better = Double.compare(mean(other), mean(one));
    return more > 0 || (more == 0 && (better > 0 || (better == 0 && one < other)));
  }

  private void learn(int number) {
    if (number != leader) {
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
}
