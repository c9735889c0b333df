package org.espalier.train.tree;

import java.util.List;

/**
 * Stepwise growth of trees whose rows are elsewhere. {@link #next} forms a group of nodes to be
 * split, and {@link #take} passes in their best splits. Several growths can step side by side,
 * independently of each other.
 */
public interface SteppedGrowth {

  /**
   * Moves to the next group of nodes. Returns false if the trees are complete.
   *
   * @throws InterruptedException if a stop is requested
   */
  boolean next() throws InterruptedException;

  /** Returns the number of nodes of the group. */
  int size();

  /** Returns the bytes of the sums of a node of the group. */
  long bytes(int at);

  /** Returns a query for the nodes of the group from index {@code from} to {@code to} exclusive. */
  NodeQuery query(int from, int to);

  /**
   * Splits the nodes of the group.
   *
   * @param found best split of each node, by index in the group
   */
  void take(List<FoundSplit> found);
}
