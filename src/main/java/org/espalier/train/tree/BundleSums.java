package org.espalier.train.tree;

import java.util.Arrays;

/** Sums over the rows of a node in both bins of the columns of each bundle. */
final class BundleSums {

  private final Bundles bundles;
  private final int width;
  private final double[][] sums;
  private final boolean[] counted;
  private final double[] running;

  /**
   * @param width numbers that a bin has
   */
  BundleSums(Bundles bundles, int width) {
    this.bundles = bundles;
    this.width = width;
    this.sums = new double[bundles.size()][];
    for (int at = 0; at < sums.length; at++) {
      sums[at] = new double[bundles.members(at) * 2 * width];
    }
    this.counted = new boolean[bundles.size()];
    this.running = new double[width];
  }

  /** Opens another node, of which no bundle is counted yet. */
  void open() {
    Arrays.fill(counted, false);
  }

  /** True if a bundle is counted. */
  boolean has(int bundle) {
    return counted[bundle];
  }

  /**
   * Takes the sums of a bundle by code. The first bin of a column is the sum of all other codes,
   * without a subtraction.
   *
   * @param cells sums by code, from 0 to the number of members
   */
  void take(int bundle, double[] cells) {
    int members = bundles.members(bundle);
    double[] into = sums[bundle];
    System.arraycopy(cells, 0, running, 0, width);
    for (int member = 0; member < members; member++) {
      int at = member * 2 * width;
      System.arraycopy(running, 0, into, at, width);
      System.arraycopy(cells, (member + 1) * width, into, at + width, width);
      add(cells, (member + 1) * width, running, 0);
    }
    Arrays.fill(running, 0);
    for (int member = members - 1; member >= 0; member--) {
      add(running, 0, into, member * 2 * width);
      add(cells, (member + 1) * width, running, 0);
    }
    counted[bundle] = true;
  }

  private void add(double[] from, int first, double[] into, int at) {
    for (int i = 0; i < width; i++) {
      into[at + i] += from[first + i];
    }
  }

  /** Copies the sums of both bins of a column. */
  void copy(int feature, double[] into) {
    int from = bundles.place(feature) * 2 * width;
    System.arraycopy(sums[bundles.bundle(feature)], from, into, 0, 2 * width);
  }
}
