package org.espalier.search;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.espalier.space.Configuration;
import org.espalier.study.Continuation;
import org.espalier.study.Study;
import org.espalier.study.Trial;

/**
 * Sampler of a resumed study: the recorded trials, then the proposals of another sampler, which
 * does not propose the recorded ones again.
 *
 * @param trials by number
 */
public record RecordedSampler(List<Trial> trials, Sampler then) implements Sampler {

  public RecordedSampler {
    trials = List.copyOf(trials);
  }

  @Override
  public String origin(Study study, int number) {
    return number < trials.size() ? trials.get(number).origin() : then.origin(study, number);
  }

  @Override
  public Optional<String> reason(Study study, int number) {
    return number < trials.size() ? trials.get(number).reason() : then.reason(study, number);
  }

  @Override
  public Optional<Configuration> propose(Study study, int number) {
    return number < trials.size()
        ? Optional.of(trials.get(number).configuration())
        : then.propose(study, number);
  }

  @Override
  public Optional<Trial> unled(Study study, int number) {
    return number < trials.size() ? trial(study, number) : then.unled(study, number);
  }

  @Override
  public Optional<Trial> varied(Study study, int number, Continuation from) {
    return number < trials.size() ? trial(study, number) : then.varied(study, number, from);
  }

  @Override
  public OptionalLong limit(Set<Configuration> taken) {
    return then.limit(taken);
  }

  @Override
  public boolean readsOutcomes() {
    return then.readsOutcomes();
  }
}
