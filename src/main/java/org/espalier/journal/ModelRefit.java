package org.espalier.journal;

import java.util.Optional;

/**
 * Last step of a study: the fit of its model on all rows, after the model of the training rows was
 * scored on the held-out rows.
 *
 * @param rows number of all rows, held-out ones too
 * @param seconds time of the fits and of the save; 0 if the step was skipped
 * @param skipped reason why the model of the training rows is left; empty if the model is fitted on
 *     all rows
 */
public record ModelRefit(long rows, double seconds, Optional<String> skipped) {

  public ModelRefit {
    if (rows < 1 || !(seconds >= 0)) {
      throw new IllegalArgumentException("%d rows in %s s.".formatted(rows, seconds));
    }
  }

  /** The model is fitted on all rows. */
  public static ModelRefit of(long rows, double seconds) {
    return new ModelRefit(rows, seconds, Optional.empty());
  }

  /** The model of the training rows is left. */
  public static ModelRefit without(long rows, String reason) {
    return new ModelRefit(rows, 0, Optional.of(reason));
  }

  /** True if the model is fitted on all rows. */
  public boolean isDone() {
    return skipped.isEmpty();
  }
}
