package org.espalier.metric;

import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.espalier.study.Interval;
import org.espalier.study.Objective;
import org.espalier.study.Seed;

/**
 * Confidence interval of the difference of two models on the same rows: the percentile bootstrap of
 * Efron and Tibshirani (1993), chapter 13, over rows drawn for both models at once.
 *
 * @param weights weights of the rows
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record PairedBootstrap(PredictedRows one, PredictedRows other, double[] weights, Seed seed) {

  /** Number of resamples, which places the 2.5 % points within about 0.7 %. */
  private static final int RESAMPLES = 500;

  /**
   * Maximum number of rows in all resamples together; with more rows fewer resamples are needed,
   * since each has less noise.
   */
  private static final long MAX_ROWS = 20_000_000;

  private static final int FEWEST = 100;

  private static final double TAIL = 0.025;

  /**
   * The 95 % confidence interval of the improvement of one model over the other, in the metric's
   * own unit; empty if the metric cannot be computed here.
   */
  public Optional<Interval> improvement(Metric metric, Objective objective) {
    if (metric.family() == Metric.Family.EVALUATOR || weights.length < 2) {
      return Optional.empty();
    }
    int[] order = one.byScore();
    int[] otherOrder = other.byScore();
    int count = (int) Math.max(FEWEST, Math.min(RESAMPLES, MAX_ROWS / weights.length));
    double[] differences = new double[count];
    int defined = 0;
    for (int i = 0; i < count; i++) {
      double[] drawn = draw(seed.child("resample", i).random());
      double difference =
          objective.improvement(
              one.metric(metric, drawn, order), other.metric(metric, drawn, otherOrder));
      if (Double.isFinite(difference)) {
        differences[defined++] = difference;
      }
    }
    if (defined < FEWEST) {
      return Optional.empty();
    }
    double[] sorted = Arrays.copyOf(differences, defined);
    Arrays.sort(sorted);
    int tail = (int) Math.floor(TAIL * defined);
    return Optional.of(new Interval(sorted[tail], sorted[defined - 1 - tail]));
  }

  private double[] draw(RandomGenerator random) {
    double[] drawn = new double[weights.length];
    for (int i = 0; i < drawn.length; i++) {
      int row = random.nextInt(drawn.length);
      drawn[row] += weights[row];
    }
    return drawn;
  }
}
