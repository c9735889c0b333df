package org.espalier.search.tpe;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.espalier.search.RandomSampler;
import org.espalier.search.Sampler;
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
 * proposed one group after the other. The first proposals and a share of all later ones are random.
 *
 * <p>A proposal takes time in proportion to the trials only for their order: the densities are of a
 * bounded number of them.
 */
public final class TpeSampler implements Sampler {

  private static final String NAME = "tpe";

  private final SearchSpace space;
  private final Seed seed;
  private final TpeSettings settings;
  private final PriorObservations prior;
  private final RandomSampler random;
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
    this.space = space;
    this.seed = seed;
    this.prior = prior.within(space);
    this.settings = settings;
    this.random = new RandomSampler(space, seed);
    this.observations = new Observations(space);
    this.earlier = space.groups().stream().map(Group::new).toList();
    for (PriorObservations.Observation observation : this.prior.observations()) {
      Map<String, Object> values = space.values(observation.configuration());
      earlier.forEach(group -> group.add(0, values));
    }
  }

  @Override
  public String origin(int number) {
    return isRandom(number) ? random.origin(number) : NAME;
  }

  private boolean isRandom(int number) {
    boolean begins = number < settings.startup() && prior.weight(number, 0) == 0;
    return begins || seed.child("share", number).random().nextDouble() < settings.randomShare();
  }

  @Override
  public Optional<Configuration> propose(Study study, int number) {
    return (isRandom(number) ? Optional.<Configuration>empty() : modelled(study, number))
        .or(() -> random.propose(study, number));
  }

  /** The best candidate that was not tried and meets the constraints; empty if none does. */
  private Optional<Configuration> modelled(Study study, int number) {
    observations.read(study);
    double priorWeight = prior.weight(number, study.outcomes().size());
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

  @Override
  public OptionalLong limit(Set<Configuration> taken) {
    return random.limit(taken);
  }

  @Override
  public boolean readsOutcomes() {
    return true;
  }
}
