package org.espalier.metric;

import java.io.Serializable;
import java.util.Arrays;

/** Times, their ends, predictions and weights of rows, of which pairs are compared. */
final class CensoredRows implements Serializable {

  private static final long serialVersionUID = 1;

  private int size = 0;
  private double[] times = new double[16];
  private double[] predictions = new double[16];
  private double[] weights = new double[16];
  private boolean[] ended = new boolean[16];

  void add(double time, boolean isEnded, double prediction, double weight) {
    grow(size + 1);
    times[size] = time;
    ended[size] = isEnded;
    predictions[size] = prediction;
    weights[size++] = weight;
  }

  void merge(CensoredRows other) {
    grow(size + other.size);
    System.arraycopy(other.times, 0, times, size, other.size);
    System.arraycopy(other.ended, 0, ended, size, other.size);
    System.arraycopy(other.predictions, 0, predictions, size, other.size);
    System.arraycopy(other.weights, 0, weights, size, other.size);
    size += other.size;
  }

  private void grow(int needed) {
    if (needed > times.length) {
      resize(Math.max(needed, 2 * times.length));
    }
  }

  private void resize(int length) {
    times = Arrays.copyOf(times, length);
    ended = Arrays.copyOf(ended, length);
    predictions = Arrays.copyOf(predictions, length);
    weights = Arrays.copyOf(weights, length);
  }

  double concordance() {
    resize(size);
    return Concordance.index(times, ended, predictions, weights);
  }
}
