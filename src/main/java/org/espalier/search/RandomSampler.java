package org.espalier.search;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.espalier.space.Configuration;
import org.espalier.space.SearchSpace;
import org.espalier.study.Seed;
import org.espalier.study.Study;
import org.espalier.study.Trial;

/**
 * Random search: independent draws, uniform on each parameter's scale (Bergstra and Bengio, JMLR 13
 * (2012)); not a random subset of a grid, and no configuration of a finite space twice.
 *
 * <p>In a space that is continuous only under some choice, or whose constraints leave an unknown
 * number of configurations, repeats are avoided as long as a few draws find a new one.
 */
public final class RandomSampler implements Sampler {

  /** Name in settings, and origin of its configurations. */
  public static final String NAME = "random";

  public static final SamplerSpec SPEC =
      SamplerSpec.of(
          NAME,
          new StrategyTexts(
              "Random search: independent draws, uniform on each parameter's scale; no "
                  + "configuration of a finite space twice.",
              "Only few of many parameters matter, or no proposal may wait for an outcome.",
              "No computation; proposals wait for no outcome.",
              "Bergstra and Bengio, JMLR 13 (2012)"),
          search -> new RandomSampler(search.space(), search.seed()));

  /**
   * Rejected draws before the remaining configurations are enumerated. With half of a space taken,
   * 64 rejections in a row have a probability of 2^-64.
   */
  private static final int REJECTIONS = 64;

  private final SearchSpace space;
  private final Seed seed;
  private final OptionalLong size;

  public RandomSampler(SearchSpace space, Seed seed) {
    this.space = space;
    this.seed = seed;
    this.size = space.size();
  }

  @Override
  public String origin(Study study, int number) {
    return NAME;
  }

  @Override
  public Optional<Configuration> propose(Study study, int number) {
    RandomGenerator random = seed.child("random", number).random();
    for (int i = 0; i < REJECTIONS; i++) {
      Configuration configuration = space.draw(random);
      if (study.trialOf(configuration).isEmpty()) {
        return Optional.of(configuration);
      }
    }
    return size.isEmpty() ? Optional.of(space.draw(random)) : leftOver(random, taken(study));
  }

  /** Configuration drawn uniformly from those that are left. */
  private Optional<Configuration> leftOver(RandomGenerator random, Set<Configuration> taken) {
    long left = size.getAsLong() - inSpace(taken);
    if (left <= 0) {
      return Optional.empty();
    }
    if (left > size.getAsLong() / 2) {
      // Many are left, but under choices that are rarely drawn: an index needs two tries on
      // average.
      return Optional.of(untaken(random, taken));
    }
    long skip = random.nextLong(left);
    for (long index = 0; ; index++) {
      Configuration configuration = space.at(index);
      if (!taken.contains(configuration) && skip-- == 0) {
        return Optional.of(configuration);
      }
    }
  }

  private Configuration untaken(RandomGenerator random, Set<Configuration> taken) {
    Configuration configuration = space.at(random.nextLong(size.getAsLong()));
    while (taken.contains(configuration)) {
      configuration = space.at(random.nextLong(size.getAsLong()));
    }
    return configuration;
  }

  private static Set<Configuration> taken(Study study) {
    return study.trials().stream().map(Trial::configuration).collect(Collectors.toSet());
  }

  private long inSpace(Set<Configuration> taken) {
    return taken.stream().filter(space::contains).count();
  }

  @Override
  public OptionalLong limit(Set<Configuration> taken) {
    return size.isEmpty() ? size : OptionalLong.of(size.getAsLong() - inSpace(taken));
  }

  @Override
  public boolean readsOutcomes() {
    return false;
  }
}
