package org.espalier.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.espalier.space.Configuration;
import org.espalier.space.SearchSpace;

/**
 * What an earlier study of the same or a like problem observed, for samplers that learn from losses
 * to begin with.
 *
 * <p>It may mislead, as data, pipeline or metric may have changed since. What that can cost is
 * bounded: the weight of an observation halves with each {@link #halfLife} outcomes of the new
 * study, below {@link #LEAST_WEIGHT} nothing is left of it, and until then every second proposal is
 * made as if there were none. So a prior that is altogether wrong costs no more than the proposals
 * that read it, of which there are about log2(20) / 2 · halfLife = 2.2 half-lives, and the start
 * points of {@link #best}.
 *
 * <p>Losses are those of the earlier study: comparable among themselves, not with the new ones.
 *
 * @param observations best first, each of another configuration
 * @param halfLife outcomes of the new study after which an observation weighs half; positive
 */
public record PriorObservations(List<Observation> observations, int halfLife) {

  /** A configuration and its loss. */
  public record Observation(Configuration configuration, double loss) {
    public Observation {
      if (!Double.isFinite(loss)) {
        throw new IllegalArgumentException(
            "A prior loss must be finite, not %s of %s.".formatted(loss, configuration));
      }
    }
  }

  /** Half-life unless another is given: about the random draws that a model begins with. */
  public static final int HALF_LIFE = 10;

  /** Weight below which an observation is as good as forgotten. */
  public static final double LEAST_WEIGHT = 1.0 / 20;

  /** Of how many trials a rung must tell, to be the one whose losses are taken. */
  private static final int ENOUGH = 10;

  /** The best of an earlier study that are tried again first, as they are. */
  private static final int START_POINTS = 3;

  /** No earlier study. */
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
   * The completed outcomes of a study, at the highest rung that tells of ten trials or more; if
   * none does, at that which tells of most.
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

  /** Those whose configuration is still one of the space. */
  public PriorObservations within(SearchSpace space) {
    return new PriorObservations(
        observations.stream().filter(o -> space.contains(o.configuration())).toList(), halfLife);
  }

  /** The best few configurations, which a new study does well to try first. */
  public List<Configuration> best() {
    return observations.stream().limit(START_POINTS).map(Observation::configuration).toList();
  }

  /**
   * What an observation counts for, where one of the new study counts for 1.
   *
   * @param told outcomes of the new study
   * @return in [0, 1]; 0 once it has faded
   */
  public double weight(int told) {
    double weight = Math.pow(2, -(double) told / halfLife);
    return observations.isEmpty() || weight < LEAST_WEIGHT ? 0 : weight;
  }

  /** Outcomes of the new study after which nothing is left of it. */
  public int fadesAfter() {
    return (int) IntStream.iterate(0, told -> told + 1).takeWhile(told -> weight(told) > 0).count();
  }

  /**
   * What the proposal of a number may read of it: every second one nothing.
   *
   * @param number of the sampler's proposal, from 0
   * @param told outcomes of the new study
   */
  public double weight(int number, int told) {
    return number % 2 == 0 ? weight(told) : 0;
  }
}
