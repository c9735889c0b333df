package org.espalier.train.tree;

import java.util.Arrays;
import java.util.function.IntSupplier;
import org.espalier.train.PoissonDraws;
import org.espalier.train.StopRequest;
import org.espalier.train.XorShift;
import org.jspecify.annotations.Nullable;

/**
 * Counts of each row in each tree's bag, as MLlib's {@code BaggedPoint} draws it: one generator a
 * partition, one number a tree for each row.
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

  /** Rows of a tree's bag, ascending. */
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
   * Numbers of copies, each of at most a byte: of the first row of a partition in all trees, then
   * of the second one, and so on.
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
