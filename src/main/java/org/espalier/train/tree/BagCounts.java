package org.espalier.train.tree;

/** Source of the bags of forests: how often each row of a partition is in the bag of each tree. */
@FunctionalInterface
public interface BagCounts {

  /**
   * Returns the counts of some rows, by tree and then by row. The count of a row that validates the
   * fold of the draw is 0. The arrays must not be changed.
   *
   * @param at index of these rows among the chunks of the partition: 0, then 1, and so on
   * @throws InterruptedException if the thread is interrupted
   */
  byte[][] counts(BagDraw draw, int at, CodedRows rows) throws InterruptedException;
}
