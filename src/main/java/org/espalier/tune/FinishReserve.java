package org.espalier.tune;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.espalier.study.CellState;
import org.espalier.study.Outcome;
import org.espalier.study.RungLadder;

/**
 * Time that is reserved for the steps after a search.
 *
 * @param refits fits on all rows, each of which takes as long as the longest one seen
 * @param fit least time of a fit on all rows, as far as it is known before the search
 * @param rest time of each further step; those without one take none
 * @param further fits that are skipped if there is no time
 * @param isFirstFitted true if the first trial's configuration is fitted and saved already
 */
public record FinishReserve(
    int refits, Duration fit, Map<Step, Duration> rest, Further further, boolean isFirstFitted) {

  /**
   * Fits after the winner's that are skipped if there is no time for them.
   *
   * @param members fits of further members of an ensemble
   * @param again fits of the same configurations on all rows, held-out ones too, counted in fits on
   *     the training rows alone; 0 for none
   * @param most maximum time that is kept for all of them together
   */
  public record Further(int members, double again, Duration most) {

    public static final Further NONE = new Further(0, 0, Duration.ZERO);

    public Further {
      if (members < 0 || !(again >= 0) || most.isNegative()) {
        throw new IllegalArgumentException(
            "Further fits need numbers and a time that are not negative, not %d, %s and %s."
                .formatted(members, again, most));
      }
    }

    /** Their number, in fits on the training rows alone. */
    public int fits() {
      return members + (int) Math.ceil(again);
    }

    private Duration length(Duration each) {
      Duration length = each.multipliedBy(members).plus(times(each, again));
      return length.compareTo(most) < 0 ? length : most;
    }
  }

  /** Step after the winner's fit, in the order in which they follow. */
  public enum Step {
    /** Scores a model on the held-out rows. */
    JUDGE,
    /**
     * Analysis of the finalists' out-of-fold scores, as far as it takes longer than the steps
     * before.
     */
    ANALYSE,
    /** Saves the model. */
    SAVE,
    /** Scores the model that was made of out-of-fold scores. */
    COMPARE,
    /**
     * Save of the model that was fitted on all rows. It is skipped for lack of time, because no
     * later step needs it.
     */
    REFIT,
    /** Writes tables, page and summary, and ends the process. */
    LEAVE
  }

  /** Nothing comes after the search. */
  public static final FinishReserve NONE = of(0);

  public FinishReserve {
    Map<Step, Duration> steps = new EnumMap<>(Step.class);
    steps.putAll(rest);
    rest = Collections.unmodifiableMap(steps);
    if (refits < 0 || fit.isNegative() || rest.values().stream().anyMatch(Duration::isNegative)) {
      throw new IllegalArgumentException(
          "A reserve needs refits >= 0 and times that are not negative, not %d, %s and %s."
              .formatted(refits, fit, rest));
    }
  }

  /** Reserve of a study whose first trial is fitted like all others. */
  public FinishReserve(int refits, Duration fit, Map<Step, Duration> rest) {
    this(refits, fit, rest, Further.NONE, false);
  }

  /** Reserve for a number of fits whose time is not known yet. */
  public static FinishReserve of(int refits) {
    return new FinishReserve(refits, Duration.ZERO, Map.of());
  }

  /** Time of a step and of all that must follow it. */
  public Duration from(Step step) {
    return rest.entrySet().stream()
        .filter(each -> each.getKey().compareTo(step) >= 0)
        .filter(each -> each.getKey() == step || each.getKey() != Step.REFIT)
        .map(Map.Entry::getValue)
        .reduce(Duration.ZERO, Duration::plus);
  }

  /** Time of a number of steps of equal length. */
  public static Duration times(Duration one, double number) {
    return Duration.ofNanos((long) Math.ceil(number * one.toNanos()));
  }

  /**
   * Time of everything after the search, by the longest fit of a cell: these fits learn from all
   * rows, not from those of all folds but one.
   *
   * @param alone true if only the first trial can win, which is compared with no other
   */
  Duration after(FitTimes fits, RungLadder ladder, boolean alone) {
    return alone && isFirstFitted
        ? from(Step.LEAVE)
        : length(onAllRows(fits.longest(), ladder), onAllRows(fits.mean(), ladder), alone);
  }

  private static Duration onAllRows(double fitSeconds, RungLadder ladder) {
    int folds = ladder.rung(ladder.top()).folds();
    double longer = folds > 1 ? folds / (folds - 1.0) : 1;
    return Duration.ofMillis((long) Math.ceil(fitSeconds * longer * 1000));
  }

  /**
   * Time of a single fit and all else, by the evaluations of its trial.
   *
   * @param evaluated outcomes of the trial
   */
  public Duration afterFit(List<Outcome> evaluated, RungLadder ladder) {
    return length(fit(evaluated, ladder), Duration.ZERO, true);
  }

  /**
   * Least time of a fit of a trial on all rows, by its evaluations.
   *
   * @param evaluated outcomes of the trial
   */
  public static Duration fit(List<Outcome> evaluated, RungLadder ladder) {
    FitTimes fits = new FitTimes(ladder);
    for (Outcome outcome : evaluated) {
      outcome.cells().stream()
          .filter(cell -> cell.state() == CellState.COMPLETED)
          .forEach(cell -> fits.add(outcome.proposal(), cell.cost()));
    }
    return onAllRows(fits.longest(), ladder);
  }

  /**
   * Time of everything after the search.
   *
   * @param longest fit on all rows that was seen
   * @param mean of those
   * @param alone true if only the first trial can win, which is compared with no other
   */
  private Duration length(Duration longest, Duration mean, boolean alone) {
    // A fit on all rows also learns the feature stages, which cells of one fold share.
    Duration each = longest.compareTo(fit) > 0 ? longest : fit;
    Duration needed =
        each.multipliedBy(alone ? Math.min(1, refits) : refits).plus(from(Step.JUDGE));
    if (alone) {
      return needed;
    }
    Duration saved = rest.getOrDefault(Step.REFIT, Duration.ZERO);
    return needed.plus(further.length(mean.compareTo(fit) > 0 ? mean : fit)).plus(saved);
  }
}
