package org.espalier.study;

import java.util.OptionalInt;

/**
 * How much an evaluation costs and tells, at most: the training rows of one fold, the number of
 * folds and, where they are what trials get more of, iterations.
 *
 * @param rows planned training rows of a cell; at the top of a ladder every fold trains on all rows
 *     it has, which may be a few more than planned, as folds differ in size
 * @param folds folds evaluated so far, counted over all rungs
 * @param iterations of the longest learner; the others, and configurations that ask for fewer, run
 *     the same share of their own. Empty if every configuration runs all of its own
 */
public record Fidelity(long rows, int folds, OptionalInt iterations) {
  public Fidelity {
    if (rows < 1 || folds < 1 || iterations.orElse(1) < 1) {
      throw new IllegalArgumentException(
          "A fidelity needs at least one row, one fold and one iteration, not %d, %d and %d."
              .formatted(rows, folds, iterations.orElse(1)));
    }
  }

  /** With every iteration. */
  public Fidelity(long rows, int folds) {
    this(rows, folds, OptionalInt.empty());
  }

  Fidelity withFolds(int number) {
    return new Fidelity(rows, number, iterations);
  }

  /** Whether a cell of another fidelity is a cell of this one too: only its folds are more. */
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
