package org.espalier.train.tree;

import java.util.List;
import org.espalier.train.StopRequest;

/**
 * Grower of a forest, all trees side by side, that does not hold the rows itself. Passes over the
 * rows answer its queries.
 */
public final class ForestGrowth implements SteppedGrowth {

  private final int fold;
  private final Growth growth;
  private final int width;
  private int size = 0;

  /**
   * @param fold fold whose rows are left out; negative for all rows
   * @param classes number of classes; 0 for regression
   * @param isWeighted false if each row has weight 1
   * @param stop checked every few milliseconds
   * @throws IllegalArgumentException if there is no row, or if a column has more categories than
   *     bins
   */
  public ForestGrowth(
      Coding coding,
      int fold,
      int classes,
      boolean isWeighted,
      TreeParams params,
      ScalaTreeOrder order,
      StopRequest stop) {
    this.fold = fold;
    this.growth = new Growth(coding.bins(fold, classes), params, order, stop);
    this.width = BinSums.width(classes, isWeighted);
    for (int tree = 0; tree < params.numTrees(); tree++) {
      growth.start(tree);
    }
  }

  @Override
  public boolean next() throws InterruptedException {
    boolean grows = growth.next();
    size = grows ? growth.nodes().size() : 0;
    return grows;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public long bytes(int at) {
    return growth.bytes(at, width);
  }

  @Override
  public NodeQuery query(int from, int to) {
    return new NodeQuery(fold, growth, from, to, null);
  }

  @Override
  public void take(List<FoundSplit> found) {
    growth.take(found);
  }

  /** Returns the forest. It is complete once {@link #next} returns false. */
  public GrownForest forest() {
    return growth.forest();
  }
}
