package org.espalier.schedule;

import java.util.Set;
import org.espalier.search.Sampler;
import org.espalier.study.Study;
import org.espalier.study.Trial;

/**
 * The trials of a study in their order: what a sampler proposes, as far as the budget of trials
 * goes.
 *
 * <p>The number is known beforehand, so that the first rung closes with its last outcome and not
 * with the sampler's next "no more".
 */
final class TrialSource {

  private final Sampler sampler;
  private int size;
  private int made = 0;

  /**
   * @param trials at most this many; positive
   * @throws IllegalArgumentException if there would be no trial
   */
  TrialSource(Sampler sampler, int trials) {
    this.sampler = sampler;
    resize(trials);
    if (size < 1) {
      throw new IllegalArgumentException(
          "A study needs at least one trial, not %d.".formatted(size));
    }
  }

  /** So many trials in all, as far as the sampler has them, or as many as were made. */
  void resize(int trials) {
    size = Math.max(made, (int) Math.min(trials, sampler.limit(Set.of()).orElse(trials)));
  }

  int size() {
    return size;
  }

  /** Whether there are trials that were not made. */
  boolean hasMore() {
    return made < size;
  }

  /** The next trial, which the sampler proposes here and now. */
  Trial next(Study study) {
    int number = made++;
    return sampler
        .trial(study, number)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "The sampler promised %d trials and had none for %d.".formatted(size, number)));
  }

  boolean readsOutcomes() {
    return sampler.readsOutcomes();
  }
}
