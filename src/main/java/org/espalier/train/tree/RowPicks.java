package org.espalier.train.tree;

import java.util.Arrays;
import org.espalier.train.StopRequest;
import org.jspecify.annotations.Nullable;

/**
 * Rows that lie in the nodes of a tree which a pass looks at, node by node and in their order, with
 * what each adds to sums. One object serves one tree after the other.
 */
final class RowPicks {

  /** Prepared parts of a row. */
  enum PickedForm {
    PAIRS,
    CLASSES,
    WEIGHTS,
    MOMENTS
  }

  /** The rows by place. */
  int[] rows = {};

  /** Each as a pair. */
  long[] pairs = {};

  /** Their labels, of a classification. */
  int[] labels = {};

  /** How often each is in the bag. */
  double[] copies = {};

  /** Weights, times copies. */
  double[] amounts = {};

  /** Labels of a regression, times amounts. */
  double[] firsts = {};

  /** Squares of labels of a regression, times amounts. */
  double[] seconds = {};

  private int[] bag = {};
  private int[] nodes = {};
  private int[] starts = {};

  /**
   * Picks the rows of a tree.
   *
   * @param labelled their labels
   * @param fold that the rows do not validate
   * @param counts of the rows in the tree's bag; null if it is all rows, once
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

  /** Sorts the rows of a bag by node; returns the number of those that lie in one. */
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
    System.arraycopy(starts, 0, starts, 1, groups); // each had moved on to the next
    starts[0] = 0;
    return picked;
  }

  /** The first row of a node; of the number of nodes, the number of rows. */
  int start(int node) {
    return starts[node];
  }
}
