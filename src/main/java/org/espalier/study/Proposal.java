package org.espalier.study;

import java.util.List;

/**
 * What the scheduler asked for: a trial at one rung on stated folds.
 *
 * @param number in the order asked, from 0
 * @param units planned units (training rows × folds): how long it lasts on the virtual clock
 */
public record Proposal(long number, int trial, int rung, List<Integer> folds, long units) {
  public Proposal {
    folds = List.copyOf(folds);
    if (number < 0 || trial < 0 || rung < 0 || units < 1 || folds.isEmpty()) {
      throw new IllegalArgumentException(
          "Proposal %d: trial %d, rung %d, folds %s, units %d."
              .formatted(number, trial, rung, folds, units));
    }
  }
}
