package org.espalier.outoffold;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.espalier.study.Objective;
import org.espalier.study.Seed;

/**
 * Thresholds of classes, chosen by a criterion on out-of-fold probabilities p: the predicted class
 * is the one of the largest p / threshold, as MLlib's param {@code thresholds} defines it. For two
 * classes they are 1 - t and t, so that the positive class is predicted where its p is above t.
 *
 * @param thresholds by class, chosen on all rows; above 0, with the sum 1; all equal where none are
 *     better
 * @param before value without thresholds, by the largest p: the mean over folds
 * @param after value on each fold with thresholds that were chosen on the rows of the others: the
 *     mean over folds
 * @param improvement of after over before; negative if it is worse
 */
public record DecisionThresholds(
    List<Double> thresholds, double before, double after, double improvement) {

  public DecisionThresholds {
    thresholds = List.copyOf(thresholds);
    if (thresholds.size() < 2 || thresholds.stream().anyMatch(t -> !(t > 0 && t < 1))) {
      throw new IllegalArgumentException("thresholds: %s.".formatted(thresholds));
    }
    if (!Double.isFinite(before) || !Double.isFinite(after) || !Double.isFinite(improvement)) {
      throw new IllegalArgumentException(
          "before %s, after %s, improvement %s.".formatted(before, after, improvement));
    }
  }

  /**
   * Thresholds for the probabilities of a trial; empty where the criterion is not defined on each
   * fold, or rows cannot be left out.
   *
   * @throws IllegalArgumentException if the table is none of classes, or of another number of them
   */
  public static Optional<DecisionThresholds> of(
      OutOfFoldTable table, int trial, DecisionCriterion criterion, Seed seed) {
    return of(table, table.stored(trial), criterion, seed);
  }

  /**
   * Chooses by other probabilities of the table's rows, for example those of an ensemble.
   *
   * @param probabilities by row and class, one row after the other
   */
  public static Optional<DecisionThresholds> of(
      OutOfFoldTable table, double[] probabilities, DecisionCriterion criterion, Seed seed) {
    int classes = table.classes();
    if (classes == 0 || (criterion.classes() != 0 && criterion.classes() != classes)) {
      throw new IllegalArgumentException(
          "A criterion for %d classes on a table of %d.".formatted(criterion.classes(), classes));
    }
    CrossFit parts = CrossFit.of(table, seed.child("thresholds", 0));
    ThresholdSearch search = new ThresholdSearch(table, probabilities, criterion);
    double[] without = new double[classes];
    Arrays.fill(without, 1.0 / classes);
    double before = 0;
    double after = 0;
    for (int part = 0; part < parts.left().size(); part++) {
      int[] left = parts.left().get(part);
      before += search.value(without, left) / parts.left().size();
      after += search.value(search.best(parts.rest().get(part)), left) / parts.left().size();
    }
    if (parts.isEmpty() || !Double.isFinite(before) || !Double.isFinite(after)) {
      return Optional.empty();
    }
    return Optional.of(
        new DecisionThresholds(
            Arrays.stream(search.best(table.all())).boxed().toList(),
            before,
            after,
            new Objective("decisions", criterion.direction()).improvement(after, before)));
  }

  /** True if thresholds are better than none on rows that they were not chosen on. */
  public boolean kept() {
    return improvement > 0;
  }

  /**
   * Class predicted for probabilities by class, among equal ones the first.
   *
   * @param probabilities as many as thresholds
   */
  public int predicted(double[] probabilities) {
    double[] scaled = new double[probabilities.length];
    Arrays.setAll(scaled, c -> probabilities[c] / thresholds.get(c));
    return Scoring.largest(scaled, 0, scaled.length);
  }
}
