package org.espalier.train.tree;

import java.util.Arrays;
import java.util.Random;
import org.espalier.train.BernoulliDraws;
import org.espalier.train.StopRequest;
import org.espalier.train.XorShift;

/**
 * Search of the cut points of continuous columns, as MLlib's {@code RandomForest.findSplits}: all
 * midpoints where there are few values, else those nearest to equal weights in a sample of rows.
 */
final class CutPoints {

  /** Minimum number of rows that MLlib samples. */
  private static final int SAMPLE = 10_000;

  private final TrainingRows rows;
  private final int splits;
  private final boolean[] sampled;
  private final double weightedRows;

  /**
   * @param maxBins largest number of bins of a column, by which MLlib sizes its sample
   * @param splits maximum number of cut points of a column
   */
  CutPoints(TrainingRows rows, int maxBins, int splits, long seed, StopRequest stop)
      throws InterruptedException {
    this.rows = rows;
    this.splits = splits;
    double fraction = fraction(maxBins, rows.size());
    this.sampled = sample(fraction, seed, stop);
    this.weightedRows = fraction * weight(rows);
  }

  /** Weight of all rows, summed by partition. */
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

  /** Cut points of a column, ascending; none where it has one value. */
  double[] cutPoints(int feature, StopRequest stop) throws InterruptedException {
    double[] values = rows.table().values(feature);
    double[] weights = new double[values.length];
    boolean[] seen = new boolean[values.length];
    long count = count(feature, weights, seen, stop);
    return SampledValues.of(values, weights, seen, count).cuts(weightedRows, splits);
  }

  /** Weight of each value but zero, summed by partition; returns the number of their rows. */
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
   * Share of rows that are sampled; 1 for all.
   *
   * @param maxBins largest number of bins of a column
   */
  static double fraction(int maxBins, long rows) {
    // An int product that overflows above 46,340 bins, as in MLlib.
    int needed = Math.max(maxBins * maxBins, SAMPLE);
    return needed < rows ? (double) needed / rows : 1;
  }

  /** Seeds of the samples of the partitions, in their order. */
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
