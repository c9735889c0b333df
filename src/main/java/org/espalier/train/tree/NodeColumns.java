package org.espalier.train.tree;

import java.io.Serializable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Columns of the nodes of a growing tree: what each holds whether it is split or not. */
abstract class NodeColumns implements Serializable {

  private static final long serialVersionUID = 1;

  private static final int START = 16;

  /** Length of a node's statistics without its number of rows. */
  final int sums;

  int size = 0;
  int[] feature = new int[START];
  double[] threshold = new double[START];
  boolean[] @Nullable [] goesLeft = new boolean[START][];
  double[] gain = new double[START];
  double[] impurity = new double[START];
  double[] stats;

  NodeColumns(int sums) {
    this.sums = sums;
    this.stats = new double[START * (sums + 1)];
  }

  final int size() {
    return size;
  }

  /** Number of nodes that there is room for. */
  final int room() {
    return feature.length;
  }

  /** Makes room for exactly this many nodes. */
  void resize(int room) {
    feature = Arrays.copyOf(feature, room);
    threshold = Arrays.copyOf(threshold, room);
    goesLeft = Arrays.copyOf(goesLeft, room);
    gain = Arrays.copyOf(gain, room);
    impurity = Arrays.copyOf(impurity, room);
    stats = Arrays.copyOf(stats, room * (sums + 1));
  }
}
