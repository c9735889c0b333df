package org.espalier.study;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Training of a cell.
 *
 * @param trainer code that fitted it
 * @param trainerReason why that one did, in a few words; empty where it is not known
 * @param iterations number, the same for all folds, at which early stopping ended it; empty without
 */
public record CellTraining(
    Trainer trainer, Optional<String> trainerReason, OptionalInt iterations) {

  /** Training without details: none took place, or nothing is known of it. */
  public static final CellTraining NONE = by(Trainer.NONE);

  public CellTraining {
    if (iterations.orElse(1) < 1) {
      throw new IllegalArgumentException("%d iterations.".formatted(iterations.getAsInt()));
    }
  }

  /** Training of all iterations. */
  public CellTraining(Trainer trainer, Optional<String> trainerReason) {
    this(trainer, trainerReason, OptionalInt.empty());
  }

  /** Training without a stated reason. */
  public static CellTraining by(Trainer trainer) {
    return new CellTraining(trainer, Optional.empty());
  }

  /** Training that ended at a number of iterations. */
  public CellTraining after(int number) {
    return new CellTraining(trainer, trainerReason, OptionalInt.of(number));
  }
}
