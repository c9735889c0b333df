package org.espalier.spec;

import java.util.OptionalDouble;
import org.espalier.evaluate.Limits;

/**
 * Use of the cluster. Only the window, and trials cut by a timeout, affect the tables.
 *
 * @param parallelism cells run at a time; 0 for automatic
 * @param window virtual slots of strategies that read outcomes (stored with the study); 0 for the
 *     one that a simulation of this cluster suggests
 * @param limits times after which a cell, or all cells of a trial together, fail their trial
 * @param maxCrashes deaths of drivers at which a cell ran alone, after which it fails; positive
 * @param preFlight true if each learner is fitted and scored on a few rows first
 * @param training where candidates are trained
 * @param pricePerCoreHour price of a core per hour, in any currency; positive
 * @param track tracking by an MLflow server
 */
public record RunPlan(
    int parallelism,
    int window,
    Limits limits,
    int maxCrashes,
    boolean preFlight,
    TrainingPlan training,
    OptionalDouble pricePerCoreHour,
    TrackPlan track) {

  /** Default of {@code maxCrashes}. */
  public static final int USUAL_CRASHES = 3;

  public RunPlan {
    if (maxCrashes < 1) {
      throw new IllegalArgumentException(
          "The deaths of drivers must be positive, not %d.".formatted(maxCrashes));
    }
  }

  /** Use that settings ask for; a setting that a door lacks has its default. */
  static RunPlan of(SettingValues values) {
    return new RunPlan(
        values.whole("parallelism"),
        values.whole("window"),
        new Limits(values.time("cell-timeout"), values.time("trial-timeout")),
        values.intOrNone("max-crashes").orElse(USUAL_CRASHES),
        values.truth("pre-flight"),
        new TrainingPlan(
            values.constant("training", TrainingPlan.Kind.AUTO),
            values.longOrNone("task-memory").orElse(TrainingPlan.USUAL_TASK_MEMORY)),
        values.number("price-per-core-hour"),
        TrackPlan.of(values));
  }
}
