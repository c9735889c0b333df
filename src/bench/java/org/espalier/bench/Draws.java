package org.espalier.bench;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.espalier.search.Sampler;
import org.espalier.space.Configuration;
import org.espalier.space.SearchSpace;
import org.espalier.study.Seed;
import org.espalier.study.Study;

/** Independent draws that look at nothing, so that what is timed or played is the loop's alone. */
record Draws(SearchSpace space, Seed seed) implements Sampler {

  @Override
  public String origin(Study study, int number) {
    return "draws";
  }

  @Override
  public Optional<Configuration> propose(Study study, int number) {
    RandomGenerator random = seed.child("draws", number).random();
    return Optional.of(space.build(parameter -> parameter.quantile(random.nextDouble())));
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
