package org.espalier.search;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.espalier.space.Configuration;
import org.espalier.study.Study;

/** Sampler of a given list of configurations, in order, repeats included. */
public record ListSampler(List<Configuration> configurations, String name) implements Sampler {

  public ListSampler {
    configurations = List.copyOf(configurations);
  }

  @Override
  public String origin(Study study, int number) {
    return name;
  }

  @Override
  public Optional<Configuration> propose(Study study, int number) {
    return number < configurations.size()
        ? Optional.of(configurations.get(number))
        : Optional.empty();
  }

  @Override
  public OptionalLong limit(Set<Configuration> taken) {
    return OptionalLong.of(configurations.size());
  }

  @Override
  public boolean readsOutcomes() {
    return false;
  }
}
