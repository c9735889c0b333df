package org.espalier.search;

import java.util.function.Function;
import org.espalier.Api;
import org.espalier.space.SearchSpace;
import org.espalier.study.PriorObservations;
import org.espalier.study.Seed;

/**
 * Description of a sampler, and its factory. One of another jar is registered as a provider of this
 * service, see {@link java.util.ServiceLoader}.
 */
@Api
public interface SamplerSpec extends StrategySpec {

  /**
   * Search that a sampler is created for.
   *
   * @param prior observations of an earlier study, for a sampler that learns from losses
   * @param trials maximum number of trials; 0 for all configurations
   */
  record Search(SearchSpace space, Seed seed, PriorObservations prior, int trials) {}

  /** Spec with these values; the sampler draws from the space, and does not exhaust it. */
  static SamplerSpec of(String name, StrategyTexts texts, Function<Search, Sampler> factory) {
    return new RegisteredSampler(name, texts, /* exhaustive= */ false, factory);
  }

  /**
   * True if it tries every combination of values: ranges need a step or points, and the number of
   * trials follows from the space.
   */
  default boolean isExhaustive() {
    return false;
  }

  Sampler create(Search search);
}
