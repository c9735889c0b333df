package org.espalier.search;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.espalier.space.Configuration;
import org.espalier.study.Continuation;
import org.espalier.study.Study;
import org.espalier.study.Trial;

/**
 * Sampler of configurations. A fresh instance with the same study and number makes the same
 * proposal; calls have no visible side effects.
 */
public interface Sampler {

  /**
   * Origin of a configuration as the tables name it, for example {@code grid}.
   *
   * @param study the study given to {@link #propose}
   */
  String origin(Study study, int number);

  /** Explanation of the origin, where outcomes decided it; empty elsewhere. */
  default Optional<String> reason(Study study, int number) {
    return Optional.empty();
  }

  /**
   * Configuration for a number, counted from 0.
   *
   * @param study requests and outcomes so far, pending proposals included
   * @return empty if the sampler is exhausted
   */
  Optional<Configuration> propose(Study study, int number);

  /** The proposal, as the trial of that number. */
  default Optional<Trial> trial(Study study, int number) {
    return propose(study, number)
        .map(c -> new Trial(number, c, origin(study, number), reason(study, number)));
  }

  /**
   * Proposal without the outcomes so far, which may mislead a model. A sampler that needs the best
   * trial, such as a refinement, still reads them.
   */
  default Optional<Trial> unled(Study study, int number) {
    return trial(study.untold(), number);
  }

  /**
   * Trial of a number that continues the state of an earlier one, for schedulers that exchange
   * states. By default the proposal, without regard to the earlier one.
   *
   * @param from state of a trial of the study
   */
  default Optional<Trial> varied(Study study, int number, Continuation from) {
    return trial(study, number);
  }

  /**
   * Exact number of configurations that it can propose in all; empty if unlimited.
   *
   * @param taken configurations that are in the study already
   */
  OptionalLong limit(Set<Configuration> taken);

  /** True if proposals depend on outcomes; otherwise they may be requested far ahead. */
  default boolean readsOutcomes() {
    return true;
  }
}
