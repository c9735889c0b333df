package org.espalier.train.linear;

import java.util.Arrays;

/** Probabilities that are proportional to the exponentials of numbers, as Spark computes them. */
final class Softmax {

  private Softmax() {}

  /** Turns a stretch of numbers into probabilities; the first infinite one has probability 1. */
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
