package org.espalier.search;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
import org.espalier.space.Parameter;
import org.espalier.space.SearchSpace;
import org.espalier.study.PriorObservations;
import org.espalier.study.Seed;
import org.espalier.study.Study;

/**
 * Simulated annealing (Kirkpatrick, Gelatt and Vecchi, Science 220 (1983)): each proposal is a
 * neighbour of the present state, and an outcome becomes the state if it is better or, if it is
 * worse by ΔE, with a probability of exp(-ΔE / T) (Metropolis et al. 1953). The temperature falls
 * geometrically with the number of outcomes, the size of a step with the number of the proposal.
 *
 * <p>E is the share of the losses so far, at the same rung, that are smaller: losses of any size
 * and of different rungs then need one schedule of T alone. A failed trial has the worst loss so
 * far.
 *
 * <p>The state is a function of the last {@value #MOST_OUTCOMES} outcomes in the order in which
 * they were reported, and of random numbers by proposal. Proposals under way at the same time are
 * neighbours of the same state.
 */
public final class AnnealingSampler extends LearningSampler {

  /** Name in settings, and origin of its configurations. */
  public static final String NAME = "annealing";

  public static final SamplerSpec SPEC =
      SamplerSpec.of(
          NAME,
          new StrategyTexts(
              "Simulated annealing: neighbours of a state, which moves to better ones and, less "
                  + "and less often, to worse ones.",
              "For comparison, or where neighbours are alike and little else is known.",
              "Less than a millisecond a proposal; proposals wait for outcomes. Cools until the last "
                  + "of search.trials.",
              "Kirkpatrick, Gelatt and Vecchi, Science 220 (1983)"),
          search ->
              new AnnealingSampler(search.space(), search.seed(), search.prior(), search.trials()));

  // Chosen by benchmark, on problems that are not used to report results.

  private static final int STARTUP = 8;
  private static final double RANDOM_SHARE = 0.05;

  /** Temperature at first and at last, in shares of the losses. */
  private static final double[] TEMPERATURE = {0.2, 0.01};

  /** Standard deviation of a step of an ordered parameter at first and at last, in positions. */
  private static final double[] STEP = {0.25, 0.02};

  /** Number of parameters that a step changes on average, besides the one that it has to. */
  private static final double MORE = 1;

  /** Proposals until the last temperature, where the search has no known number. */
  private static final int USUAL_LENGTH = 100;

  /** Outcomes that the state follows from: the time of a proposal grows with their square. */
  private static final int MOST_OUTCOMES = 300;

  /** Maximum number of draws until one is new and meets the constraints. */
  private static final int DRAWS = 64;

  private final SearchSpace space;
  private final Seed seed;
  private final PriorObservations prior;
  private final int length;

  /**
   * @param prior observations of an earlier study; those whose configuration is not in the space
   *     are ignored
   * @param trials number of proposals until the last temperature; 0 for {@value #USUAL_LENGTH}
   */
  public AnnealingSampler(SearchSpace space, Seed seed, PriorObservations prior, int trials) {
    super(NAME, space, seed, prior.within(space), STARTUP, RANDOM_SHARE);
    this.space = space;
    this.seed = seed;
    this.prior = prior.within(space);
    this.length = trials == 0 ? USUAL_LENGTH : trials;
  }

  @Override
  protected Optional<Configuration> modelled(Study study, int number, double priorWeight) {
    RandomGenerator random = seed.child(NAME, number).random();
    Optional<Configuration> state =
        random.nextDouble() < priorWeight / 2 ? prior.best().stream().findFirst() : state(study);
    double step = cooled(STEP, number);
    for (int i = 0; i < DRAWS && state.isPresent(); i++) {
      Configuration neighbour = neighbour(state.get(), step, random);
      Optional<Configuration> allowed =
          space.constraints().isEmpty() ? Optional.of(neighbour) : space.redrawn(neighbour, random);
      if (allowed.isPresent() && study.trialOf(allowed.get()).isEmpty()) {
        return allowed;
      }
    }
    return Optional.empty();
  }

  /** Value between the first and the last one, at a number. */
  private double cooled(double[] ends, int number) {
    return ends[0] * Math.pow(ends[1] / ends[0], Math.min(1, (double) number / length));
  }

  /** State after the last outcomes; empty while no trial has completed. */
  private Optional<Configuration> state(Study study) {
    Map<Integer, Losses> byRung = new LinkedHashMap<>();
    Optional<KnownLoss> held = Optional.empty();
    List<KnownLoss> all = KnownLoss.of(study, space);
    for (int i = Math.max(0, all.size() - MOST_OUTCOMES); i < all.size(); i++) {
      KnownLoss known = all.get(i);
      byRung.computeIfAbsent(known.rung(), rung -> new Losses()).add(known.loss());
      if (!known.outcome().completed()) {
        continue;
      }
      double before = held.isEmpty() ? 1 : energy(byRung, held.get());
      double worse = energy(byRung, known) - before;
      long number = known.outcome().proposal().number();
      double chance = seed.child("accept", number).random().nextDouble();
      if (worse <= 0 || chance < Math.exp(-worse / cooled(TEMPERATURE, i))) {
        held = Optional.of(known);
      }
    }
    return held.map(KnownLoss::configuration);
  }

  private static double energy(Map<Integer, Losses> byRung, KnownLoss known) {
    return Optional.ofNullable(byRung.get(known.rung())).orElseThrow().shareBelow(known.loss());
  }

  /**
   * Neighbour of a configuration: at least one parameter changes; parameters that exist only with
   * the changed values are drawn at random.
   */
  private Configuration neighbour(Configuration state, double step, RandomGenerator random) {
    Map<String, Object> values = space.values(state);
    List<String> existing =
        space.dimensions().stream()
            .map(Dimension::parameter)
            .filter(p -> values.containsKey(p.name()) && p.size().orElse(Long.MAX_VALUE) > 1)
            .map(Parameter::name)
            .toList();
    if (existing.isEmpty()) {
      return state;
    }
    String one = existing.get(random.nextInt(existing.size()));
    double share = MORE / existing.size();
    return space.build(
        parameter -> {
          boolean changes = random.nextDouble() < share || parameter.name().equals(one);
          Object value = values.get(parameter.name());
          if (value == null) {
            return parameter.quantile(random.nextDouble());
          }
          return changes ? moved(parameter, value, step, random) : value;
        });
  }

  private static Object moved(
      Parameter parameter, Object value, double step, RandomGenerator random) {
    if (!parameter.ordered()) {
      return parameter.quantile(random.nextDouble());
    }
    // A finite one moves by a value at least.
    double least = 1.0 / parameter.size().orElse(Long.MAX_VALUE);
    double to = parameter.unit(value) + Math.max(step, least) * random.nextGaussian();
    double reflected = to < 0 ? -to : to > 1 ? 2 - to : to;
    return parameter.quantile(Math.min(1, Math.max(0, reflected)));
  }

  /** Losses of a rung. */
  private static final class Losses {

    private double[] sorted = {};

    void add(double loss) {
      sorted = Arrays.copyOf(sorted, sorted.length + 1);
      sorted[sorted.length - 1] = loss;
      Arrays.sort(sorted);
    }

    /** Share of the losses below one, in [0, 1). */
    double shareBelow(double loss) {
      return (double) Arrays.stream(sorted).filter(other -> other < loss).count() / sorted.length;
    }
  }
}
