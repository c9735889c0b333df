package org.espalier.search;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.espalier.space.Configuration;
import org.espalier.space.SearchSpace;
import org.espalier.study.PriorObservations;
import org.espalier.study.Seed;
import org.espalier.study.Study;

/**
 * Base of samplers with a model of the outcomes. The first proposals (unless there are observations
 * of an earlier study), a fixed share of all later ones, and those for which the model has no
 * proposal, are drawn at random.
 */
public abstract class LearningSampler implements Sampler {

  private final String name;
  private final Seed seed;
  private final PriorObservations prior;
  private final int startup;
  private final double randomShare;
  private final RandomSampler random;

  /**
   * @param name origin of the model's proposals, as in the tables
   * @param prior observations of an earlier study in the space
   * @param startup number of random proposals before the first one of the model
   * @param randomShare probability of a random proposal later on
   */
  protected LearningSampler(
      String name,
      SearchSpace space,
      Seed seed,
      PriorObservations prior,
      int startup,
      double randomShare) {
    this.name = name;
    this.seed = seed;
    this.prior = prior;
    this.startup = startup;
    this.randomShare = randomShare;
    this.random = new RandomSampler(space, seed);
  }

  /**
   * Proposal of the model; empty if it has none, or has too few outcomes.
   *
   * @param priorWeight weight of the earlier study's observations, in [0, 1]; 0 if they do not
   *     count
   */
  protected abstract Optional<Configuration> modelled(Study study, int number, double priorWeight);

  @Override
  public final String origin(Study study, int number) {
    return isRandom(number) ? random.origin(study, number) : name;
  }

  private boolean isRandom(int number) {
    boolean begins = number < startup && prior.weight(number, 0) == 0;
    return begins || seed.child("share", number).random().nextDouble() < randomShare;
  }

  @Override
  public final Optional<Configuration> propose(Study study, int number) {
    if (isRandom(number)) {
      return random.propose(study, number);
    }
    double priorWeight = prior.weight(number, study.outcomes().size());
    return modelled(study, number, priorWeight).or(() -> random.propose(study, number));
  }

  @Override
  public final OptionalLong limit(Set<Configuration> taken) {
    return random.limit(taken);
  }
}
