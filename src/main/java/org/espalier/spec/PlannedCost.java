package org.espalier.spec;

import java.util.Comparator;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import org.espalier.study.Fidelity;

/**
 * Planned cost of a fit of a search: what the trainers plan for configurations of its space, and a
 * constant. It depends only on the settings and the size of the table, not on measurements, so that
 * equal studies make equal choices on any cluster.
 *
 * @param constant seconds of a fit that do not depend on its rows
 * @param work seconds of the work of a fit on so many training rows, with all of its iterations
 * @param isKnown false if only the proportions of costs are known, and not the costs
 * @param isOfAllFolds true if a trial is fitted on all of its folds at a time, as early stopping by
 *     their mean needs
 */
public record PlannedCost(
    double constant, LongToDoubleFunction work, boolean isKnown, boolean isOfAllFolds) {

  /** Cost in proportion to rows and iterations, of fits of which no more is known. */
  public static final PlannedCost PROPORTIONAL = new PlannedCost(0, rows -> rows, false);

  /**
   * Seconds that a fit inside a task takes besides its work: 250 fits on 150 rows took 2.1 s of
   * tasks.
   */
  private static final double IN_TASK = 0.008;

  /**
   * Seconds that a fit by Spark's jobs takes besides its work, measured on a few hundred rows: it
   * runs tens of jobs, one after the other.
   */
  private static final double BY_JOBS = 1;

  /** Seconds that a fit by jobs works on a value: some hundred passes. */
  private static final double BY_JOBS_OF_VALUE = 1e-6;

  /**
   * Share of the configurations, the costliest ones, by which a search is planned: a search tends
   * to larger models, which score better. The mean of all configurations was ten times too low for
   * a forest searched together with a linear model.
   */
  private static final int COSTLIEST = 4;

  private static final double NANOS = 1e9;

  /** Planned cost of fits on one fold at a time. */
  public PlannedCost(double constant, LongToDoubleFunction work, boolean isKnown) {
    this(constant, work, isKnown, /* isOfAllFolds= */ false);
  }

  /** The same cost of trials that need all of their folds at a time. */
  public PlannedCost ofAllFolds() {
    return new PlannedCost(constant, work, isKnown, /* isOfAllFolds= */ true);
  }

  /**
   * Cost of the fits of a search: the mean of the costliest quarter of typical ones.
   *
   * @param nanos of each typical fit, nanoseconds that its trainer plans for so many training rows;
   *     0 for a fit by Spark's jobs
   * @param columns number of features
   * @param rows all training rows
   */
  public static PlannedCost ofSearch(List<LongToDoubleFunction> nanos, int columns, long rows) {
    if (nanos.isEmpty()) {
      throw new IllegalArgumentException("No fits.");
    }
    List<PlannedCost> costs =
        nanos.stream()
            .map(fit -> of(fit, columns))
            .sorted(Comparator.comparingDouble(cost -> -cost.seconds(rows)))
            .limit(Math.max(1, nanos.size() / COSTLIEST))
            .toList();
    return new PlannedCost(
        costs.stream().mapToDouble(PlannedCost::constant).average().orElseThrow(),
        fewer -> costs.stream().mapToDouble(fit -> fit.work(fewer)).average().orElseThrow(),
        true);
  }

  private static PlannedCost of(LongToDoubleFunction nanos, int columns) {
    boolean inTask = nanos.applyAsDouble(1 << 20) > 0;
    return inTask
        ? new PlannedCost(IN_TASK, rows -> nanos.applyAsDouble(rows) / NANOS, true)
        : new PlannedCost(BY_JOBS, rows -> BY_JOBS_OF_VALUE * columns * rows, true);
  }

  private double work(long rows) {
    return work.applyAsDouble(rows);
  }

  /** Planned seconds of a fit on so many training rows. */
  public double seconds(long rows) {
    return constant + work(rows);
  }

  /**
   * Planned seconds of a fit.
   *
   * @param full fidelity at which it has all of its iterations
   */
  double seconds(Fidelity fidelity, Fidelity full) {
    double part = fidelity.iterations().orElse(1) / (double) full.iterations().orElse(1);
    return constant + (fidelity.iterations().isPresent() ? part : 1) * work(fidelity.rows());
  }
}
