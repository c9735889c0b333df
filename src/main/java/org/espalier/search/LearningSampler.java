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
 * A sampler that learns from outcomes by a model. Its first proposals, unless an earlier study
 * tells of something, and a share of all later ones are drawn at random, and so are those for which
 * the model has none.
 */
public abstract class LearningSampler implements Sampler {

  private final String name;
  private final Seed seed;
  private final PriorObservations prior;
  private final int startup;
  private final double randomShare;
  private final RandomSampler random;

  /**
   * @param name as the tables call what the model proposes
   * @param prior what an earlier study observed in the space
   * @param startup proposals drawn at random before the first that is modelled
   * @param randomShare probability that a later proposal is drawn at random all the same
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
   * What the model proposes; empty if it has nothing to propose or to learn from.
   *
   * @param priorWeight of what an earlier study observed, in [0, 1]; 0 if it does not count
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

  @Override
  public final boolean readsOutcomes() {
    return true;
  }
}
