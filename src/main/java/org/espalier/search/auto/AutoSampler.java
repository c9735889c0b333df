package org.espalier.search.auto;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.espalier.search.RandomSampler;
import org.espalier.search.Sampler;
import org.espalier.search.SobolSampler;
import org.espalier.search.gp.GpSampler;
import org.espalier.search.tpe.TpeSampler;
import org.espalier.space.Configuration;
import org.espalier.space.SearchSpace;
import org.espalier.study.PriorObservations;
import org.espalier.study.Seed;
import org.espalier.study.Study;

/**
 * Chooses a sampler by the space and the number of trials, and then, proposal by proposal, by what
 * was told:
 *
 * <ol>
 *   <li>At first, and while nothing was told, if no earlier study tells of something: points of a
 *       Sobol sequence. With a window as wide as the trials these are all.
 *   <li>Then {@code gp}, until so many outcomes are told that it would take too long.
 *   <li>From there on {@code tpe}, which knows all that gp found.
 * </ol>
 *
 * <p>The choice is a function of what was told, so that a study that goes on from its record
 * chooses the same.
 */
public final class AutoSampler implements Sampler {

  /** The name it has in settings. */
  public static final String NAME = "auto";

  private static final String RANDOM = "random";
  private static final String SOBOL = "sobol";
  private static final String TPE = "tpe";
  private static final String GP = "gp";

  /**
   * Outcomes up to which the Gaussian process, which was ahead of the densities on all problems of
   * the search benchmark, takes no longer than 0.1 s or so for a proposal.
   */
  private static final int PROCESS_OUTCOMES = 200;

  /** Parameters up to which it was measured: 14 are the most of the benchmark. */
  private static final int PROCESS_PARAMETERS = 20;

  /** Proposals that gp would draw at random to begin with. */
  private static final int BEGIN = 8;

  /** Outcomes that a process needs at least. */
  private static final int LEAST = 2;

  private final Map<String, Sampler> samplers = new LinkedHashMap<>();
  private final Choice planned;
  private final boolean blindAtFirst;

  /**
   * @param trials at most this many
   * @param prior what an earlier study observed
   */
  public AutoSampler(SearchSpace space, Seed seed, PriorObservations prior, int trials) {
    this.planned = planned(space, trials);
    this.blindAtFirst = prior.within(space).observations().isEmpty();
    samplers.put(RANDOM, new RandomSampler(space, seed));
    samplers.put(SOBOL, new SobolSampler(space, seed));
    samplers.put(TPE, new TpeSampler(space, seed, prior));
    samplers.put(GP, new GpSampler(space, seed, prior));
  }

  /**
   * What it takes as long as nothing told speaks against it.
   *
   * @param trials at most this many
   */
  public static Choice planned(SearchSpace space, int trials) {
    OptionalLong size = space.size();
    if (size.isPresent() && size.getAsLong() <= trials) {
      return new Choice(
          RANDOM, "all %,d configurations there are will be tried".formatted(size.getAsLong()));
    }
    long free =
        space.dimensions().stream().filter(d -> d.parameter().size().orElse(0) != 1).count();
    if (free > PROCESS_PARAMETERS) {
      return new Choice(TPE, "%d parameters are many for gp".formatted(free));
    }
    return new Choice(
        GP,
        trials > PROCESS_OUTCOMES
            ? "%d parameters; tpe from %d outcomes on".formatted(free, PROCESS_OUTCOMES)
            : "%d trials of %d parameters".formatted(trials, free));
  }

  /** What it takes for a proposal. */
  private Choice choice(Study study, int number) {
    int told = study.outcomes().size();
    if (planned.sampler().equals(RANDOM)) {
      return planned;
    }
    if (blindAtFirst && (number < BEGIN || told < LEAST)) {
      return new Choice(
          SOBOL,
          number < BEGIN
              ? "%d evenly spread points to begin with".formatted(BEGIN)
              : "fewer than %d outcomes, too few to learn from".formatted(LEAST));
    }
    return planned.sampler().equals(GP) && told >= PROCESS_OUTCOMES
        ? new Choice(TPE, "gp would be slow with %d outcomes".formatted(PROCESS_OUTCOMES))
        : planned;
  }

  private Sampler chosen(Study study, int number) {
    return Objects.requireNonNull(samplers.get(choice(study, number).sampler()));
  }

  @Override
  public String origin(Study study, int number) {
    return chosen(study, number).origin(study, number);
  }

  @Override
  public Optional<String> reason(Study study, int number) {
    return Optional.of(choice(study, number))
        .filter(choice -> !choice.equals(planned))
        .map(Choice::why);
  }

  @Override
  public Optional<Configuration> propose(Study study, int number) {
    return chosen(study, number).propose(study, number);
  }

  @Override
  public OptionalLong limit(Set<Configuration> taken) {
    return Objects.requireNonNull(samplers.get(RANDOM)).limit(taken);
  }

  @Override
  public boolean readsOutcomes() {
    return !planned.sampler().equals(RANDOM);
  }
}
