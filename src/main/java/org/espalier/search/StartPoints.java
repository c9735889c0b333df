package org.espalier.search;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.espalier.space.Configuration;
import org.espalier.study.Study;
import org.espalier.study.Trial;

/**
 * Start of a search, before the proposals of another sampler: each learner's defaults, the user's
 * start points, the best configurations of an earlier study, and the points of a portfolio; each
 * configuration once. The other sampler counts its own proposals from 0.
 *
 * @param defaults defaults in the order of the learners; the first is the baseline
 * @param points start points of the user, in their order
 * @param earlier best configurations of an earlier study, best first
 * @param portfolio points that did well on other tables, the most useful first
 */
public record StartPoints(
    List<Configuration> defaults,
    List<Configuration> points,
    List<Configuration> earlier,
    List<Configuration> portfolio,
    Sampler then)
    implements Sampler {

  public StartPoints {
    defaults = List.copyOf(defaults);
    Set<Configuration> seen = new HashSet<>(defaults);
    points = points.stream().filter(seen::add).toList();
    earlier = earlier.stream().filter(seen::add).toList();
    portfolio = portfolio.stream().filter(seen::add).toList();
  }

  /** Start with the defaults only. */
  public StartPoints(List<Configuration> defaults, Sampler then) {
    this(defaults, List.of(), List.of(), List.of(), then);
  }

  /** Number of all of them. */
  public int size() {
    return defaults.size() + points.size() + earlier.size() + portfolio.size();
  }

  @Override
  public String origin(Study study, int number) {
    if (number < defaults.size()) {
      return Trial.DEFAULT;
    }
    if (number < defaults.size() + points.size()) {
      return Trial.USER;
    }
    if (number < size() - portfolio.size()) {
      return Trial.EARLIER;
    }
    return number < size() ? Trial.PORTFOLIO : then.origin(study, number - size());
  }

  @Override
  public Optional<String> reason(Study study, int number) {
    return number < size() ? Optional.empty() : then.reason(study, number - size());
  }

  @Override
  public Optional<Configuration> propose(Study study, int number) {
    return number < size() ? Optional.of(all().get(number)) : then.propose(study, number - size());
  }

  private List<Configuration> all() {
    return Stream.of(defaults, points, earlier, portfolio).flatMap(List::stream).toList();
  }

  @Override
  public OptionalLong limit(Set<Configuration> taken) {
    Set<Configuration> all = new HashSet<>(taken);
    all.addAll(all());
    OptionalLong rest = then.limit(all);
    return rest.isEmpty() ? rest : OptionalLong.of(size() + rest.getAsLong());
  }

  @Override
  public boolean readsOutcomes() {
    return then.readsOutcomes();
  }
}
