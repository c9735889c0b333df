package org.espalier.spec;

import java.util.OptionalLong;
import org.espalier.evaluate.TimeLimits;

/**
 * Use of the cluster. Only the window, and trials cut by a timeout, affect the tables.
 *
 * @param parallelism cells run at a time; 0 for automatic
 * @param window virtual slots of strategies that read outcomes (stored with the study); 0 for the
 *     one that a simulation of this cluster suggests
 * @param limits time after which a cell fails its trial
 * @param preFlight true if each learner is fitted and scored on a few rows first
 * @param training where candidates are trained
 * @param track tracking by an MLflow server
 */
public record RunPlan(
    int parallelism,
    int window,
    TimeLimits limits,
    boolean preFlight,
    TrainingPlan training,
    TrackPlan track) {

  /** Plan of the settings; a setting that an entry point lacks has its default. */
  static RunPlan of(SettingValues values) {
    return new RunPlan(
        values.whole("parallelism"),
        values.whole("window"),
        new TimeLimits(values.time("cell-timeout")),
        values.truth("pre-flight"),
        new TrainingPlan(
            values.constant("training", TrainingPlan.TrainingMode.AUTO),
            values.longOrNone("task-memory"),
            OptionalLong.empty()),
        TrackPlan.of(values));
  }
}
