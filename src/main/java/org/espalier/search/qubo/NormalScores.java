package org.espalier.search.qubo;

import java.util.Arrays;
import org.espalier.numeric.Normal;

/** Normal scores of losses: quantiles of the normal distribution at their ranks. */
public final class NormalScores {

  private NormalScores() {}

  /** Scores by loss, without a scale; equal losses have that of the middle of their ranks. */
  public static double[] scores(double[] losses) {
    double[] sorted = losses.clone();
    Arrays.sort(sorted);
    return Arrays.stream(losses)
        .map(
            loss -> {
              long below = Arrays.stream(sorted).filter(other -> other < loss).count();
              long upTo = Arrays.stream(sorted).filter(other -> other <= loss).count();
              return Normal.quantile((below + upTo) / 2.0 / sorted.length);
            })
        .toArray();
  }
}
