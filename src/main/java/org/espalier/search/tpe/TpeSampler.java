package org.espalier.search.tpe;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.espalier.search.LearningSampler;
import org.espalier.search.SamplerSpec;
import org.espalier.search.StrategyTexts;
import org.espalier.space.Condition;
import org.espalier.space.Configuration;
import org.espalier.space.Parameter;
import org.espalier.space.SearchSpace;
import org.espalier.study.PriorObservations;
import org.espalier.study.Seed;
import org.espalier.study.Study;

/**
 * Tree-structured Parzen estimator: of configurations drawn from the density of the good trials, it
 * proposes the one with the largest ratio of that density to the density of all others (Bergstra et
 * al., NeurIPS 2011).
 *
 * <p>Multivariate: the densities are over all parameters that exist together, so that they model
 * dependencies; parameters of different groups, which exist under different conditions, are
 * proposed one group after the other.
 *
 * <p>Only sorting the trials takes time in proportion to their number; the densities use a bounded
 * number of them.
 */
public final class TpeSampler extends LearningSampler {

  /** Name in settings, and origin of its configurations. */
  public static final String NAME = "tpe";

  public static final SamplerSpec SPEC =
      SamplerSpec.of(
          NAME,
          new StrategyTexts(
              "Densities of the good trials and of the others; the candidate that is most like "
                  + "the good ones (Parzen estimator).",
              "Hundreds of trials, or proposals that must not take a tenth of a second.",
              "A few milliseconds a proposal, however many the trials; proposals wait for "
                  + "outcomes.",
              "Bergstra et al., NeurIPS 2011; Watanabe 2023 (arXiv 2304.11127)"),
          search -> new TpeSampler(search.space(), search.seed(), search.prior()));

  private final SearchSpace space;
  private final Seed seed;
  private final TpeSettings settings;
  private final GroupedObservations observations;
  private final List<ParameterGroup> earlier; // by group: observations of the prior
  private final List<Boolean> decides; // by group: whether others depend on one of its parameters

  public TpeSampler(SearchSpace space, Seed seed) {
    this(space, seed, PriorObservations.NONE);
  }

  /**
   * @param prior observations of an earlier study; those whose configuration is not in the space
   *     are ignored
   */
  public TpeSampler(SearchSpace space, Seed seed, PriorObservations prior) {
    this(space, seed, prior, TpeSettings.standard());
  }

  TpeSampler(SearchSpace space, Seed seed, PriorObservations prior, TpeSettings settings) {
    super(NAME, space, seed, prior.within(space), settings.startup(), settings.randomShare());
    this.space = space;
    this.seed = seed;
    this.settings = settings;
    this.observations = new GroupedObservations(space);
    this.earlier = space.groups().stream().map(ParameterGroup::new).toList();
    Set<String> parents =
        space.dimensions().stream()
            .flatMap(dimension -> dimension.conditions().stream())
            .map(Condition::parent)
            .collect(Collectors.toSet());
    this.decides =
        space.groups().stream()
            .map(group -> group.stream().anyMatch(d -> parents.contains(d.parameter().name())))
            .toList();
    for (PriorObservations.Observation observation : prior.within(space).observations()) {
      Map<String, Object> values = space.values(observation.configuration());
      earlier.forEach(group -> group.add(0, values));
    }
  }

  /**
   * Best candidate that is new and meets the constraints; empty if there is none. The values that
   * decide which parameters exist are those of the best candidate of all, as long as one of them
   * meets the constraints, so that a learner with tight constraints is not replaced by another.
   */
  @Override
  protected Optional<Configuration> modelled(Study study, int number, double priorWeight) {
    observations.read(study);
    RandomGenerator draws = seed.child(NAME, number).random();
    Map<Integer, List<double[]>> ranked = new HashMap<>(); // never iterated
    Candidates candidates =
        (parents, others) ->
            built(
                index ->
                    ranked
                        .computeIfAbsent(index, i -> model(i, priorWeight).ranked(draws))
                        .get(decides.get(index) ? parents : others));
    Predicate<Configuration> fits = c -> study.trialOf(c).isEmpty() && allows(c);
    return IntStream.range(0, settings.candidates())
        .mapToObj(rank -> candidates.of(0, rank))
        .filter(fits)
        .findFirst()
        .or(() -> space.redrawn(candidates.of(0, 0), draws).filter(fits))
        .or(
            () ->
                IntStream.range(1, settings.candidates())
                    .mapToObj(rank -> candidates.of(rank, rank))
                    .filter(fits)
                    .findFirst());
  }

  /**
   * Configuration of two ranks: one for the parameters that others depend on, and one for all
   * others.
   */
  private interface Candidates {
    Configuration of(int parents, int others);
  }

  private Configuration built(Points points) {
    return space.build(parameter -> chosenValue(parameter, points));
  }

  private GroupModel model(int group, double priorWeight) {
    return new GroupModel(
        observations.groups().get(group), observations, earlier.get(group), priorWeight, settings);
  }

  private boolean allows(Configuration configuration) {
    return space.constraints().isEmpty() || space.contains(configuration);
  }

  /** Chosen point of each group, by index. */
  private interface Points {
    double[] of(int group);
  }

  private Object chosenValue(Parameter parameter, Points points) {
    for (int i = 0; i < observations.groups().size(); i++) {
      ParameterGroup group = observations.groups().get(i);
      Optional<Integer> axis = group.axis(parameter);
      if (axis.isPresent()) {
        return group.axes().get(axis.get()).value(points.of(i)[axis.get()]);
      }
    }
    return parameter.at(0); // fixed
  }
}
