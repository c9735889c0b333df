package org.espalier.train.linear;

import java.util.Arrays;

/** Softmax function, as Spark computes it. */
final class Softmax {

  private Softmax() {}

  /**
   * Replaces numbers by probabilities proportional to their exponentials. If a number is positive
   * infinity, the first such number gets probability 1.
   */
  static void apply(double[] numbers, int first, int count) {
    int end = first + count;
    double most = Double.NEGATIVE_INFINITY;
    for (int k = first; k < end; k++) {
      if (numbers[k] == Double.POSITIVE_INFINITY) {
        Arrays.fill(numbers, first, end, 0);
        numbers[k] = 1;
        return;
      }
      most = Math.max(most, numbers[k]);
    }
    double sum = 0;
    for (int k = first; k < end; k++) {
      numbers[k] = Math.exp(numbers[k] - most);
      sum += numbers[k];
    }
    for (int k = first; k < end; k++) {
      numbers[k] /= sum;
    }
  }
}
