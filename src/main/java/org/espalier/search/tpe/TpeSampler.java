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
import org.espalier.space.Condition;
import org.espalier.space.Configuration;
import org.espalier.space.Parameter;
import org.espalier.space.SearchSpace;
import org.espalier.study.PriorObservations;
import org.espalier.study.Seed;
import org.espalier.study.Study;

/**
 * The tree-structured Parzen estimator: of some configurations drawn where good trials are dense,
 * the one where they are densest relative to all others (Bergstra et al., NeurIPS 2011).
 *
 * <p>Multivariate: the densities are over all parameters that exist together, so that they know of
 * dependencies; parameters of different groups, which exist under different conditions, are
 * proposed one group after the other.
 *
 * <p>A proposal takes time in proportion to the trials only for their order: the densities are of a
 * bounded number of them.
 */
public final class TpeSampler extends LearningSampler {

  private static final String NAME = "tpe";

  private final SearchSpace space;
  private final Seed seed;
  private final TpeSettings settings;
  private final Observations observations;
  private final List<Group> earlier; // by group: what the prior observed
  private final List<Boolean> decides; // by group: whether others depend on one of its parameters

  public TpeSampler(SearchSpace space, Seed seed) {
    this(space, seed, PriorObservations.NONE);
  }

  /**
   * @param prior what an earlier study observed; where its configuration is no longer one of the
   *     space, it is ignored
   */
  public TpeSampler(SearchSpace space, Seed seed, PriorObservations prior) {
    this(space, seed, prior, TpeSettings.standard());
  }

  TpeSampler(SearchSpace space, Seed seed, PriorObservations prior, TpeSettings settings) {
    super(NAME, space, seed, prior.within(space), settings.startup(), settings.randomShare());
    this.space = space;
    this.seed = seed;
    this.settings = settings;
    this.observations = new Observations(space);
    this.earlier = space.groups().stream().map(Group::new).toList();
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
   * The best candidate that was not tried and meets the constraints; empty if none does. While one
   * may do, what decides which parameters exist is that of the best of all: a learner with tight
   * constraints is not given up for another.
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

  /** The configuration of two ranks: of what others depend on, and of all else. */
  private interface Candidates {
    Configuration of(int parents, int others);
  }

  private Configuration built(Points points) {
    return space.build(parameter -> value(parameter, points));
  }

  private GroupModel model(int group, double priorWeight) {
    return new GroupModel(
        observations.groups().get(group), observations, earlier.get(group), priorWeight, settings);
  }

  private boolean allows(Configuration configuration) {
    return space.constraints().isEmpty() || space.contains(configuration);
  }

  /** Of each group, by index, the point that is chosen. */
  private interface Points {
    double[] of(int group);
  }

  private Object value(Parameter parameter, Points points) {
    for (int i = 0; i < observations.groups().size(); i++) {
      Group group = observations.groups().get(i);
      Optional<Integer> axis = group.axis(parameter);
      if (axis.isPresent()) {
        return group.axes().get(axis.get()).value(points.of(i)[axis.get()]);
      }
    }
    return parameter.at(0); // fixed
  }
}
