package org.espalier.bench;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.espalier.search.Sampler;
import org.espalier.space.Configuration;
import org.espalier.space.SearchSpace;
import org.espalier.study.Study;

/** A sampler that costs nothing: the same configuration without end. */
final class Counting implements Sampler {

  private final Configuration configuration;

  Counting(SearchSpace space) {
    this.configuration = space.build(parameter -> parameter.quantile(0.5));
  }

  @Override
  public String origin(int number) {
    return "counting";
  }

  @Override
  public Optional<Configuration> propose(Study study, int number) {
    return Optional.of(configuration);
  }

  @Override
  public OptionalLong limit(Set<Configuration> taken) {
    return OptionalLong.empty();
  }

  @Override
  public boolean readsOutcomes() {
    return false;
  }
}
