package org.espalier.train.tree;

/** Counts of the rows of a partition in the bags of forests. */
@FunctionalInterface
public interface BagCounts {

  /**
   * Counts of some rows, by tree; 0 for rows that validate the fold of the draw. Not to be changed.
   *
   * @param at place of the rows among those of the partition: 0, then 1, and so on
   */
  byte[][] counts(BagDraw draw, int at, CodedRows rows) throws InterruptedException;
}
