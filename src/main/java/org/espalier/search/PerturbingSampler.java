package org.espalier.search;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.Parameter;
import org.espalier.space.SearchSpace;
import org.espalier.study.Continuation;
import org.espalier.study.Seed;
import org.espalier.study.Study;
import org.espalier.study.Trial;

/**
 * Sampler whose varied trials change some parameters of their parent (the step {@code explore} of
 * population-based training; Jaderberg et al. 2017, arXiv 1711.09846, section 3): each is
 * multiplied by 0.8 or 1.2 or, with a probability of {@value #RESAMPLED}, drawn anew. Proposals are
 * those of another sampler.
 *
 * <p>Departures, for parameters that a factor of 0.8 or 1.2 may not change: a range with zero or
 * negative values moves by a tenth of its width, a whole number by at least one, an ordered choice
 * to a neighbour; a choice without an order is kept unless it is drawn anew.
 *
 * @param then sampler of the proposals
 * @param names parameters that change, of arrays without an index; empty for all ranges of real
 *     numbers
 * @param inheritance state that variations inherit from their parents in addition to the values of
 *     the space
 */
public record PerturbingSampler(
    Sampler then, SearchSpace space, List<String> names, Seed seed, Inheritance inheritance)
    implements Sampler {

  /** Addition to a configuration for the state that its trial begins with. */
  @FunctionalInterface
  public interface Inheritance {

    /**
     * Configuration with the state that it inherits from its parent.
     *
     * @param rung rung at which the parent left the state
     */
    Configuration of(Configuration varied, Configuration parent, int rung);
  }

  /** Origin of its variations, as the tables name it. */
  public static final String ORIGIN = "perturbed";

  /** Probability of a new draw, as Ray Tune's {@code resample_probability} has it. */
  private static final double RESAMPLED = 0.25;

  /** Factors of the paper, section 4.1.1: 1 ± 0.2. */
  private static final double FACTOR = 0.2;

  /** Share of a range that it moves by where a factor has no meaning. */
  private static final double WIDTH = 0.1;

  /** Halvings of an interval of positions: more than a double has digits. */
  private static final int HALVINGS = 60;

  /** Maximum number of draws until one is new; a repeat does no harm. */
  private static final int DRAWS = 16;

  public PerturbingSampler {
    names = List.copyOf(names);
  }

  /** Sampler whose variations are configurations of the space. */
  public PerturbingSampler(Sampler then, SearchSpace space, List<String> names, Seed seed) {
    this(then, space, names, seed, (varied, parent, rung) -> varied);
  }

  /** Name by which a parameter is listed: that of an array for its elements. */
  public static String name(Parameter parameter) {
    int index = parameter.name().indexOf('[');
    return index < 0 ? parameter.name() : parameter.name().substring(0, index);
  }

  /** True if variations may change a parameter. */
  public static boolean changes(Parameter parameter, List<String> names) {
    return names.isEmpty() ? parameter instanceof FloatParameter : names.contains(name(parameter));
  }

  @Override
  public Optional<Trial> varied(Study study, int number, Continuation from) {
    if (then instanceof StartPoints start && number < start.size()) {
      return then.trial(study, number); // the population is smaller than the start
    }
    RandomGenerator random = seed.child("perturb", number).random();
    Configuration parent = study.trials().get(from.trial()).configuration();
    Configuration varied = parent;
    for (int i = 0; i < DRAWS && study.trialOf(varied).isPresent(); i++) {
      varied = inheritance.of(varied(parent, random), parent, from.rung());
    }
    String reason = "varies trial %d".formatted(from.trial());
    return Optional.of(new Trial(number, varied, ORIGIN, Optional.of(reason)));
  }

  private Configuration varied(Configuration from, RandomGenerator random) {
    Configuration varied = from;
    for (Dimension dimension : space.dimensions()) {
      Parameter parameter = dimension.parameter();
      boolean drawn = random.nextDouble() < RESAMPLED;
      double u = random.nextDouble();
      Optional<Object> value = space.value(varied, parameter).filter(parameter::contains);
      if (changes(parameter, names) && value.isPresent()) {
        Object to = drawn ? parameter.quantile(u) : moved(parameter, value.get(), u < 0.5 ? -1 : 1);
        varied = space.varied(varied, parameter, to).orElse(varied);
      }
    }
    return varied;
  }

  /**
   * The next value in a direction, as far as there is one.
   *
   * @param way -1 or 1
   */
  private static Object moved(Parameter parameter, Object value, int way) {
    if (parameter instanceof ChoiceParameter choice) {
      int to = choice.choices().indexOf(value) + (choice.ordered() ? way : 0);
      return choice.choices().get(Math.min(choice.choices().size() - 1, Math.max(0, to)));
    }
    double low = number(parameter.quantile(0));
    double high = number(parameter.quantile(1));
    double from = number(value);
    double to = low > 0 ? from * (1 + way * FACTOR) : from + way * WIDTH * (high - low);
    double within = Math.min(high, Math.max(low, to));
    double below = way > 0 ? parameter.unit(value) : 0;
    double above = way > 0 ? 1 : parameter.unit(value);
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (below + above) / 2;
      double at = number(parameter.quantile(middle));
      if (way > 0 ? at >= within : at > within) {
        above = middle;
      } else {
        below = middle;
      }
    }
    return parameter.quantile(way > 0 ? above : below);
  }

  private static double number(Object value) {
    return ((Number) value).doubleValue();
  }

  @Override
  public String origin(Study study, int number) {
    return then.origin(study, number);
  }

  @Override
  public Optional<String> reason(Study study, int number) {
    return then.reason(study, number);
  }

  @Override
  public Optional<Configuration> propose(Study study, int number) {
    return then.propose(study, number);
  }

  @Override
  public Optional<Trial> unled(Study study, int number) {
    return then.unled(study, number);
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
