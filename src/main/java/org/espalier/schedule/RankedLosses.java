package org.espalier.schedule;

import java.util.Arrays;

/**
 * Sorted losses, ties ordered by trial, with ranks in O(log n). A loss moves those behind it by one
 * place, which of 100,000 losses takes some microseconds.
 */
final class RankedLosses {

  private double[] losses = new double[16];
  private int[] trials = new int[16];
  private int size = 0;

  int size() {
    return size;
  }

  /** Adds a trial's loss; its rank, from 1. */
  int add(double loss, int trial) {
    if (size == losses.length) {
      losses = Arrays.copyOf(losses, Math.multiplyExact(size, 2));
      trials = Arrays.copyOf(trials, losses.length);
    }
    int place = rank(loss, trial) - 1;
    System.arraycopy(losses, place, losses, place + 1, size - place);
    System.arraycopy(trials, place, trials, place + 1, size - place);
    losses[place] = loss;
    trials[place] = trial;
    size++;
    return place + 1;
  }

  /** The rank a trial's loss has, or would have if it were added; from 1. */
  int rank(double loss, int trial) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      int order = Double.compare(losses[middle], loss);
      if (order < 0 || (order == 0 && trials[middle] < trial)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low + 1;
  }

  /** Number of losses below the given one: ties share a rank. */
  int below(double loss) {
    return rank(loss, -1) - 1;
  }

  /** The trial of a rank, from 1 to {@link #size()}. */
  int trial(int rank) {
    return trials[place(rank)];
  }

  /** The loss of a rank, from 1 to {@link #size()}. */
  double loss(int rank) {
    return losses[place(rank)];
  }

  private int place(int rank) {
    if (rank < 1 || rank > size) {
      throw new IndexOutOfBoundsException("Rank %d of %d".formatted(rank, size));
    }
    return rank - 1;
  }
}
