package org.espalier.outoffold;

import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;
import org.espalier.evaluate.KeptTrials;
import org.espalier.metric.Measure;
import org.espalier.metric.Metric;
import org.espalier.metric.Resample;
import org.espalier.study.Direction;
import org.espalier.study.Interval;
import org.espalier.study.Seed;

/**
 * Score of a winner corrected for having been chosen by it, by the bootstrap bias corrected
 * cross-validation of Tsamardinos, Greasidou and Borboudakis, Machine Learning 107 (2018): rows are
 * drawn with replacement, the best trial on those drawn is scored on those that were not, and the
 * score is the mean of these. Rows that are not independent are drawn together.
 *
 * <p>The interval is of the score that the winner's configuration has on new rows of the same
 * distribution, on average over models fitted on as many rows as those of the folds. The score of a
 * model that is fitted on all rows is often a little better. Trials that are not in the table, as
 * pruned ones, are not among those that the winner is chosen from.
 *
 * <p>Departure: the paper takes percentiles of the scores of rows not drawn. These rows are a share
 * s = (1 - 1/n)^n of all, about 0.37, drawn without replacement, on which a mean has (1 - s) / s =
 * 1.7 times the variance of a mean over all rows, so that those intervals cover in 99 instead of 95
 * of 100 studies. Here distances to the mean are divided by the root of it, as intervals of
 * subsamples are: Politis and Romano, Annals of Statistics 22 (1994).
 *
 * @param naive the winner's score, the mean over folds
 * @param corrected score corrected by the optimism: the difference of the winner's score on all
 *     rows together and the mean of the bootstrap
 * @param interval 95 % confidence interval
 * @param resamples number of bootstrap samples in which the metric was defined
 */
public record SelectionBias(double naive, double corrected, Interval interval, int resamples) {

  /** Number of samples, which places the 2.5 % points within about 0.7 %. */
  private static final int RESAMPLES = 500;

  /**
   * Maximum number of scores that all samples together read, for large tables: of fewer samples,
   * and then of fewer trials, as the more rows there are, the fewer of them can be the best.
   */
  private static final long SCORES = 40_000_000;

  /** Time for a score of a sample, in a JVM that has not compiled it yet. */
  private static final long NANOS_OF_A_SCORE = 30;

  private static final int FEWEST = 100;
  private static final int LEAST_RESAMPLES = 2 * FEWEST;
  private static final int LEAST_TRIALS = 2;

  private static final double TAIL = 0.025;

  public SelectionBias {
    if (!Double.isFinite(naive)
        || !(corrected >= interval.low() && corrected <= interval.high())
        || resamples < 1) {
      throw new IllegalArgumentException(
          "naive %s, corrected %s, %s, %d resamples."
              .formatted(naive, corrected, interval, resamples));
    }
  }

  /**
   * Maximum time that is expected of a correction.
   *
   * @param rows of the table
   */
  public static Duration expected(long rows) {
    long most = Math.max(SCORES, rows * LEAST_TRIALS * LEAST_RESAMPLES);
    long scores = Math.min(most, rows * KeptTrials.NUMBER * RESAMPLES);
    return Duration.ofNanos(scores * NANOS_OF_A_SCORE);
  }

  /**
   * Correction of a winner's score among all trials of a table; empty if there are less than two
   * independent rows, or if the metric is not defined on most samples.
   */
  public static Optional<SelectionBias> of(
      OutOfFoldTable table, int winner, Measure measure, Seed seed) {
    Scoring scoring = new Scoring(measure);
    OptionalDouble naive = scoring.mean(table, winner);
    OptionalDouble together = scoring.value(table, winner, table.all());
    int[] clusters = Arrays.stream(table.all()).map(table::cluster).sorted().distinct().toArray();
    if (naive.isEmpty() || together.isEmpty() || clusters.length < 2) {
      return Optional.empty();
    }
    int[] ofRow =
        Arrays.stream(table.all())
            .map(row -> Arrays.binarySearch(clusters, table.cluster(row)))
            .toArray();
    List<Resample> trials =
        best(table, winner, scoring).stream()
            .map(
                trial ->
                    new Resample(
                        scoring.predicted(table, table.stored(trial), table.all()), measure))
            .toList();
    long each = (long) table.size() * trials.size();
    int count = (int) Math.max(LEAST_RESAMPLES, Math.min(RESAMPLES, SCORES / each));
    double[] scores = new double[count];
    int defined = 0;
    for (int i = 0; i < count; i++) {
      double score = score(trials, ofRow, clusters.length, scoring, seed.child("bias", i).random());
      if (Double.isFinite(score)) {
        scores[defined++] = score;
      }
    }
    if (defined < FEWEST) {
      return Optional.empty();
    }
    double[] sorted = Arrays.copyOf(scores, defined);
    Arrays.sort(sorted);
    double mean = Arrays.stream(sorted).sum() / defined;
    double corrected = naive.getAsDouble() - (together.getAsDouble() - mean);
    double drawn = 1 - Math.pow(1 - 1.0 / clusters.length, clusters.length);
    double widened = Math.sqrt(drawn / (1 - drawn));
    int tail = (int) Math.floor(TAIL * defined);
    double low = corrected + (sorted[tail] - mean) / widened;
    double high = corrected + (sorted[defined - 1 - tail] - mean) / widened;
    double within = possible(corrected, measure.metric());
    return Optional.of(
        new SelectionBias(
            naive.getAsDouble(),
            within,
            new Interval(
                Math.min(within, possible(low, measure.metric())),
                Math.max(within, possible(high, measure.metric()))),
            defined));
  }

  /** The winner and the best others on all rows, as many as samples of a large table allow. */
  private static List<Integer> best(OutOfFoldTable table, int winner, Scoring scoring) {
    long most = Math.max(LEAST_TRIALS, SCORES / LEAST_RESAMPLES / table.size());
    Map<Integer, Double> behind = new HashMap<>();
    double best = scoring.value(table, winner, table.all()).orElseThrow();
    for (int trial : table.trials()) {
      OptionalDouble score = scoring.value(table, trial, table.all());
      behind.put(
          trial,
          score.isPresent() ? scoring.improvement(best, score.getAsDouble()) : Double.MAX_VALUE);
    }
    return table.trials().stream()
        .sorted(Comparator.comparing((Integer trial) -> trial != winner).thenComparing(behind::get))
        .limit(most)
        .sorted(Comparator.comparing(table.trials()::indexOf))
        .toList();
  }

  /** Score, or the best possible one if it is beyond it. */
  private static double possible(double score, Metric metric) {
    return !metric.isBeyondBest(score)
        ? score
        : metric.direction().orElseThrow() == Direction.MAXIMIZE ? 1 : 0;
  }

  /** Score, on rows that were not drawn, of the trial that is the best on those drawn. */
  private static double score(
      List<Resample> trials, int[] ofRow, int clusters, Scoring scoring, RandomGenerator random) {
    int[] drawn = new int[clusters];
    for (int i = 0; i < clusters; i++) {
      drawn[random.nextInt(clusters)]++;
    }
    int[] in = new int[ofRow.length];
    int[] out = new int[ofRow.length];
    for (int row = 0; row < ofRow.length; row++) {
      in[row] = drawn[ofRow[row]];
      out[row] = in[row] == 0 ? 1 : 0;
    }
    int best = -1;
    double bestScore = Double.NaN;
    for (int trial = 0; trial < trials.size(); trial++) {
      double score = trials.get(trial).score(in);
      if (Double.isFinite(score) && (best < 0 || scoring.improvement(score, bestScore) > 0)) {
        best = trial;
        bestScore = score;
      }
    }
    return best < 0 ? Double.NaN : trials.get(best).score(out);
  }

  /** Difference by which the naive score is too good; in the metric's own unit, signed as it is. */
  public double optimism() {
    return naive - corrected;
  }
}
