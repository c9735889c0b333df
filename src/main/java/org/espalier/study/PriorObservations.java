package org.espalier.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.espalier.space.Configuration;
import org.espalier.space.SearchSpace;

/**
 * Observations of an earlier study of the same or a similar problem, as a prior for samplers that
 * learn from losses.
 *
 * <p>A prior may mislead if data, pipeline or metric have changed. Its cost is bounded: the weight
 * of an observation halves with every {@link #halfLife} outcomes of the new study and is 0 below
 * {@link #LEAST_WEIGHT}, and until then every second proposal ignores the prior. A completely wrong
 * prior therefore costs at most the proposals that read it, about log2(20) / 2 · halfLife = 2.2
 * half-lives, and the start points of {@link #best}.
 *
 * <p>Losses are comparable with each other, not with those of the new study.
 *
 * @param observations best first, each of another configuration
 * @param halfLife outcomes of the new study after which an observation weighs half; positive
 */
public record PriorObservations(List<Observation> observations, int halfLife) {

  public record Observation(Configuration configuration, double loss) {
    public Observation {
      if (!Double.isFinite(loss)) {
        throw new IllegalArgumentException(
            "A prior loss must be finite, not %s of %s.".formatted(loss, configuration));
      }
    }
  }

  /** Default half-life: about the number of random draws at the start of a model. */
  public static final int HALF_LIFE = 10;

  /** Weight below which an observation counts as faded. */
  public static final double LEAST_WEIGHT = 1.0 / 20;

  /** Number of trials that a rung needs for its losses to be used. */
  private static final int ENOUGH = 10;

  /** Number of the best trials of an earlier study that are tried again first, unchanged. */
  private static final int START_POINTS = 3;

  public static final PriorObservations NONE = new PriorObservations(List.of(), HALF_LIFE);

  public PriorObservations {
    if (halfLife < 1) {
      throw new IllegalArgumentException(
          "The half-life must be positive, not %d.".formatted(halfLife));
    }
    Set<Configuration> seen = new HashSet<>();
    observations =
        observations.stream()
            .sorted(Comparator.comparing(Observation::loss))
            .filter(observation -> seen.add(observation.configuration()))
            .toList();
  }

  /**
   * Completed outcomes of a study, at the highest rung with outcomes of at least ten trials; if
   * there is none, at the rung with the most trials.
   */
  public static PriorObservations of(Study earlier, int halfLife) {
    List<List<Outcome>> rungs = new ArrayList<>();
    int top = earlier.incumbent().map(outcome -> outcome.proposal().rung()).orElse(-1);
    for (int rung = top; rung >= 0; rung--) {
      rungs.add(earlier.ranking(rung));
    }
    List<Outcome> chosen =
        rungs.stream()
            .filter(rung -> rung.size() >= ENOUGH)
            .findFirst()
            .or(() -> rungs.stream().max(Comparator.comparing(List::size)))
            .orElse(List.of());
    return new PriorObservations(
        chosen.stream().map(outcome -> observation(earlier, outcome)).toList(), halfLife);
  }

  private static Observation observation(Study study, Outcome outcome) {
    return new Observation(
        study.trials().get(outcome.proposal().trial()).configuration(),
        outcome.loss().getAsDouble());
  }

  /** Observations of the same losses under other configurations. */
  public PriorObservations map(UnaryOperator<Configuration> named) {
    return new PriorObservations(
        observations.stream()
            .map(o -> new Observation(named.apply(o.configuration()), o.loss()))
            .toList(),
        halfLife);
  }

  /** Observations whose configuration is still in the space. */
  public PriorObservations within(SearchSpace space) {
    return new PriorObservations(
        observations.stream().filter(o -> space.contains(o.configuration())).toList(), halfLife);
  }

  /** The best few configurations, which a new study should try first. */
  public List<Configuration> best() {
    return observations.stream().limit(START_POINTS).map(Observation::configuration).toList();
  }

  /**
   * Weight of an observation of the prior, relative to one of the new study.
   *
   * @param told number of outcomes of the new study
   * @return in [0, 1]; 0 once it has faded
   */
  public double weight(int told) {
    double weight = Math.pow(2, -(double) told / halfLife);
    return observations.isEmpty() || weight < LEAST_WEIGHT ? 0 : weight;
  }

  /** Number of outcomes of the new study after which the prior has faded. */
  public int fadesAfter() {
    return (int) IntStream.iterate(0, told -> told + 1).takeWhile(told -> weight(told) > 0).count();
  }

  /**
   * Weight that a given proposal uses: 0 for every second one.
   *
   * @param number index of the sampler's proposal, from 0
   * @param told number of outcomes of the new study
   */
  public double weight(int number, int told) {
    return number % 2 == 0 ? weight(told) : 0;
  }
}
