package org.espalier.simulate;

import java.util.List;
import java.util.function.Supplier;
import org.espalier.schedule.Scheduler;
import org.espalier.study.CellOutcome;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.espalier.tune.TuningListener;
import org.espalier.tune.TuningLoop;

/**
 * The share of a cluster's slots that a study keeps busy from its first submit to its last ask,
 * expected before anything is fitted.
 *
 * @param share busy slot time over all slot time, in (0, 1]
 */
public record SlotUse(int slots, int window, double share) {

  /**
   * Share beyond which a larger window is not worth it: a doubling then gains a few percent of the
   * slots, and each proposal is made knowing twice as many outcomes less.
   */
  private static final double ENOUGH = 0.9;

  /** A relative gain that may be chance. */
  private static final double GAIN = 0.01;

  /**
   * Costs of learners to each other that are assumed where nothing was measured, as of a linear
   * model, a forest and boosted trees.
   */
  private static final List<Double> COSTS = List.of(1.0, 4.0, 20.0);

  /** Deviation of the logarithm of cell times that is assumed, within a learner. */
  private static final double SIGMA = 0.5;

  /** What is assumed of a cluster of which nothing was measured. */
  public static CellTimes assumed(Seed seed) {
    return new CellTimes(COSTS, SIGMA, 0, 0, seed);
  }

  /**
   * Times of a cluster of which the learners' were measured.
   *
   * @param costs of one fit of each learner, in any unit
   */
  public static CellTimes measured(List<Double> costs, Seed seed) {
    return new CellTimes(costs, SIGMA, 0, 0, seed);
  }

  /**
   * Plays a study with made-up scores and times.
   *
   * @param scheduler fresh; its sampler should be one that costs nothing to ask
   */
  public static SlotUse of(
      Scheduler scheduler, RungLadder ladder, int slots, int window, CellTimes times) {
    Seed scores = times.seed().child("scores", 0);
    SimulatedPool pool =
        new SimulatedPool(
            cell ->
                CellOutcome.completed(
                    cell.fold(),
                    cell.proposal().rows(),
                    scores.child("trial", cell.proposal().trial()).random().nextDouble()),
            slots,
            times);
    new Play(Play.ERROR, ladder, window, times.seed())
        .toTheEnd(scheduler, pool, new TuningListener() {});
    return new SlotUse(slots, window, pool.utilisation());
  }

  /**
   * The smallest window, from 16 on in doublings, that keeps nine slots of ten busy; where none
   * does, the one after which a doubling gains nothing.
   *
   * @param scheduler makes a fresh one for each window that is tried
   */
  public static SlotUse suggested(
      Supplier<Scheduler> scheduler, RungLadder ladder, int slots, CellTimes times) {
    SlotUse best = of(scheduler.get(), ladder, slots, TuningLoop.USUAL_WINDOW, times);
    while (best.share < ENOUGH) {
      SlotUse next = of(scheduler.get(), ladder, slots, 2 * best.window, times);
      if (next.share <= best.share * (1 + GAIN)) {
        return best;
      }
      best = next;
    }
    return best;
  }
}
