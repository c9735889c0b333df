package org.espalier.search;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.espalier.space.Configuration;
import org.espalier.study.Study;
import org.espalier.study.Trial;

/**
 * Each learner's own defaults before what another sampler proposes. The other one counts its own
 * proposals from 0.
 *
 * @param defaults in the order of the learners; the first is the baseline
 */
public record StartPoints(List<Configuration> defaults, Sampler then) implements Sampler {

  public StartPoints {
    defaults = List.copyOf(defaults);
  }

  @Override
  public String origin(int number) {
    return number < defaults.size() ? Trial.DEFAULT : then.origin(number - defaults.size());
  }

  @Override
  public Optional<Configuration> propose(Study study, int number) {
    return number < defaults.size()
        ? Optional.of(defaults.get(number))
        : then.propose(study, number - defaults.size());
  }

  @Override
  public OptionalLong limit(Set<Configuration> taken) {
    Set<Configuration> all = new HashSet<>(taken);
    all.addAll(defaults);
    OptionalLong rest = then.limit(all);
    return rest.isEmpty() ? rest : OptionalLong.of(defaults.size() + rest.getAsLong());
  }

  @Override
  public boolean readsOutcomes() {
    return then.readsOutcomes();
  }
}
