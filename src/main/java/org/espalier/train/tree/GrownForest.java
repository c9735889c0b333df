package org.espalier.train.tree;

import org.espalier.train.Stop;

/**
 * Trees as they were grown, and the models of all params that they answer: less depth wherever the
 * draws of the smaller forest would have been the same, and a larger least gain where no columns
 * are drawn.
 */
public final class GrownForest {

  private final TrainingRows rows;
  private final TreeParams params;
  private final GrownTree[] trees;
  private final boolean allColumns;
  private final int containedDepth;

  GrownForest(
      TrainingRows rows,
      TreeParams params,
      GrownTree[] trees,
      boolean allColumns,
      int containedDepth) {
    this.rows = rows;
    this.params = params;
    this.trees = trees;
    this.allColumns = allColumns;
    this.containedDepth = containedDepth;
  }

  /**
   * True if these trees, cut, are those that other params grow: no deeper ones, and with all else
   * equal but {@code minInfoGain}, which may be larger where every node considers all columns.
   *
   * <p>With drawn columns, depths beyond the first group that the memory limit cut are not
   * answered.
   */
  public boolean answers(int maxDepth, double minInfoGain) {
    if (maxDepth == params.limits().maxDepth() && minInfoGain == params.limits().minInfoGain()) {
      return true;
    }
    boolean depth =
        maxDepth >= 0 && maxDepth <= (allColumns ? params.limits().maxDepth() : containedDepth);
    boolean gain =
        allColumns
            ? minInfoGain >= params.limits().minInfoGain()
            : minInfoGain == params.limits().minInfoGain();
    return depth && gain;
  }

  /** The model of the params that the forest was grown with. */
  public ForestModel model(Stop stop) throws InterruptedException {
    return model(params.limits().maxDepth(), params.limits().minInfoGain(), stop);
  }

  /**
   * The model of less depth or more gain, cut from these trees.
   *
   * @throws IllegalArgumentException when these trees do not answer it
   */
  public ForestModel model(int maxDepth, double minInfoGain, Stop stop)
      throws InterruptedException {
    if (!answers(maxDepth, minInfoGain)) {
      throw new IllegalArgumentException(
          "maxDepth "
              + maxDepth
              + ", minInfoGain "
              + minInfoGain
              + ": other trees than those of "
              + params);
    }
    Tree[] pruned = new Tree[trees.length];
    for (int tree = 0; tree < trees.length; tree++) {
      stop.check();
      pruned[tree] =
          new TreePruning(trees[tree], params.impurity(), statistics(), maxDepth, minInfoGain)
              .tree();
    }
    return new ForestModel(rows.features(), rows.classes(), pruned);
  }

  private int statistics() {
    return rows.classes() == 0 ? Impurity.MOMENTS : rows.classes();
  }
}
