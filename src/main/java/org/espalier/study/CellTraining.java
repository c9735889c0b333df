package org.espalier.study;

import java.util.Optional;

/**
 * Place where a cell was trained.
 *
 * @param trainer name of the code that fitted it, for example {@code spark}; empty if none did
 * @param trainerReason why that one did, in a few words; empty where it is not known
 */
public record CellTraining(String trainer, Optional<String> trainerReason) {

  /** Training without a stated reason; the empty name for none. */
  public static CellTraining by(String trainer) {
    return new CellTraining(trainer, Optional.empty());
  }
}
