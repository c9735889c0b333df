package org.espalier.study;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Training of a cell.
 *
 * @param trainer name of the code that fitted it, for example {@code spark}; empty if none did
 * @param trainerReason why that one did, in a few words; empty where it is not known
 * @param iterations number, the same for all folds, at which early stopping ended it; empty without
 */
public record CellTraining(String trainer, Optional<String> trainerReason, OptionalInt iterations) {

  public CellTraining {
    if (iterations.orElse(1) < 1) {
      throw new IllegalArgumentException("%d iterations.".formatted(iterations.getAsInt()));
    }
  }

  /** Training of all iterations. */
  public CellTraining(String trainer, Optional<String> trainerReason) {
    this(trainer, trainerReason, OptionalInt.empty());
  }

  /** Training without a stated reason; the empty name for none. */
  public static CellTraining by(String trainer) {
    return new CellTraining(trainer, Optional.empty());
  }

  /** The same, ended at a number of iterations. */
  public CellTraining after(int number) {
    return new CellTraining(trainer, trainerReason, OptionalInt.of(number));
  }
}
