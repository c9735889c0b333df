package org.espalier.search.tpe;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.espalier.search.LearningSampler;
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
    for (PriorObservations.Observation observation : prior.within(space).observations()) {
      Map<String, Object> values = space.values(observation.configuration());
      earlier.forEach(group -> group.add(0, values));
    }
  }

  /** The best candidate that was not tried and meets the constraints; empty if none does. */
  @Override
  protected Optional<Configuration> modelled(Study study, int number, double priorWeight) {
    observations.read(study);
    RandomGenerator draws = seed.child(NAME, number).random();
    Map<Integer, List<double[]>> ranked = new HashMap<>(); // never iterated
    for (int rank = 0; rank < settings.candidates(); rank++) {
      int place = rank;
      Points points =
          index ->
              ranked.computeIfAbsent(index, i -> model(i, priorWeight).ranked(draws)).get(place);
      Configuration configuration = space.build(parameter -> value(parameter, points));
      if (study.trialOf(configuration).isEmpty() && allows(configuration)) {
        return Optional.of(configuration);
      }
    }
    return Optional.empty();
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
