package org.espalier.tune;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.espalier.study.Outcome;
import org.espalier.study.RungLadder;
import org.espalier.study.ScoredCells;
import org.espalier.study.Study;

/** Reason why the loop ended. */
public enum StopReason {
  /** The scheduler had nothing more to propose. */
  FINISHED,
  /**
   * The next request would have exceeded the planned units; all outstanding outcomes were awaited.
   */
  UNITS,
  /** A trial reached the target score at full fidelity. */
  TARGET,
  /** The given number of consecutive trials brought no improvement at full fidelity. */
  NO_IMPROVEMENT,
  /**
   * The deadline was reached, or nothing under way would end before it. Except for promotions in
   * time, the study is a prefix of the uncut one, followed by the outcomes that had ended by then.
   */
  DEADLINE,
  /** A request stopped the search; the study is as at a deadline. */
  STOPPED,
  /** The task time was used up; the study is a prefix of the uncut one. */
  TASK_TIME,
  /** Too many trials failed in a row. */
  FAILURES;

  private static final Comparator<Outcome> LEADING =
      Comparator.comparing((Outcome o) -> o.loss().getAsDouble())
          .thenComparing(o -> -o.proposal().rung())
          .thenComparing(o -> o.proposal().trial());

  /** True if a budget was used up before the scheduler finished. */
  public boolean isSpent() {
    return this == UNITS || isMeasured();
  }

  /**
   * Outcomes among which the winner is chosen: those at the highest rung that any trial completed,
   * best first. A rung below the top decides only if a budget was used up; otherwise all trials
   * that reached the top have failed. Empty if the study gave up.
   *
   * <p>Learners' defaults, which reach higher rungs whether they are good or not, are compared as
   * by {@link Study#leading}.
   *
   * <p>If rungs differ in iterations alone, all scores are of the same validation rows, and a
   * budget that was used up cuts off trials below the top. If one of these is better than all
   * outcomes of the highest rung, all trials that were not pruned compete, each by its last
   * outcome; among equal ones the one with more iterations leads. If rungs differ in folds alone,
   * the same holds for a trial that is better than the best of the highest rung on the folds that
   * both have: all are then ordered by the gain over that one on common folds.
   *
   * @param pruned trials that the scheduler has given up
   */
  public List<Outcome> contenders(Study study, RungLadder ladder, Set<Integer> pruned) {
    if (this == FAILURES) {
      return List.of();
    }
    List<Outcome> highest = study.leading(isSpent() ? 0 : ladder.top(), ladder);
    boolean ofFolds = ladder.isOfFoldsAlone();
    if (!isSpent() || highest.isEmpty() || !(ofFolds || ladder.isOfIterationsAlone())) {
      return highest;
    }
    List<Outcome> last = last(study, pruned);
    Comparator<Outcome> leading =
        ofFolds ? byGain(study, ladder, highest.get(0), last).thenComparing(LEADING) : LEADING;
    List<Outcome> sorted = last.stream().sorted(leading).toList();
    boolean better = !sorted.isEmpty() && leading.compare(sorted.get(0), highest.get(0)) < 0;
    return better ? sorted : highest;
  }

  /** Last completed outcome of each trial that was not pruned. */
  private static List<Outcome> last(Study study, Set<Integer> pruned) {
    return IntStream.range(0, study.trials().size())
        .filter(trial -> !pruned.contains(trial))
        .mapToObj(study::outcomesOf)
        .filter(outcomes -> !outcomes.isEmpty())
        .map(outcomes -> outcomes.get(outcomes.size() - 1))
        .filter(Outcome::completed)
        .toList();
  }

  /** The largest improvement over a leader first, each on the folds that it and the leader have. */
  private static Comparator<Outcome> byGain(
      Study study, RungLadder ladder, Outcome leader, List<Outcome> all) {
    Map<Integer, Double> ofLeader = ScoredCells.byFold(study, ladder, leader);
    Map<Integer, Double> gains = new HashMap<>(); // by trial
    for (Outcome outcome : all) {
      Map<Integer, Double> own = ScoredCells.byFold(study, ladder, outcome);
      gains.put(outcome.proposal().trial(), study.objective().improvement(own, ofLeader));
    }
    return Comparator.comparing(
        outcome -> -gains.getOrDefault(outcome.proposal().trial(), 0.0) + 0.0);
  }

  /**
   * True if the reason depends on a measurement, so that the same study may end elsewhere next
   * time.
   */
  public boolean isMeasured() {
    return this == DEADLINE || this == STOPPED || this == TASK_TIME;
  }
}
