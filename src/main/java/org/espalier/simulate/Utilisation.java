package org.espalier.simulate;

import java.util.List;
import java.util.function.Supplier;
import org.espalier.evaluate.Cell;
import org.espalier.schedule.Scheduler;
import org.espalier.study.CellOutcome;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.espalier.tune.TuningLoop;

/**
 * Expected share of a cluster's slots that a study keeps busy from its first submit to its last
 * request, before anything is fitted.
 *
 * @param share busy slot time over all slot time, in (0, 1]
 */
public record Utilisation(int slots, int window, double share) {

  /**
   * Share beyond which a larger window is not worthwhile: doubling it then gains a few percent of
   * the slots, but each proposal sees half as many outcomes.
   */
  private static final double ENOUGH = 0.9;

  /**
   * Seconds of a fit of cost 1 on all rows: few, as the loop looks at its limits every second of
   * the virtual clock.
   */
  private static final double FIT = 1e-3;

  /** A relative gain that may be chance. */
  private static final double GAIN = 0.01;

  /**
   * Assumed relative costs of learners without measurements, as of a linear model, a forest and
   * boosted trees.
   */
  public static final List<Double> COSTS = List.of(1.0, 4.0, 20.0);

  /** Assumed deviation of the logarithm of cell durations, within a learner. */
  private static final double SIGMA = 0.5;

  /**
   * Durations with relative costs of the learners.
   *
   * @param costs costs of one fit of each learner, in any unit
   */
  public static CellTimes times(List<Double> costs, Seed seed) {
    return new CellTimes(costs, SIGMA, 0, 0, seed);
  }

  /**
   * Use of the slots in a study with made-up scores and durations.
   *
   * @param scheduler fresh scheduler; its sampler should be fast
   */
  public static Utilisation of(
      Scheduler scheduler, RungLadder ladder, int slots, int window, CellTimes times) {
    Seed scores = times.seed().child("scores", 0);
    double second = FIT / Math.max(1, ladder.rung(ladder.top()).rows());
    SimulatedPool pool =
        new SimulatedPool(
            CellByCell.of(cell -> scored(cell, scores)),
            slots,
            cell -> times.applyAsDouble(cell) * second);
    new StudyPlayer(ladder, window, times.seed()).toTheEnd(scheduler, pool);
    return new Utilisation(slots, window, pool.utilisation());
  }

  private static CellOutcome scored(Cell cell, Seed scores) {
    double score = scores.child("trial", cell.proposal().trial()).random().nextDouble();
    return CellOutcome.completed(cell.fold(), cell.proposal().rows(), score);
  }

  /**
   * Smallest window, from 16 on in doublings, that keeps 90 % of the slots busy; if none does, the
   * one after which doubling gains nothing.
   *
   * @param scheduler factory of a fresh scheduler for each window
   */
  public static Utilisation suggested(
      Supplier<Scheduler> scheduler, RungLadder ladder, int slots, CellTimes times) {
    Utilisation best = of(scheduler.get(), ladder, slots, TuningLoop.USUAL_WINDOW, times);
    while (best.share < ENOUGH) {
      Utilisation next = of(scheduler.get(), ladder, slots, 2 * best.window, times);
      if (next.share <= best.share * (1 + GAIN)) {
        return best;
      }
      best = next;
    }
    return best;
  }
}
