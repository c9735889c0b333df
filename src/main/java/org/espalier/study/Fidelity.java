package org.espalier.study;

/**
 * How much an evaluation costs and tells, at most: the training rows of one fold and the number of
 * folds.
 *
 * @param rows planned training rows of a cell; at the top of a ladder every fold trains on all rows
 *     it has, which may be a few more than planned, as folds differ in size
 * @param folds folds evaluated so far, counted over all rungs
 */
public record Fidelity(long rows, int folds) {
  public Fidelity {
    if (rows < 1 || folds < 1) {
      throw new IllegalArgumentException(
          "A fidelity needs at least one row and one fold, not %d and %d.".formatted(rows, folds));
    }
  }
}
