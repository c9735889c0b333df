package org.espalier.study;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Request of a scheduler: to evaluate a trial at one rung on the given folds.
 *
 * @param number index in the order of requests, from 0
 * @param folds at least one, ascending
 * @param units planned units (training rows × folds), its duration on the virtual clock
 * @param continues state that it continues; empty if it begins anew, or with what the trial itself
 *     left at the rung below
 */
public record Proposal(
    long number,
    int trial,
    int rung,
    List<Integer> folds,
    long units,
    Optional<Continuation> continues) {

  public Proposal {
    folds = List.copyOf(folds);
    if (number < 0 || trial < 0 || rung < 0 || units < 1 || !ascending(folds)) {
      throw new IllegalArgumentException(
          "Proposal %d: trial %d, rung %d, folds %s, units %d."
              .formatted(number, trial, rung, folds, units));
    }
  }

  /** Proposal that names no state to continue. */
  public Proposal(long number, int trial, int rung, List<Integer> folds, long units) {
    this(number, trial, rung, folds, units, Optional.empty());
  }

  /** Proposal on some of these folds. */
  public Proposal on(List<Integer> some) {
    return new Proposal(number, trial, rung, some, rows() * some.size(), continues);
  }

  private static boolean ascending(List<Integer> folds) {
    return !folds.isEmpty()
        && folds.get(0) >= 0
        && IntStream.range(1, folds.size()).allMatch(i -> folds.get(i - 1) < folds.get(i));
  }

  /** Planned training rows of each of its cells. */
  public long rows() {
    return units / folds.size();
  }
}
