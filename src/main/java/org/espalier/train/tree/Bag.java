package org.espalier.train.tree;

import java.util.Arrays;
import java.util.function.IntSupplier;
import org.espalier.train.PoissonDraws;
import org.espalier.train.Stop;
import org.espalier.train.XorShift;
import org.jspecify.annotations.Nullable;

/**
 * Counts of each row in each tree's bag, as MLlib's {@code BaggedPoint} draws it: one generator a
 * partition, one number a tree for each row.
 */
final class Bag {

  private final int rows;
  private final byte @Nullable [][] counts;

  private Bag(int rows, byte @Nullable [][] counts) {
    this.rows = rows;
    this.counts = counts;
  }

  static Bag draw(TrainingRows rows, TreeParams params, Stop stop) throws InterruptedException {
    if (!params.bags().bootstrap() && params.bags().subsamplingRate() == 1) {
      return new Bag(rows.size(), null);
    }
    byte[][] counts = new byte[params.numTrees()][rows.size()];
    for (int partition = 0; partition < rows.partitions(); partition++) {
      IntSupplier draws = draws(params, params.seed() + partition + 1);
      for (int row = rows.start(partition); row < rows.start(partition + 1); row++) {
        stop.check();
        for (byte[] tree : counts) {
          tree[row] = (byte) Math.min(draws.getAsInt(), Byte.MAX_VALUE);
        }
      }
    }
    return new Bag(rows.size(), counts);
  }

  /** Rows of a tree's bag, ascending. */
  int[] rows(int tree, Stop stop) throws InterruptedException {
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

  /** Numbers of copies of a row, one row after the other. */
  private static IntSupplier draws(TreeParams params, long seed) {
    double rate = params.bags().subsamplingRate();
    if (params.bags().bootstrap()) {
      PoissonDraws poisson = new PoissonDraws(rate, seed);
      return poisson::next;
    }
    XorShift uniform = new XorShift(seed);
    return () -> uniform.nextDouble() < rate ? 1 : 0;
  }
}
