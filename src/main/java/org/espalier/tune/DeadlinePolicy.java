package org.espalier.tune;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import org.espalier.evaluate.Cell;
import org.espalier.evaluate.StartPolicy;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.RungLadder;

/**
 * Policy that starts no cell whose proposal would not end by a deadline. It estimates a cell by the
 * shortest time of earlier cells of the same kind and rung, because the first cells also prepare
 * rows for all others, and an idle slot gains nothing. For a rung without cells, the highest rung
 * below is used, because no fit on more rows is shorter. A cell without known times is started, and
 * so is the first proposal, whose times are ignored because it also warms up the application.
 * Further steps of a proposal are short and always started, because the proposal has no result
 * without them.
 *
 * <p>At every rung the baseline comes first, because all others are compared with it; then the
 * trials that lower rungs have evaluated, so that started trials are finished first; then the order
 * of the runner.
 */
public final class DeadlinePolicy implements StartPolicy {

  private static final double MILLIS = 1000;

  private final TimeLeft time;
  private final RungLadder ladder;
  private final IntSupplier slots;
  private final Map<String, TreeMap<Integer, Double>> shortest = new HashMap<>();
  private final Set<Integer> evaluated = new HashSet<>(); // trials
  private final FitTimes fits;

  /**
   * @param slots number of concurrent cells
   */
  public DeadlinePolicy(TimeLeft time, RungLadder ladder, IntSupplier slots) {
    this.time = time;
    this.ladder = ladder;
    this.fits = new FitTimes(ladder);
    this.slots = slots;
  }

  @Override
  public synchronized void ended(Cell cell, CellOutcome outcome, Duration taken) {
    if (outcome.state() != CellState.COMPLETED || cell.iterations().isPresent()) {
      return;
    }
    fits.add(cell.proposal(), outcome.cost());
    evaluated.add(cell.proposal().trial());
    if (cell.proposal().number() == 0) {
      return;
    }
    shortest
        .computeIfAbsent(cell.configuration().learner(), name -> new TreeMap<>())
        .merge(cell.proposal().rung(), taken.toMillis() / MILLIS, Math::min);
  }

  @Override
  public synchronized double precedence(Cell cell, double ofRunner) {
    int trial = cell.proposal().trial();
    if (trial == 0) {
      return 3;
    }
    return evaluated.contains(trial) ? 2 : Math.min(1, ofRunner);
  }

  /** True if the folds of its proposal that have not begun would not end in time. */
  @Override
  public synchronized boolean isLate(Cell cell) {
    if (cell.proposal().number() == 0 || cell.iterations().isPresent()) {
      return false;
    }
    List<Integer> folds = cell.proposal().folds();
    int left = folds.size() - folds.indexOf(cell.fold());
    int atOnce = Math.max(1, slots.getAsInt());
    int rounds = (left + atOnce - 1) / atOnce;
    Duration needed = Duration.ofMillis((long) (rounds * expected(cell) * MILLIS));
    return !needed.isZero() && !time.allows(needed.plus(time.reserve().after(fits, ladder, false)));
  }

  /** Seconds that a cell takes; 0 if nothing is known. */
  private double expected(Cell cell) {
    TreeMap<Integer, Double> byRung = shortest.get(cell.configuration().learner());
    Map.Entry<Integer, Double> known =
        byRung == null ? null : byRung.floorEntry(cell.proposal().rung());
    return known == null ? 0 : known.getValue();
  }
}
