package org.espalier.search;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
import org.espalier.space.SearchSpace;
import org.espalier.study.Seed;
import org.espalier.study.Study;

/**
 * Points of a scrambled Sobol sequence on the scales of the parameters: as blind as random search,
 * but without its gaps and clusters.
 *
 * <p>A point that breaks a constraint or repeats an earlier one is skipped; where many in a row do,
 * and for what other trials of the study took, a random draw stands in.
 */
public final class SobolSampler implements Sampler {

  /** Points in a row that may be skipped before the sequence counts as spent. */
  private static final int SKIPS = 1000;

  private final SearchSpace space;
  private final SobolSequence sequence;
  private final Map<String, Integer> coordinates = new LinkedHashMap<>();
  private final RandomSampler standIn;

  /** What the sequence gives, as far as it was asked for; filled in order, so that all agree. */
  private final List<Configuration> points = new ArrayList<>();

  private final Set<Configuration> given = new HashSet<>();
  private int next = 0;
  private boolean spent = false;

  public SobolSampler(SearchSpace space, Seed seed) {
    this.space = space;
    for (Dimension dimension : space.dimensions()) {
      if (dimension.parameter().size().orElse(0) != 1) {
        coordinates.put(dimension.parameter().name(), coordinates.size());
      }
    }
    this.sequence = new SobolSequence(Math.max(1, coordinates.size()), seed.child("sobol", 0));
    this.standIn = new RandomSampler(space, seed.child("sobol", 1));
  }

  @Override
  public String origin(int number) {
    return "sobol";
  }

  @Override
  public Optional<Configuration> propose(Study study, int number) {
    while (!spent && points.size() <= number) {
      advance();
    }
    boolean fresh = number < points.size() && study.trialOf(points.get(number)).isEmpty();
    return fresh ? Optional.of(points.get(number)) : standIn.propose(study, number);
  }

  /** Finds one more point, or that the sequence is spent. */
  private void advance() {
    for (int skips = 0; skips < SKIPS; skips++) {
      List<Double> point = sequence.point(next++);
      Configuration configuration =
          space.build(p -> p.quantile(point.get(coordinates.getOrDefault(p.name(), 0))));
      if (space.contains(configuration) && given.add(configuration)) {
        points.add(configuration);
        return;
      }
    }
    spent = true;
  }

  @Override
  public OptionalLong limit(Set<Configuration> taken) {
    return standIn.limit(taken);
  }

  @Override
  public boolean readsOutcomes() {
    return false;
  }
}
