package org.espalier.train.tree;

import java.util.List;
import org.espalier.train.Stop;

/**
 * Growing of a forest whose rows lie elsewhere, in steps: {@link #next} says which nodes are to be
 * split, and {@link #take} is given their best splits. Forests may step side by side; none knows of
 * the others.
 */
public final class ForestGrowth {

  private final int fold;
  private final Growth growth;
  private final long width;
  private int size = 0;

  /**
   * @param fold that the rows do not validate; below 0 for all rows
   * @param classes number of classes; 0 for regression
   * @param isWeighted false if each row weighs 1
   * @param stop queried every few milliseconds
   * @throws IllegalArgumentException when there is no row, or a column has more categories than
   *     there are bins
   */
  public ForestGrowth(
      Coding coding,
      int fold,
      int classes,
      boolean isWeighted,
      TreeParams params,
      TreeOrder order,
      Stop stop) {
    this.fold = fold;
    this.growth = new Growth(coding.bins(fold, classes), params, order, stop);
    this.width = BinSums.width(classes, isWeighted);
    for (int tree = 0; tree < params.numTrees(); tree++) {
      growth.start(tree);
    }
  }

  /** Goes on to the next group of nodes; false if the forest is grown. */
  public boolean next() throws InterruptedException {
    boolean grows = growth.next();
    size = grows ? growth.nodes().size() : 0;
    return grows;
  }

  /** Number of nodes of the group. */
  public int size() {
    return size;
  }

  /** Bytes of the sums of a node of the group. */
  public long bytes(int at) {
    long cells = 0;
    for (int column : growth.columns(at)) {
      cells += growth.bins().cells(column);
    }
    return cells * width * Double.BYTES;
  }

  /** Query for the nodes of the group from one place to another. */
  public NodeQuery query(int from, int to) {
    return new NodeQuery(fold, growth, from, to);
  }

  /**
   * Splits the nodes of the group.
   *
   * @param found best split of each
   */
  public void take(List<FoundSplit> found) {
    for (int at : growth.walked()) {
      growth.take(at, found.get(at));
    }
  }

  /** The forest, when it is grown. */
  public GrownForest forest() {
    return growth.forest();
  }
}
