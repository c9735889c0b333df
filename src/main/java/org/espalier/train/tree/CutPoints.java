package org.espalier.train.tree;

import java.util.Arrays;
import java.util.Random;
import org.espalier.train.BernoulliDraws;
import org.espalier.train.Stop;
import org.espalier.train.XorShift;

/**
 * Search of the cut points of continuous columns, as MLlib's {@code RandomForest.findSplits}: all
 * midpoints where there are few values, else those nearest to equal weights in a sample of rows.
 */
final class CutPoints {

  /** Minimum number of rows that MLlib samples. */
  private static final int SAMPLE = 10_000;

  /** Spark's machine epsilon, {@code Utils.EPSILON}. */
  private static final double EPSILON = 0x1.0p-52;

  private final TrainingRows rows;
  private final int maxBins;
  private final int splits;
  private final boolean[] sampled;
  private final double weightedRows;

  /**
   * @param maxBins largest number of bins of a column, by which MLlib sizes its sample
   * @param splits maximum number of cut points of a column
   */
  CutPoints(TrainingRows rows, int maxBins, int splits, long seed, Stop stop)
      throws InterruptedException {
    this.rows = rows;
    this.maxBins = maxBins;
    this.splits = splits;
    this.sampled = sample(seed, stop);
    this.weightedRows = fraction() * weight(rows);
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
  double[] of(int feature, Stop stop) throws InterruptedException {
    double[] values = rows.table().values(feature);
    double[] weights = new double[values.length];
    boolean[] seen = new boolean[values.length];
    long count = count(feature, weights, seen, stop);
    if (count == 0) {
      return new double[0];
    }
    double known = 0;
    for (double weight : weights) {
      known += weight;
    }
    double zeros = weightedRows - known;
    return cut(kept(values, weights, seen, zeros > EPSILON * count * 100 ? zeros : Double.NaN));
  }

  /** Weight of each value but zero, summed by partition; returns the number of their rows. */
  private long count(int feature, double[] weights, boolean[] seen, Stop stop)
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
   * Values with their weights, ascending: first all values, then all weights.
   *
   * @param zeros weight of zero, NaN when there is none
   */
  private static double[][] kept(double[] values, double[] weights, boolean[] seen, double zeros) {
    double[] keptValues = new double[values.length + 1];
    double[] keptWeights = new double[values.length + 1];
    int kept = 0;
    boolean open = !Double.isNaN(zeros);
    for (int rank = 0; rank < values.length; rank++) {
      if (open && values[rank] > 0) {
        keptWeights[kept++] = zeros;
        open = false;
      }
      if (seen[rank]) {
        keptValues[kept] = values[rank];
        keptWeights[kept++] = weights[rank];
      }
    }
    if (open) {
      keptWeights[kept++] = zeros;
    }
    return new double[][] {Arrays.copyOf(keptValues, kept), Arrays.copyOf(keptWeights, kept)};
  }

  private double[] cut(double[][] kept) {
    double[] values = kept[0];
    double[] weights = kept[1];
    double[] cuts = new double[values.length - 1];
    if (cuts.length <= splits) {
      for (int i = 0; i < cuts.length; i++) {
        cuts[i] = between(values, i);
      }
      return cuts;
    }
    double stride = weightedRows / (splits + 1);
    double target = stride;
    double sum = weights[0];
    int found = 0;
    for (int i = 1; i < values.length; i++) {
      double before = sum;
      sum += weights[i];
      if (Math.abs(before - target) < Math.abs(sum - target)) {
        cuts[found++] = between(values, i - 1);
        target += stride;
      }
    }
    return Arrays.copyOf(cuts, found);
  }

  private static double between(double[] values, int at) {
    return (values[at] + values[at + 1]) / 2;
  }

  private double fraction() {
    // An int product that overflows above 46,340 bins, as in MLlib.
    int needed = Math.max(maxBins * maxBins, SAMPLE);
    return needed < rows.size() ? (double) needed / rows.size() : 1;
  }

  private boolean[] sample(long seed, Stop stop) throws InterruptedException {
    boolean[] chosen = new boolean[rows.size()];
    double fraction = fraction();
    if (fraction >= 1) {
      Arrays.fill(chosen, true);
      return chosen;
    }
    Random seeds = new Random(new XorShift(seed).nextInt());
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
