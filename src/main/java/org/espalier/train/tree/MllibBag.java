package org.espalier.train.tree;

import java.util.Arrays;
import java.util.function.IntSupplier;
import org.espalier.train.PoissonDraws;
import org.espalier.train.StopRequest;
import org.espalier.train.XorShift;
import org.jspecify.annotations.Nullable;

/**
 * Bags of a forest: how often each row is in each tree's bag. They equal those of MLlib's {@code
 * BaggedPoint}, which has one generator per partition and draws one number per tree for each row.
 */
final class MllibBag {

  private final int rows;
  private final byte @Nullable [][] counts;

  private MllibBag(int rows, byte @Nullable [][] counts) {
    this.rows = rows;
    this.counts = counts;
  }

  static MllibBag draw(TrainingRows rows, TreeParams params, StopRequest stop)
      throws InterruptedException {
    if (params.bags().areWhole()) {
      return new MllibBag(rows.size(), null);
    }
    byte[][] counts = new byte[params.numTrees()][rows.size()];
    for (int partition = 0; partition < rows.partitions(); partition++) {
      IntSupplier draws = draws(params.bags(), params.seed(), partition);
      for (int row = rows.start(partition); row < rows.start(partition + 1); row++) {
        stop.check();
        for (byte[] tree : counts) {
          tree[row] = (byte) draws.getAsInt();
        }
      }
    }
    return new MllibBag(rows.size(), counts);
  }

  /** Returns the rows of a tree's bag, ascending. */
  int[] rows(int tree, StopRequest stop) throws InterruptedException {
    int[] chosen = new int[rows];
    int kept = 0;
    for (int row = 0; row < rows; row++) {
      stop.checkAt(row);
      if (count(tree, row) > 0) {
        chosen[kept++] = row;
      }
    }
    return Arrays.copyOf(chosen, kept);
  }

  int count(int tree, int row) {
    return counts == null ? 1 : counts[tree][row];
  }

  /**
   * Returns the generator of the numbers of copies in a partition, each limited to {@link
   * Byte#MAX_VALUE}. It draws the first row's number for all trees, then the second row's, and so
   * on.
   *
   * @param ofForest seed of the forest
   */
  static IntSupplier draws(TreeParams.Bags bags, long ofForest, int partition) {
    double rate = bags.subsamplingRate();
    long seed = ofForest + partition + 1;
    if (bags.bootstrap()) {
      PoissonDraws poisson = new PoissonDraws(rate, seed);
      return () -> Math.min(poisson.next(), Byte.MAX_VALUE);
    }
    XorShift uniform = new XorShift(seed);
    return () -> uniform.nextDouble() < rate ? 1 : 0;
  }
}
