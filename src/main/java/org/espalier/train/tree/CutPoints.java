package org.espalier.train.tree;

import java.util.Arrays;
import java.util.Random;
import org.espalier.train.BernoulliDraws;
import org.espalier.train.StopRequest;
import org.espalier.train.XorShift;

/**
 * Search for the cut points of continuous columns, equal to MLlib's {@code
 * RandomForest.findSplits}. If a column has few values, the cut points are all midpoints. Otherwise
 * they are the midpoints closest to equal weights, in a sample of rows.
 */
final class CutPoints {

  /** Minimum number of rows that MLlib samples. */
  private static final int SAMPLE = 10_000;

  private final TrainingRows rows;
  private final int splits;
  private final boolean[] sampled;
  private final double weightedRows;

  /**
   * @param maxBins largest number of bins of a column, which determines the size of MLlib's sample
   * @param splits maximum number of cut points of a column
   * @param seed seed of the sample
   */
  CutPoints(TrainingRows rows, int maxBins, int splits, long seed, StopRequest stop)
      throws InterruptedException {
    this.rows = rows;
    this.splits = splits;
    double fraction = fraction(maxBins, rows.size());
    this.sampled = sample(fraction, seed, stop);
    this.weightedRows = fraction * weight(rows);
  }

  /** Returns the weight of all rows, summed by partition. */
  static double weight(TrainingRows rows) {
    double total = 0;
    for (int partition = 0; partition < rows.partitions(); partition++) {
      double sum = 0;
      for (int row = rows.start(partition); row < rows.start(partition + 1); row++) {
        sum += rows.weight(row);
      }
      total += sum;
    }
    return total;
  }

  /** Returns the cut points of a column, ascending; none if it has one value. */
  double[] cutPoints(int feature, StopRequest stop) throws InterruptedException {
    double[] values = rows.table().values(feature);
    double[] weights = new double[values.length];
    boolean[] seen = new boolean[values.length];
    long count = count(feature, weights, seen, stop);
    return SampledValues.of(values, weights, seen, count).cuts(weightedRows, splits);
  }

  /**
   * Sums the weights of each value other than zero, by partition.
   *
   * @return number of sampled rows with such a value
   */
  private long count(int feature, double[] weights, boolean[] seen, StopRequest stop)
      throws InterruptedException {
    Codes ranks = rows.table().ranks(feature);
    double[] values = rows.table().values(feature);
    double[] sums = rows.exact() ? weights : new double[values.length];
    long count = 0;
    for (int partition = 0; partition < rows.partitions(); partition++) {
      stop.check();
      for (int row = rows.start(partition); row < rows.start(partition + 1); row++) {
        stop.checkAt(row);
        int rank = ranks.at(rows.tableRow(row));
        if (sampled[row] && values[rank] != 0) {
          sums[rank] += rows.weight(row);
          seen[rank] = true;
          count++;
        }
      }
      if (!rows.exact()) {
        for (int rank = 0; rank < sums.length; rank++) {
          weights[rank] += sums[rank];
          sums[rank] = 0;
        }
      }
    }
    return count;
  }

  /**
   * Returns the fraction of rows that are sampled; 1 for all rows.
   *
   * @param maxBins largest number of bins of a column
   */
  static double fraction(int maxBins, long rows) {
    // This int product overflows above 46,340 bins, as in MLlib.
    int needed = Math.max(maxBins * maxBins, SAMPLE);
    return needed < rows ? (double) needed / rows : 1;
  }

  /**
   * Returns the generator of the partitions' sampling seeds, one {@code nextLong} per partition in
   * order.
   */
  static Random seeds(long seed) {
    return new Random(new XorShift(seed).nextInt());
  }

  private boolean[] sample(double fraction, long seed, StopRequest stop)
      throws InterruptedException {
    boolean[] chosen = new boolean[rows.size()];
    if (fraction >= 1) {
      Arrays.fill(chosen, true);
      return chosen;
    }
    Random seeds = seeds(seed);
    for (int partition = 0; partition < rows.partitions(); partition++) {
      BernoulliDraws draws = new BernoulliDraws(fraction, seeds.nextLong());
      for (int row = rows.start(partition); row < rows.start(partition + 1); row++) {
        stop.checkAt(row);
        chosen[row] = draws.next();
      }
    }
    return chosen;
  }
}
