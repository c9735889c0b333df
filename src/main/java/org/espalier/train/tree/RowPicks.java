package org.espalier.train.tree;

import java.util.Arrays;
import org.espalier.train.StopRequest;
import org.jspecify.annotations.Nullable;

/**
 * Rows of one tree that lie in the nodes a pass searches, grouped by node and otherwise in their
 * order, with the terms that each adds to the sums. An instance is reused from tree to tree.
 */
final class RowPicks {

  /** Kind of terms that are prepared for a row. */
  enum PickedForm {
    PAIRS,
    CLASSES,
    WEIGHTS,
    MOMENTS
  }

  /** Indices of the picked rows. */
  int[] rows = {};

  /** Packed class counts, see {@link PackedClassCounts}. */
  long[] pairs = {};

  /** Class labels. */
  int[] labels = {};

  /** Number of copies of each row in the bag. */
  double[] copies = {};

  /** Weights times copies. */
  double[] amounts = {};

  /** Labels of a regression times amounts. */
  double[] firsts = {};

  /** Squared labels of a regression times amounts. */
  double[] seconds = {};

  private int[] bag = {};
  private int[] nodes = {};
  private int[] starts = {};

  /**
   * Picks the rows of a tree.
   *
   * @param labelled label of each row
   * @param fold fold whose rows are left out; negative for all rows
   * @param counts counts of the rows in the tree's bag; null if the bag contains each row once
   * @throws InterruptedException if a stop is requested
   */
  void open(
      CodedRows from,
      double[] labelled,
      int fold,
      byte @Nullable [] counts,
      BinnedRows binned,
      NodeDescent descent,
      PickedForm kind,
      StopRequest stop)
      throws InterruptedException {
    reserve(from.size(), kind);
    stop.check();
    int size = inBag(from, fold, counts);
    descent.find(binned, bag, size, nodes);
    prepare(from, labelled, counts, group(size, descent.size()), kind);
  }

  private void reserve(int size, PickedForm kind) {
    if (bag.length < size) {
      bag = new int[size];
      nodes = new int[size];
      rows = new int[size];
    }
    switch (kind) {
      case PAIRS -> pairs = pairs.length < size ? new long[size] : pairs;
      case CLASSES, WEIGHTS -> labels = labels.length < size ? new int[size] : labels;
      case MOMENTS -> {
        firsts = room(firsts, size);
        seconds = room(seconds, size);
      }
    }
    copies = kind == PickedForm.PAIRS ? copies : room(copies, size);
    amounts =
        kind == PickedForm.WEIGHTS || kind == PickedForm.MOMENTS ? room(amounts, size) : amounts;
  }

  private static double[] room(double[] array, int size) {
    return array.length < size ? new double[size] : array;
  }

  private void prepare(
      CodedRows from, double[] labelled, byte @Nullable [] counts, int picked, PickedForm kind) {
    if (kind == PickedForm.PAIRS) {
      for (int i = 0; i < picked; i++) {
        int row = rows[i];
        pairs[i] = PackedClassCounts.packed(counts == null ? 1 : counts[row], (int) labelled[row]);
      }
      return;
    }
    for (int i = 0; i < picked; i++) {
      copies[i] = counts == null ? 1 : counts[rows[i]];
    }
    if (kind != PickedForm.CLASSES) {
      for (int i = 0; i < picked; i++) {
        amounts[i] = copies[i] * from.weight(rows[i]);
      }
    }
    if (kind != PickedForm.MOMENTS) {
      for (int i = 0; i < picked; i++) {
        labels[i] = (int) labelled[rows[i]];
      }
      return;
    }
    for (int i = 0; i < picked; i++) {
      double label = labelled[rows[i]];
      firsts[i] = amounts[i] * label;
      seconds[i] = firsts[i] * label;
    }
  }

  private int inBag(CodedRows from, int fold, byte @Nullable [] counts) {
    int size = 0;
    if (counts == null) {
      for (int row = 0; row < from.size(); row++) {
        bag[size] = row;
        size += from.fold(row) == fold ? 0 : 1;
      }
      return size;
    }
    for (int row = 0; row < from.size(); row++) {
      bag[size] = row;
      size += counts[row] > 0 ? 1 : 0;
    }
    return size;
  }

  /** Sorts the rows of a bag by node. Returns the number of rows that lie in a node. */
  private int group(int size, int groups) {
    starts = starts.length < groups + 1 ? new int[groups + 1] : starts;
    Arrays.fill(starts, 0, groups + 1, 0);
    for (int i = 0; i < size; i++) {
      if (nodes[i] >= 0) {
        starts[nodes[i] + 1]++;
      }
    }
    for (int node = 0; node < groups; node++) {
      starts[node + 1] += starts[node];
    }
    int picked = starts[groups];
    for (int i = 0; i < size; i++) {
      if (nodes[i] >= 0) {
        rows[starts[nodes[i]]++] = bag[i];
      }
    }
    System.arraycopy(starts, 0, starts, 1, groups); // each start has moved to the next one
    starts[0] = 0;
    return picked;
  }

  /**
   * Returns the index of a node's first row. For the number of nodes it returns the number of rows.
   */
  int start(int node) {
    return starts[node];
  }
}
