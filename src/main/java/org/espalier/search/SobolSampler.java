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
 * Quasi-random search: points of a scrambled Sobol sequence on the scales of the parameters,
 * without learning, as random search, but without its gaps and clusters.
 *
 * <p>A point that repeats an earlier one or violates a constraint is skipped. If its values decide
 * which parameters exist, the others are drawn at random instead, so that a learner with tight
 * constraints is not skipped more often than others. A random draw replaces points after many skips
 * in a row, and those whose configuration another trial of the study has.
 */
public final class SobolSampler implements Sampler {

  /** Name in settings, and origin of its configurations. */
  public static final String NAME = "sobol";

  public static final SamplerSpec SPEC =
      SamplerSpec.of(
          NAME,
          new StrategyTexts(
              "Quasi-random search: points of a scrambled Sobol sequence, without the gaps and "
                  + "clusters of random draws.",
              "A few dozen trials should cover a space, or give an overview of it.",
              "Hardly any computation; proposals wait for no outcome.",
              "Sobol (1967); Owen (1998); Joe and Kuo (2008)"),
          search -> new SobolSampler(search.space(), search.seed()));

  /** Maximum number of skipped points in a row before the sequence counts as exhausted. */
  private static final int SKIPS = 1000;

  private final SearchSpace space;
  private final Seed seed;
  private final SobolSequence sequence;
  private final Map<String, Integer> coordinates = new LinkedHashMap<>();
  private final RandomSampler standIn;

  /**
   * Points of the sequence so far; filled in order, so that the result does not depend on the
   * calls.
   */
  private final List<Configuration> points = new ArrayList<>();

  private final Set<Configuration> given = new HashSet<>();
  private int next = 0;
  private boolean spent = false;

  public SobolSampler(SearchSpace space, Seed seed) {
    this.space = space;
    this.seed = seed;
    for (Dimension dimension : space.dimensions()) {
      if (dimension.parameter().size().orElse(0) != 1) {
        coordinates.put(dimension.parameter().name(), coordinates.size());
      }
    }
    this.sequence = new SobolSequence(Math.max(1, coordinates.size()), seed.child("sobol", 0));
    this.standIn = new RandomSampler(space, seed.child("sobol", 1));
  }

  @Override
  public String origin(Study study, int number) {
    return NAME;
  }

  @Override
  public Optional<Configuration> propose(Study study, int number) {
    while (!spent && points.size() <= number) {
      advance();
    }
    boolean fresh = number < points.size() && study.trialOf(points.get(number)).isEmpty();
    return fresh ? Optional.of(points.get(number)) : standIn.propose(study, number);
  }

  /** Finds one more point, or that the sequence is exhausted. */
  private void advance() {
    for (int skips = 0; skips < SKIPS; skips++) {
      List<Double> point = sequence.point(next++);
      Configuration configuration =
          mended(space.build(p -> p.quantile(point.get(coordinates.getOrDefault(p.name(), 0)))));
      if (space.contains(configuration) && given.add(configuration)) {
        points.add(configuration);
        return;
      }
    }
    spent = true;
  }

  private Configuration mended(Configuration built) {
    return space.constraints().isEmpty() || space.groups().size() == 1 || space.contains(built)
        ? built
        : space.redrawn(built, seed.child("redrawn", next).random()).orElse(built);
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
