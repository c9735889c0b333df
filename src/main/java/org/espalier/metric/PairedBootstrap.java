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
 * @param one predictions of a model
 * @param other predictions of another one for the same rows, with the same weights
 */
public record PairedBootstrap(PredictedRows one, PredictedRows other, Seed seed) {

  /** Number of resamples, which places the 2.5 % points within about 0.7 %. */
  private static final int RESAMPLES = 500;

  /**
   * Maximum number of rows in all resamples together; with more rows fewer resamples are needed,
   * since each has less noise.
   */
  private static final long MAX_ROWS = 20_000_000;

  private static final int FEWEST = 100;

  private static final double TAIL = 0.025;

  /** True if intervals of a metric can be computed; of pairs of rows there would be too many. */
  public static boolean isFor(Metric metric) {
    return metric.isOfRows() && metric.family() != Metric.Family.PAIRS;
  }

  /**
   * The 95 % confidence interval of the improvement of one model over the other, in the metric's
   * own unit; empty if the metric cannot be computed here.
   */
  public Optional<Interval> improvement(Measure measure, Objective objective) {
    int rows = one.size();
    if (!isFor(measure.metric()) || rows < 2) {
      return Optional.empty();
    }
    Resample ofOne = new Resample(one, measure);
    Resample ofOther = new Resample(other, measure);
    int count = (int) Math.max(FEWEST, Math.min(RESAMPLES, MAX_ROWS / rows));
    double[] differences = new double[count];
    int defined = 0;
    for (int i = 0; i < count; i++) {
      int[] times = draw(rows, seed.child("resample", i).random());
      double difference = objective.improvement(ofOne.score(times), ofOther.score(times));
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

  /** Number of times that each row is drawn. */
  private static int[] draw(int rows, RandomGenerator random) {
    int[] times = new int[rows];
    for (int i = 0; i < rows; i++) {
      times[random.nextInt(rows)]++;
    }
    return times;
  }
}
