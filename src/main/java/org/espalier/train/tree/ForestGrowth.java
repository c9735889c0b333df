package org.espalier.train.tree;

import java.util.List;
import org.espalier.train.StopRequest;

/** Growing of a forest, all trees side by side, whose rows lie elsewhere. */
public final class ForestGrowth implements SteppedGrowth {

  private final int fold;
  private final Growth growth;
  private final int width;
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

  /** The forest, when it is grown. */
  public GrownForest forest() {
    return growth.forest();
  }
}
