package org.espalier.search;

import java.util.List;
import java.util.function.Function;
import org.espalier.Api;
import org.espalier.space.Configuration;
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
   * @param starts configurations that are tried before, at most one of a learner: its defaults or,
   *     without any, the first start point of the user
   * @param prior observations of an earlier study, for a sampler that learns from losses
   * @param trials maximum number of trials; 0 for all configurations
   */
  record Search(
      SearchSpace space,
      List<Configuration> starts,
      Seed seed,
      PriorObservations prior,
      int trials) {
    public Search {
      starts = List.copyOf(starts);
    }
  }

  /** Spec with these values; the sampler draws from the space, and does not exhaust it. */
  static SamplerSpec of(String name, StrategyTexts texts, Function<Search, Sampler> factory) {
    return new RegisteredSampler(
        name, texts, /* finite= */ false, /* exhaustive= */ false, factory);
  }

  /**
   * True if it tries every combination of values: ranges need a step or points, and the number of
   * trials follows from the space.
   */
  default boolean isExhaustive() {
    return false;
  }

  /** True if the number of trials follows from the space, so that settings may leave it out. */
  default boolean isFinite() {
    return isExhaustive();
  }

  Sampler create(Search search);
}
