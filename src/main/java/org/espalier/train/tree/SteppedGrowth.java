package org.espalier.train.tree;

import java.util.List;

/**
 * Growing of trees whose rows lie elsewhere, in steps: {@link #next} says which nodes are to be
 * split, and {@link #take} is given their best splits. Several may step side by side; none knows of
 * the others.
 */
public interface SteppedGrowth {

  /** Goes on to the next group of nodes; false if all is grown. */
  boolean next() throws InterruptedException;

  /** Number of nodes of the group. */
  int size();

  /** Bytes of the sums of a node of the group. */
  long bytes(int at);

  /** Query for the nodes of the group from one place to another. */
  NodeQuery query(int from, int to);

  /**
   * Splits the nodes of the group.
   *
   * @param found best split of each
   */
  void take(List<FoundSplit> found);
}
