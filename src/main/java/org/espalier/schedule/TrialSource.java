package org.espalier.schedule;

import java.util.Set;
import org.espalier.search.Sampler;
import org.espalier.study.Study;
import org.espalier.study.Trial;

/**
 * Source of the trials of a study, in order: the sampler's proposals up to the maximum number of
 * trials.
 *
 * <p>The number is known beforehand, so that the first rung closes with its last outcome and not
 * when the sampler next reports its end.
 */
final class TrialSource {

  private final Sampler sampler;
  private int size;
  private int made = 0;

  /**
   * @param trials maximum number of trials; positive
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

  /**
   * Sets the total number of trials, as far as the sampler has them, but not below the number
   * already made.
   */
  void resize(int trials) {
    size = Math.max(made, (int) Math.min(trials, sampler.limit(Set.of()).orElse(trials)));
  }

  int size() {
    return size;
  }

  boolean hasMore() {
    return made < size;
  }

  /** Next trial, proposed by the sampler at this moment. */
  Trial next(Study study) {
    return sampler.trial(study, made++).orElseThrow(this::noneLeft);
  }

  /** Next trial, proposed without the outcomes so far. */
  Trial nextUnled(Study study) {
    return sampler.unled(study, made++).orElseThrow(this::noneLeft);
  }

  private IllegalStateException noneLeft() {
    return new IllegalStateException(
        "The sampler promised %d trials and had none for %d.".formatted(size, made - 1));
  }

  boolean readsOutcomes() {
    return sampler.readsOutcomes();
  }
}
