package org.espalier.schedule;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.espalier.search.Sampler;
import org.espalier.search.StrategyTexts;
import org.espalier.study.Decision;
import org.espalier.study.Outcome;
import org.espalier.study.RungLadder;
import org.espalier.study.ScoredCells;
import org.espalier.study.Study;
import org.espalier.study.Trial;

/**
 * Racing over folds: each trial is evaluated fold by fold, and stopped as soon as it is clearly
 * worse than the leader, the best of the trials with the most folds.
 *
 * <p>A trial is stopped where its mean over the folds so far is above the lower of two bounds:
 *
 * <ul>
 *   <li>the worst fold of the leader, once that has all folds: forgiving early stopping of
 *       cross-validation (Bergman, Purucker and Hutter, AutoML-Conf 2024);
 *   <li>the leader's mean over the same folds plus a bound on the noise, see {@link FoldNoise}.
 * </ul>
 *
 * <p>Undecided trials are deferred. The first two trials, and learners' defaults, which are never
 * stopped, get all their folds at once, so that there soon is a leader to compare with, however
 * many proposals are under way. Of the others, a trial that is the best of all on its folds so far
 * continues at once, and so does the best of its learner, even if it is clearly behind: learners
 * are compared by their best trials, and an ensemble needs different ones. The rest is held until
 * all trials have begun or the time is about to end, and is stopped without another fold if the
 * leader of that time is clearly better. Then the held trials continue, best first, with a limited
 * number of slots while a trial that is ahead of the leader is under way. The leader itself always
 * continues, so that a study ends with a winner.
 */
public final class Racing extends SampledScheduler {

  public static final SchedulerSpec SPEC =
      SchedulerSpec.of(
          "racing",
          new StrategyTexts(
              "Racing: one fold after the other, until a trial is clearly worse than the "
                  + "incumbent on their common folds; the best of each learner gets all folds.",
              "Few rows or low rungs mislead, and most trials are clearly worse than the best.",
              "Measured: full search took 2.6 times as many cells on 5 folds, 2.1 times on 3 "
                  + "(four tables, a window of 16).",
              "Bergman, Purucker and Hutter, AutoML-Conf 2024"),
          SchedulerSpec.LadderKind.FOLD_BY_FOLD,
          (sampler, trials, ladder, eta) -> new Racing(sampler, trials, ladder));

  private static final String RULE = "racing";

  /** Number of trials that begin with all folds: a leader, and one to estimate the noise. */
  private static final int FIRST = 2;

  /**
   * One in this many slots may go to held trials while a challenger of the leader is under way: a
   * compromise between fewer cells (no slots for held trials) and busier slots (all slots).
   */
  private static final int SHARE = 4;

  private final RungLadder ladder;
  private final Deque<Trial> queue = new ArrayDeque<>();
  private final SortedMap<Integer, Outcome> held = new TreeMap<>(); // by trial; not decided yet
  private final Set<Integer> whole = new HashSet<>(); // trials that get all folds that are left
  private final List<RankedLosses> rungs = new ArrayList<>();
  private final SortedSet<Integer> goingOn = new TreeSet<>(); // promoted, without an outcome since
  private final Standings standings;
  private boolean timeEnds = false; // no trial begins in parallel with promoted ones
  private int outstanding = 0;
  private int outstandingBelowTop = 0;
  private int widest = 0; // number of concurrent proposals so far: the slots to fill

  /**
   * @param trials maximum number of trials
   * @param ladder ladder of folds: all rungs have the same rows
   */
  public Racing(Sampler sampler, int trials, RungLadder ladder) {
    super(sampler, trials, /* mayPlanMore= */ true);
    if (!ladder.rung(0).hasCellsOf(ladder.rung(ladder.top()))) {
      throw new IllegalArgumentException(
          "Racing needs a ladder of folds on all rows, not %s.".formatted(ladder));
    }
    this.ladder = ladder;
    this.standings = new Standings(ladder.rung(ladder.top()).folds());
    ladder.rungs().forEach(rung -> rungs.add(new RankedLosses()));
  }

  @Override
  public Answer ask(Study study) {
    Trial next = queue.poll();
    if (next != null) {
      int rung = study.outcomesOf(next.number()).size();
      return whole.contains(next.number())
          ? evaluate(next, ladder.top(), foldsFrom(rung))
          : evaluate(next, rung, ladder.missingFolds(rung));
    }
    if (hasMore() && !(timeEnds && !goingOn.isEmpty())) {
      Trial trial = next(study);
      standings.enter(trial.configuration().learner());
      int rung = trial.number() < FIRST || trial.isDefault() ? ladder.top() : 0;
      return evaluate(trial, rung, ladder.folds(rung));
    }
    boolean waits = hasMore() || outstandingBelowTop > 0 || !held.isEmpty();
    return waits ? new Answer.Wait() : new Answer.Finished();
  }

  private List<Integer> foldsFrom(int rung) {
    return IntStream.rangeClosed(rung, ladder.top())
        .boxed()
        .flatMap(each -> ladder.missingFolds(each).stream())
        .toList();
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
    timeEnds = false; // until a promotion says so again
    goingOn.remove(number);
    outstandingBelowTop -= rung < ladder.top() ? 1 : 0;
    List<Decision> decisions = new ArrayList<>();
    if (!outcome.completed()) {
      standings.drop(number);
    } else {
      standings.set(number, byFold(study, outcome));
      rungs.get(rung).add(outcome.loss().getAsDouble(), number);
      if (rung == ladder.top()) {
        decisions.add(decision(DecisionDraft.COMPLETE, outcome));
      } else {
        held.put(number, outcome);
      }
    }
    for (int trial : List.copyOf(held.keySet())) {
      judge(study, trial, number, decisions);
    }
    standings.learn(number);
    if (!hasMore() && !held.isEmpty()) {
      release(study, decisions);
    }
    return decisions;
  }

  /**
   * Stops a trial that is clearly behind, and continues one that is ahead.
   *
   * @param told trial of the last outcome
   */
  private void judge(Study study, int number, int told, List<Decision> decisions) {
    if (number == standings.leader()) {
      decisions.add(goOn(study, number, "leads the race"));
    } else if (standings.lossBehindLeader(number) < 0 && standings.isBest(number)) {
      decisions.add(toTop(study, number, "ahead of trial " + standings.leader()));
    } else if (standings.isBestOfLearner(number, told)) {
      decisions.add(toTop(study, number, "the best of its learner"));
    } else if (standings.isClearlyBehind(number)) {
      String reason = "clearly behind trial " + standings.leader();
      decisions.add(decision(new DecisionDraft(Decision.Kind.PRUNE, reason), unheld(number)));
      standings.drop(number);
    }
  }

  /** Continues the best held trials, as far as slots are free, once all trials have begun. */
  private void release(Study study, List<Decision> decisions) {
    boolean judged = standings.canJudge();
    if (!isFree(judged)) {
      return; // without ranking them, which takes long if thousands are held
    }
    for (int number : bestHeld()) {
      if (isFree(judged)) {
        decisions.add(goOn(study, number, "not clearly behind trial " + standings.leader()));
      }
    }
  }

  /** True if a held trial may continue: no other is under way, or fewer than there are slots. */
  private boolean isFree(boolean judged) {
    int busy = outstanding + queue.size();
    return busy == 0
        || (judged && busy < widest && (busy < Math.max(1, widest / SHARE) || !isChallenged()));
  }

  private List<Integer> bestHeld() {
    return held.keySet().stream()
        .sorted(Comparator.comparingDouble(standings::lossBehindLeader))
        .toList();
  }

  @Override
  public Optional<Decision> promoteInTime(Study study, double secondsLeft) {
    List<Integer> best = queue.isEmpty() ? bestHeld() : List.of();
    return best.stream().findFirst().map(number -> inTime(study, number, secondsLeft));
  }

  private Decision inTime(Study study, int number, double secondsLeft) {
    timeEnds = true;
    whole.add(number);
    Outcome outcome = goOn(study, number);
    return DecisionDraft.inTime(
        number, outcome.proposal().rung(), RULE, ranking(outcome, true), secondsLeft);
  }

  /** Continues a trial with all folds that are left, as soon as it is compared with all. */
  private Decision toTop(Study study, int number, String reason) {
    if (standings.isLeaderWhole()) {
      whole.add(number);
    }
    return goOn(study, number, reason);
  }

  private Decision goOn(Study study, int number, String reason) {
    return decision(new DecisionDraft(Decision.Kind.PROMOTE, reason), goOn(study, number));
  }

  private Outcome goOn(Study study, int number) {
    queue.add(study.trials().get(number));
    goingOn.add(number);
    return unheld(number);
  }

  private Outcome unheld(int number) {
    return Objects.requireNonNull(held.remove(number));
  }

  private Decision decision(DecisionDraft verdict, Outcome outcome) {
    boolean compared = verdict.kind() != Decision.Kind.COMPLETE;
    return verdict.decision(outcome, RULE, ranking(outcome, compared));
  }

  /**
   * @param compared true if the trial is compared with the leader
   */
  private Decision.Ranking ranking(Outcome outcome, boolean compared) {
    int trial = outcome.proposal().trial();
    OptionalDouble cutoff = compared ? standings.cutoff(trial) : OptionalDouble.empty();
    RankedLosses rung = rungs.get(outcome.proposal().rung());
    double loss = outcome.loss().getAsDouble();
    return new Decision.Ranking(loss, cutoff, rung.rank(loss, trial), rung.size());
  }

  private double[] byFold(Study study, Outcome outcome) {
    return ScoredCells.cells(study, ladder, outcome).stream()
        .mapToDouble(cell -> study.objective().loss(cell.score().getAsDouble()))
        .toArray();
  }

  /** True if a trial under way is ahead of the leader so far. */
  private boolean isChallenged() {
    return goingOn.stream().anyMatch(trial -> standings.lossBehindLeader(trial) < 0);
  }
}
