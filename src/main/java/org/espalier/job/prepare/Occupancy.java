package org.espalier.job.prepare;

import java.util.function.Supplier;
import org.espalier.numeric.CountedNoun;
import org.espalier.schedule.Scheduler;
import org.espalier.simulate.CellTimes;
import org.espalier.simulate.Utilisation;
import org.espalier.study.RungLadder;
import org.espalier.tune.TuningLoop;

/**
 * Occupancy of the cluster that is expected of a study before anything is fitted.
 *
 * @param slots cells run at a time
 * @param window virtual slots; {@link TuningLoop#UNLIMITED} for no limit
 * @param expected expected share of the slots that are busy, in words
 */
public record Occupancy(int slots, int window, String expected) {

  /** Maximum number of simulated trials: for up to ten windows, about a second on a cold JVM. */
  private static final int SIMULATED_TRIALS = 2000;

  /** Trials of some tens of cells for each slot, after which the share has settled. */
  private static final int SIMULATED_TRIALS_OF_A_SLOT = 20;

  /** Trials that fill the smallest window a few times. */
  private static final int FEW_SIMULATED_TRIALS = 5 * TuningLoop.USUAL_WINDOW;

  /** Minimum difference in share that is worth a line. */
  private static final double WORTH_SAYING = 0.02;

  /** Maximum number of trials of a simulation for so many slots. */
  static int simulated(int slots) {
    long settled = Math.max(FEW_SIMULATED_TRIALS, (long) SIMULATED_TRIALS_OF_A_SLOT * slots);
    return (int) Math.min(settled, SIMULATED_TRIALS);
  }

  /** Occupancy by a study in which no proposal waits for an outcome. */
  static Occupancy unlimited(int slots) {
    return new Occupancy(slots, TuningLoop.UNLIMITED, "no proposal waits for an outcome");
  }

  /**
   * Occupancy by a study whose strategies read outcomes.
   *
   * @param wanted requested window; 0 for the best simulated one
   * @param schedulers makes fresh schedulers of at most {@link #simulated} trials over a fast
   *     sampler
   * @param times durations of cells
   */
  static Occupancy of(
      int slots, int wanted, Supplier<Scheduler> schedulers, RungLadder ladder, CellTimes times) {
    Utilisation best = Utilisation.suggested(schedulers, ladder, slots, times);
    Utilisation used =
        wanted == 0 || wanted == best.window()
            ? best
            : Utilisation.of(schedulers.get(), ladder, slots, wanted, times);
    String better =
        best.share() > used.share() + WORTH_SAYING
            ? ", and run.window = %d about %.0f %%".formatted(best.window(), 100 * best.share())
            : "";
    String text =
        "a window of %d keeps the %s about %.0f %% busy%s (simulated)"
            .formatted(used.window(), slots == 1 ? "slot" : "slots", 100 * used.share(), better);
    return new Occupancy(slots, used.window(), text);
  }

  /**
   * Copy with the recorded window of a resumed study, which was not simulated here.
   *
   * @param recorded window as the journal has it: 0 for no limit
   */
  Occupancy withWindow(int recorded) {
    if (recorded == 0) {
      return unlimited(slots);
    }
    return recorded == window
        ? this
        : new Occupancy(
            slots, recorded, "the window of %d is stored with the study".formatted(recorded));
  }

  /** In words, for the terminal; it changes with the cluster, so the study does not store it. */
  public String text() {
    return "%s at a time; %s".formatted(CountedNoun.of(slots, "fit"), expected);
  }
}
