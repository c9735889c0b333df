package org.espalier.search.auto;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.espalier.search.RandomSampler;
import org.espalier.search.Sampler;
import org.espalier.search.SobolSampler;
import org.espalier.search.gp.GpSampler;
import org.espalier.search.tpe.TpeSampler;
import org.espalier.space.Configuration;
import org.espalier.space.SearchSpace;
import org.espalier.study.Outcome;
import org.espalier.study.PriorObservations;
import org.espalier.study.Seed;
import org.espalier.study.Study;

/**
 * Chooses a sampler by the space and the number of trials, and then by what was told:
 *
 * <ol>
 *   <li>At first, and while nothing was told, if no earlier study tells of something: points of a
 *       Sobol sequence. With a window as wide as the trials these are all.
 *   <li>Where trials differ by no more than their folds do by chance, every second proposal is
 *       random: a model learns noise.
 *   <li>Where more than half of the outcomes failed, {@code tpe}: to {@code gp} a failure is the
 *       worst loss there was, and so the neighbourhood of a cliff bad too.
 * </ol>
 *
 * <p>The choice is a function of the outcomes told, so that a study that goes on from its record
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
   * Trials up to which the Gaussian process, which was ahead of the densities on all problems of
   * the search benchmark, takes no longer than 0.1 s or so for a proposal.
   */
  private static final int PROCESS_TRIALS = 200;

  /** Parameters up to which it was measured: 14 are the most of the benchmark. */
  private static final int PROCESS_PARAMETERS = 20;

  /** Proposals that gp would draw at random to begin with. */
  private static final int BEGIN = 8;

  /** Outcomes that a process needs at least. */
  private static final int LEAST = 2;

  private final Map<String, Sampler> samplers = new LinkedHashMap<>();
  private final Choice planned;
  private final boolean blindAtFirst;

  private List<Outcome> looked = List.of();
  private Optional<Evidence> evidence = Optional.empty(); // of what was looked at

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
    if (trials > PROCESS_TRIALS) {
      return new Choice(TPE, "more than %d trials would be slow with gp".formatted(PROCESS_TRIALS));
    }
    long free =
        space.dimensions().stream().filter(d -> d.parameter().size().orElse(0) != 1).count();
    return free > PROCESS_PARAMETERS
        ? new Choice(TPE, "%d parameters are many for gp".formatted(free))
        : new Choice(GP, "%d trials of %d parameters".formatted(trials, free));
  }

  /** What it takes for a proposal. */
  Choice choice(Study study, int number) {
    if (planned.sampler().equals(RANDOM)) {
      return planned;
    }
    if (blindAtFirst && (number < BEGIN || study.outcomes().size() < LEAST)) {
      return new Choice(SOBOL, "there is nothing to learn from yet");
    }
    return evidence(study).flatMap(evidence -> revised(evidence, number)).orElse(planned);
  }

  private Optional<Evidence> evidence(Study study) {
    List<Outcome> seen = Evidence.seen(study);
    if (!isSame(seen, looked)) {
      looked = List.copyOf(seen);
      evidence = seen.isEmpty() ? Optional.empty() : Optional.of(Evidence.of(seen));
    }
    return evidence;
  }

  /** By identity: what is the same in another object is looked at again. */
  @SuppressWarnings("ReferenceEquality")
  private static boolean isSame(List<Outcome> one, List<Outcome> other) {
    return one.size() == other.size()
        && IntStream.range(0, one.size()).allMatch(i -> one.get(i) == other.get(i));
  }

  private Optional<Choice> revised(Evidence evidence, int number) {
    if (number % 2 == 1 && evidence.noise().filter(Evidence.Noise::drowns).isPresent()) {
      Evidence.Noise noise = evidence.noise().get();
      return Optional.of(
          new Choice(
              RANDOM,
              "every second, as %d trials differ by no more than their %d folds do by chance (F %.2f)"
                  .formatted(noise.trials(), noise.folds(), noise.ratio())));
    }
    boolean fails = 2 * evidence.failed() > evidence.outcomes();
    return fails && planned.sampler().equals(GP)
        ? Optional.of(
            new Choice(
                TPE,
                "%d of %d evaluations failed".formatted(evidence.failed(), evidence.outcomes())))
        : Optional.empty();
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
    Choice choice = choice(study, number);
    return choice.equals(planned) || choice.sampler().equals(SOBOL)
        ? Optional.empty()
        : Optional.of(choice.why());
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
