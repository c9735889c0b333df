package org.espalier.spark.collected;

import java.util.Arrays;
import org.espalier.spark.feature.VectorValues;
import org.espalier.train.tree.RankedTable;

/**
 * Size of the values of a table as ranks among the distinct values of their columns.
 *
 * @param bytes of the ranks and of the distinct values
 * @param width bytes of a rank in the column with the most distinct values
 */
public record RankedSize(long bytes, int width) {

  /** Rows of a sample: enough to see whether a column repeats 65,536 values or has more. */
  private static final int SAMPLE = 1 << 12;

  private static final int LEAST_SAMPLE = 64;

  /** Values of a sample, zeros included; some milliseconds of sorting. */
  private static final int VALUES = 1 << 21;

  public RankedSize {
    if (bytes < 0 || width < 1) {
      throw new IllegalArgumentException("%d bytes, ranks of %d.".formatted(bytes, width));
    }
  }

  /**
   * Size of values that are all different.
   *
   * @param stored values other than 0 of all rows
   */
  static RankedSize most(long rows, int columns, long stored) {
    int width = RankedTable.width(rows);
    return new RankedSize(width * rows * columns + Double.BYTES * (stored + columns), width);
  }

  /** Size of vectors, by a sample of them; at most, where that would be a large one. */
  static RankedSize of(VectorValues vectors) {
    int rows = vectors.rows();
    int columns = vectors.size();
    if ((long) LEAST_SAMPLE * columns > VALUES) {
      return most(rows, columns, vectors.stored());
    }
    int sampled =
        Math.min(rows, Math.max(LEAST_SAMPLE, Math.min(SAMPLE, VALUES / Math.max(1, columns))));
    long bytes = 0;
    int widest = 1;
    double[][] sample = sample(vectors, sampled);
    for (double[] column : sample) {
      long distinct = distinct(column, rows);
      int width = RankedTable.width(distinct);
      widest = Math.max(widest, width);
      bytes += (long) width * rows + Double.BYTES * distinct;
    }
    return new RankedSize(bytes, widest);
  }

  /** Values by column of rows at equal distances. */
  private static double[][] sample(VectorValues vectors, int sampled) {
    double[][] sample = new double[vectors.size()][sampled];
    double[] row = new double[vectors.size()];
    for (int i = 0; i < sampled; i++) {
      Arrays.fill(row, 0);
      vectors.copyTo(row, 0, (int) ((long) i * vectors.rows() / sampled));
      for (int column = 0; column < row.length; column++) {
        sample[column][i] = row[column];
      }
    }
    return sample;
  }

  /**
   * Estimated number of distinct values by those that a sample has once and twice (Chao 1984).
   *
   * @param sample is sorted
   */
  private static long distinct(double[] sample, int rows) {
    Arrays.sort(sample);
    long distinct = 0;
    double once = 0;
    double twice = 0;
    for (int from = 0, to; from < sample.length; from = to) {
      to = from + 1;
      while (to < sample.length && Double.compare(sample[to], sample[from]) == 0) {
        to++;
      }
      distinct++;
      once += to - from == 1 ? 1 : 0;
      twice += to - from == 2 ? 1 : 0;
    }
    if (sample.length == rows) {
      return distinct;
    }
    double unseen = once * (once - 1) / (2 * (twice + 1));
    return Math.min(rows, distinct == sample.length ? rows : distinct + (long) unseen);
  }
}
