package org.espalier.tune;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.espalier.study.CellState;
import org.espalier.study.Outcome;
import org.espalier.study.RungLadder;

/**
 * Time that is kept for what comes after a search.
 *
 * @param refits fits on all rows, each of which takes as long as the {@link LongestFit}
 * @param fit least time of a fit on all rows, as far as it is known before the search
 * @param rest all else, such as saving the model
 * @param members further fits, of members of an ensemble, which are left out if there is no time
 * @param most maximum time that is kept for those
 * @param first time of everything while only the first trial can win, if its configuration is
 *     fitted already; empty if it is not
 */
public record FinishReserve(
    int refits, Duration fit, Duration rest, int members, Duration most, Optional<Duration> first) {

  /** Nothing comes after the search. */
  public static final FinishReserve NONE = of(0);

  public FinishReserve {
    if (refits < 0 || fit.isNegative() || rest.isNegative()) {
      throw new IllegalArgumentException(
          "A reserve needs refits >= 0 and times that are not negative, not %d, %s and %s."
              .formatted(refits, fit, rest));
    }
  }

  /** Reserve of a study whose first trial is fitted like all others. */
  public FinishReserve(int refits, Duration fit, Duration rest) {
    this(refits, fit, rest, 0, Duration.ZERO, Optional.empty());
  }

  /** Reserve for a number of fits whose time is not known yet. */
  public static FinishReserve of(int refits) {
    return new FinishReserve(refits, Duration.ZERO, Duration.ZERO);
  }

  /**
   * Time of everything after the search, by the longest fit of a cell: these fits learn from all
   * rows, not from those of all folds but one.
   *
   * @param alone true if only the first trial can win, which is compared with no other
   */
  Duration after(double longestFitSeconds, RungLadder ladder, boolean alone) {
    return alone && first.isPresent()
        ? first.get()
        : length(onAllRows(longestFitSeconds, ladder), alone);
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
    return length(fit(evaluated, ladder), true);
  }

  /**
   * Least time of a fit of a trial on all rows, by its evaluations.
   *
   * @param evaluated outcomes of the trial
   */
  public static Duration fit(List<Outcome> evaluated, RungLadder ladder) {
    LongestFit longest = new LongestFit(ladder);
    for (Outcome outcome : evaluated) {
      outcome.cells().stream()
          .filter(cell -> cell.state() == CellState.COMPLETED)
          .forEach(cell -> longest.add(outcome.proposal(), cell.cost()));
    }
    return onAllRows(longest.seconds(), ladder);
  }

  /**
   * Time of everything after the search.
   *
   * @param longest fit on all rows that was seen
   * @param alone true if only the first trial can win, which is compared with no other
   */
  private Duration length(Duration longest, boolean alone) {
    // A fit on all rows also learns the feature stages, which cells of one fold share.
    Duration each = longest.compareTo(fit) > 0 ? longest : fit;
    Duration needed = each.multipliedBy(alone ? Math.min(1, refits) : refits).plus(rest);
    Duration further = each.multipliedBy(alone ? 0 : members);
    return needed.plus(further.compareTo(most) < 0 ? further : most);
  }
}
