package org.espalier.study;

import java.util.OptionalInt;

/**
 * Upper bound of the resource of an evaluation: training rows of one fold, number of folds and, if
 * they are the resource, iterations.
 *
 * @param rows planned training rows of a cell; at the top of a ladder every fold trains on all rows
 *     it has, which may be a few more than planned, as folds differ in size
 * @param folds folds evaluated so far, counted over all rungs
 * @param iterations of the learner with the most; other learners, and configurations with fewer
 *     iterations, run the same share of their own number. Empty if every configuration runs all of
 *     its iterations
 */
public record Fidelity(long rows, int folds, OptionalInt iterations) {
  public Fidelity {
    if (rows < 1 || folds < 1 || iterations.orElse(1) < 1) {
      throw new IllegalArgumentException(
          "A fidelity needs at least one row, one fold and one iteration, not %d, %d and %d."
              .formatted(rows, folds, iterations.orElse(1)));
    }
  }

  /** Fidelity with all iterations. */
  public Fidelity(long rows, int folds) {
    this(rows, folds, OptionalInt.empty());
  }

  public Fidelity withFolds(int number) {
    return new Fidelity(rows, number, iterations);
  }

  /**
   * True if a cell of the other fidelity is also a cell of this one: rows and iterations are equal,
   * only the number of folds may differ.
   */
  public boolean hasCellsOf(Fidelity other) {
    return rows == other.rows && iterations.equals(other.iterations);
  }

  boolean isBelow(Fidelity other) {
    return rows <= other.rows
        && folds <= other.folds
        && iterations.isPresent() == other.iterations.isPresent()
        && iterations.orElse(1) <= other.iterations.orElse(1)
        && !equals(other);
  }
}
