package org.espalier.job.prepare;

import java.util.Optional;
import java.util.function.Supplier;
import org.espalier.numeric.Counted;
import org.espalier.schedule.Scheduler;
import org.espalier.simulate.CellTimes;
import org.espalier.simulate.Utilisation;
import org.espalier.study.RungLadder;
import org.espalier.tune.TuningLoop;

/**
 * Expected use of the cluster by a study, reported before anything is fitted.
 *
 * @param slots cells run at a time
 * @param window virtual slots; {@link TuningLoop#UNLIMITED} for no limit
 * @param expected expected share; empty without a limit, as then no proposal waits
 * @param suggested best simulated window; empty without a limit
 */
public record UtilisationForecast(
    int slots, int window, Optional<Utilisation> expected, Optional<Utilisation> suggested) {

  /**
   * Maximum number of simulated trials: for up to ten windows, about a second on a cold JVM. These
   * are some tens of cells for each of a hundred slots, after which the share has settled.
   */
  static final int SIMULATED_TRIALS = 2000;

  /** Minimum difference in share that is worth a line. */
  private static final double WORTH_SAYING = 0.02;

  /** Forecast for a study in which no proposal waits for an outcome. */
  static UtilisationForecast unlimited(int slots) {
    return new UtilisationForecast(slots, TuningLoop.UNLIMITED, Optional.empty(), Optional.empty());
  }

  /**
   * Forecast for a study whose strategies read outcomes.
   *
   * @param wanted requested window; 0 for the suggested one
   * @param schedulers makes fresh schedulers of at most {@value #SIMULATED_TRIALS} trials over a
   *     fast sampler
   * @param times durations of cells
   */
  static UtilisationForecast of(
      int slots, int wanted, Supplier<Scheduler> schedulers, RungLadder ladder, CellTimes times) {
    Utilisation suggested = Utilisation.suggested(schedulers, ladder, slots, times);
    Utilisation expected =
        wanted == 0 || wanted == suggested.window()
            ? suggested
            : Utilisation.of(schedulers.get(), ladder, slots, wanted, times);
    return new UtilisationForecast(
        slots, expected.window(), Optional.of(expected), Optional.of(suggested));
  }

  /** This forecast with the window of a resumed study, of which nothing was simulated here. */
  UtilisationForecast withWindow(int stored) {
    return stored == window
        ? this
        : new UtilisationForecast(slots, stored, Optional.empty(), Optional.empty());
  }

  /** In words, for the terminal; it changes with the cluster, so the study does not store it. */
  public String text() {
    if (expected.isEmpty() || suggested.isEmpty()) {
      return window == TuningLoop.UNLIMITED
          ? "%s at a time; no proposal waits for an outcome".formatted(Counted.of(slots, "fit"))
          : "%s at a time; the window of %d is stored with the study"
              .formatted(Counted.of(slots, "fit"), window);
    }
    double share = expected.get().share();
    Utilisation other = suggested.get();
    return "%s at a time; a window of %d keeps the %s about %.0f %% busy%s (simulated)"
        .formatted(
            Counted.of(slots, "fit"),
            window,
            slots == 1 ? "slot" : "slots",
            100 * share,
            other.share() > share + WORTH_SAYING
                ? ", and run.window = %d about %.0f %%"
                    .formatted(other.window(), 100 * other.share())
                : "");
  }
}
