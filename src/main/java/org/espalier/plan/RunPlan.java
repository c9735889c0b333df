package org.espalier.plan;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How the cluster is used; changes nothing in the tables but for the window, and for what a timeout
 * cuts.
 *
 * @param parallelism cells run at a time; 0 for automatic
 * @param window virtual slots of strategies that read outcomes (stored with the study); 0 for the
 *     one that a simulation of this cluster suggests
 * @param cellTimeout after which a cell fails its trial
 * @param trialTimeout the same, of all cells of a trial together
 * @param preFlight whether each learner is fitted, scored, saved and loaded on a few rows first
 * @param pricePerCoreHour what a core costs an hour, in whatever currency; positive
 */
public record RunPlan(
    int parallelism,
    int window,
    Optional<Duration> cellTimeout,
    Optional<Duration> trialTimeout,
    boolean preFlight,
    OptionalDouble pricePerCoreHour) {

  /** Without timeouts and price. */
  public RunPlan(int parallelism, int window) {
    this(parallelism, window, Optional.empty(), Optional.empty(), true, OptionalDouble.empty());
  }
}
