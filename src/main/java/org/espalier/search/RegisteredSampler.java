package org.espalier.search;

import java.util.function.Function;

/** Spec of a sampler of Espalier's own. */
record RegisteredSampler(
    String name,
    StrategyTexts texts,
    boolean finite,
    boolean exhaustive,
    Function<Search, Sampler> factory)
    implements SamplerSpec {

  @Override
  public boolean isFinite() {
    return finite;
  }

  @Override
  public boolean isExhaustive() {
    return exhaustive;
  }

  @Override
  public Sampler create(Search search) {
    return factory.apply(search);
  }
}
