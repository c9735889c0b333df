package org.espalier.train.tree;

import java.util.ArrayList;
import java.util.List;
import org.espalier.train.StopRequest;
import org.jspecify.annotations.Nullable;

/**
 * Grower of boosted trees, one after the other, that does not hold the rows itself. Passes over the
 * rows answer its queries.
 */
public final class BoostedGrowth implements SteppedGrowth {

  private final Boosting boosting;
  private final int iterations;
  private final Bins bins;
  private final ScalaTreeOrder order;
  private final StopRequest stop;
  private final List<Tree> trees = new ArrayList<>();
  private final List<BinnedTree> binned = new ArrayList<>();
  private @Nullable Growth growth;

  /**
   * @param iterations number of trees, at least 1
   * @param stop checked every few milliseconds
   * @throws IllegalArgumentException if there is no row, or if a column has more categories than
   *     bins
   */
  public BoostedGrowth(
      Coding coding, Boosting boosting, int iterations, ScalaTreeOrder order, StopRequest stop) {
    this.boosting = boosting;
    this.iterations = iterations;
    this.bins = coding.bins(boosting.fold(), 0);
    this.order = order;
    this.stop = stop;
  }

  @Override
  public boolean next() throws InterruptedException {
    if (growth != null && growth.next()) {
      return true;
    }
    if (growth != null) {
      Tree grown = growth.forest().model(stop).trees().get(0);
      trees.add(grown);
      binned.add(new BinnedTree(grown, bins));
      growth = null;
    }
    if (trees.size() == iterations) {
      return false;
    }
    TreeParams params = boosting.params();
    growth = new Growth(bins, params.withSeed(params.seed() + trees.size()), order, stop);
    growth.start(0);
    return growth.next();
  }

  private Growth growth() {
    if (growth == null) {
      throw new IllegalStateException("There is no group of nodes.");
    }
    return growth;
  }

  @Override
  public int size() {
    return growth == null ? 0 : growth.nodes().size();
  }

  @Override
  public long bytes(int at) {
    return growth().bytes(at, BinSums.width(0, false));
  }

  @Override
  public NodeQuery query(int from, int to) {
    BoostedSteps steps = new BoostedSteps(boosting, binned);
    return new NodeQuery(boosting.fold(), growth(), from, to, steps);
  }

  @Override
  public void take(List<FoundSplit> found) {
    growth().take(found);
  }

  /**
   * Returns the model of the trees grown so far; the final model once {@link #next} returns false.
   */
  public BoostedModel model() {
    return new BoostedModel(bins.features(), trees, boosting.stepSize());
  }
}
