package org.espalier.search;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.espalier.space.Configuration;
import org.espalier.study.Study;
import org.espalier.study.Trial;

/**
 * Proposes configurations. A fresh instance given the same study and number proposes the same;
 * calling changes nothing that can be seen.
 */
public interface Sampler {

  /**
   * As the tables name where a configuration came from, for example {@code grid}.
   *
   * @param study what {@link #propose} is asked with
   */
  String origin(Study study, int number);

  /** Why it comes from there, in words, where what was told decided that; empty elsewhere. */
  default Optional<String> reason(Study study, int number) {
    return Optional.empty();
  }

  /**
   * The configuration for a number, counted from 0.
   *
   * @param study what was asked and told so far, pending proposals included
   * @return empty if the sampler is exhausted
   */
  Optional<Configuration> propose(Study study, int number);

  /** What it proposes, as the trial of that number. */
  default Optional<Trial> trial(Study study, int number) {
    return propose(study, number)
        .map(c -> new Trial(number, c, origin(study, number), reason(study, number)));
  }

  /**
   * How many configurations it can propose in all, exactly; empty if without end.
   *
   * @param taken configurations that take part in the study without it
   */
  OptionalLong limit(Set<Configuration> taken);

  /** Whether proposals depend on outcomes; one that reads none may be asked far ahead of them. */
  boolean readsOutcomes();
}
