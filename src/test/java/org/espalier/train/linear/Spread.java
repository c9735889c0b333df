package org.espalier.train.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;

/** Differences of Spark's own fits of the same rows in other partitions, by unknown. */
final class Spread {

  private final double[] first;

  /** The difference of the largest and the smallest number. */
  private final double[] width;

  /** The largest absolute number of all unknowns. */
  private final double largest;

  private Spread(double[] first, double[] width, double largest) {
    this.first = first;
    this.width = width;
    this.largest = largest;
  }

  static Spread of(List<double[]> fits) {
    double[] first = fits.get(0);
    double[] width = new double[first.length];
    double largest = 0;
    for (int j = 0; j < first.length; j++) {
      int unknown = j;
      double most = fits.stream().mapToDouble(fit -> fit[unknown]).max().orElseThrow();
      double least = fits.stream().mapToDouble(fit -> fit[unknown]).min().orElseThrow();
      width[j] = most - least;
      largest = Math.max(largest, Math.max(Math.abs(most), Math.abs(least)));
    }
    return new Spread(first, width, largest);
  }

  /**
   * The objective is lower than Spark's, or higher by a billionth, or by three times the spread
   * where Spark's own search ends anywhere.
   */
  void assertNotAbove(double ours, Object what) {
    double tolerance = Math.max(3 * width[0], 1e-9 * (1 + largest));
    assertThat(ours).as("objective of %s", what).isLessThanOrEqualTo(first[0] + tolerance);
  }

  /** Three times the spread, or a millionth of the largest number. */
  void assertWithin(double[] ours, Object what) {
    assertThat(ours).hasSameSizeAs(first);
    for (int j = 0; j < ours.length; j++) {
      assertThat(ours[j])
          .as("unknown %d of %s in %s", j, Arrays.toString(ours), what)
          .isCloseTo(first[j], within(Math.max(3 * width[j], 1e-6 * largest)));
    }
  }
}
