package org.espalier.schedule;

import java.util.Set;
import org.espalier.search.Sampler;
import org.espalier.study.Continuation;
import org.espalier.study.Study;
import org.espalier.study.Trial;

/**
 * Scheduler whose trials are the proposals of a sampler, in order, up to a maximum number of
 * trials.
 *
 * <p>The number is known beforehand, so that the first rung closes with its last outcome and not
 * when the sampler next reports its end.
 */
abstract class SampledScheduler implements Scheduler {

  private final Sampler sampler;
  private final boolean mayPlanMore;
  private int size;
  private int made = 0;

  /**
   * @param trials maximum number of trials; positive
   * @param mayPlanMore true if another number may be planned while it runs
   * @throws IllegalArgumentException if there would be no trial
   */
  SampledScheduler(Sampler sampler, int trials, boolean mayPlanMore) {
    this.sampler = sampler;
    this.mayPlanMore = mayPlanMore;
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
  private void resize(int trials) {
    size = Math.max(made, (int) Math.min(trials, sampler.limit(Set.of()).orElse(trials)));
  }

  @Override
  public final int plannedTrials() {
    return size;
  }

  @Override
  public final boolean replan(int trials) {
    if (mayPlanMore) {
      resize(trials);
    }
    return mayPlanMore;
  }

  final boolean hasMore() {
    return made < size;
  }

  /** Next trial, proposed by the sampler at this moment. */
  final Trial next(Study study) {
    return sampler.trial(study, made++).orElseThrow(this::noneLeft);
  }

  /** Next trial, proposed without the outcomes so far. */
  final Trial nextUnled(Study study) {
    return sampler.unled(study, made++).orElseThrow(this::noneLeft);
  }

  /** Next trial, whose configuration varies that of an earlier one. */
  final Trial nextVaried(Study study, Continuation from) {
    return sampler.varied(study, made++, from).orElseThrow(this::noneLeft);
  }

  private IllegalStateException noneLeft() {
    return new IllegalStateException(
        "The sampler promised %d trials and had none for %d.".formatted(size, made - 1));
  }

  final boolean samplerReadsOutcomes() {
    return sampler.readsOutcomes();
  }
}
