package org.espalier.spark.local.trainer;

import org.espalier.spark.collected.CollectedRows;
import org.espalier.spark.collected.FoldRows;
import org.espalier.spark.collected.TableSize;
import org.espalier.spark.feature.VectorValues;
import org.espalier.train.Moments;
import org.espalier.train.Rows;
import org.espalier.train.StopRequest;

/** Rows of a fold in the form that linear trainers read: dense where that takes no more room. */
final class LinearRows {

  private static final StopRequest STOP = StopRequest.onInterrupt();

  /** Bytes of a pattern besides its sums of dense columns: two sums, place, hash, hash table. */
  private static final long PATTERN = 2 * Double.BYTES + 6 * Integer.BYTES;

  private record Training() {}

  private record Validation() {}

  private record Moved() {}

  private LinearRows() {}

  static Rows training(FoldRows fold) throws Exception {
    return fold.derived(new Training(), () -> of(fold, fold.training()));
  }

  /** Moments of the training rows. */
  static Moments moments(FoldRows fold) throws Exception {
    Rows rows = training(fold);
    return fold.derived(new Moved(), () -> Moments.of(rows));
  }

  static Rows validation(FoldRows fold) throws Exception {
    return fold.derived(new Validation(), () -> of(fold, fold.validation()));
  }

  /**
   * Bytes of the second copy of the training rows from which products of columns are summed, at
   * most: columns that have half of their values are dense. The others are patterns, each with sums
   * of the dense columns; there are none unless half of a column's values are 0.
   */
  static long productBytes(TableSize rows) {
    long all = rows.learned() * rows.columns();
    long dense = Math.min(all, 2 * rows.storedLearned());
    boolean patterned = 2 * (all - rows.storedLearned()) > rows.learned();
    return Double.BYTES * dense
        + Integer.BYTES * rows.learned()
        + (patterned ? Double.BYTES * dense + PATTERN * rows.learned() : 0);
  }

  /** Bytes of a number for each pair of columns, such as covariances. */
  static long squareBytes(TableSize rows) {
    return (long) Double.BYTES * rows.columns() * rows.columns();
  }

  private static Rows of(FoldRows fold, int[] rows) throws InterruptedException {
    CollectedRows table = fold.table();
    int[] starts = new int[rows.length + 1];
    for (int i = 0; i < rows.length; i++) {
      starts[i + 1] = starts[i] + table.features().stored(rows[i]);
    }
    double[] labels = fold.labels(rows);
    double[] weights = fold.weights(rows);
    int stored = starts[rows.length];
    return table.columns() == 0 || VectorValues.isDense(rows.length, table.columns(), stored)
        ? Rows.dense(table.columns(), dense(table, rows), labels, weights)
        : sparse(table, rows, starts, labels, weights);
  }

  /** All values of some rows, row by row. */
  private static double[] dense(CollectedRows table, int[] rows) throws InterruptedException {
    int columns = table.columns();
    double[] values = new double[Math.multiplyExact(columns, rows.length)];
    for (int i = 0; i < rows.length; i++) {
      STOP.checkAt(i);
      table.features().copyTo(values, i * columns, rows[i]);
    }
    return values;
  }

  private static Rows sparse(
      CollectedRows table, int[] rows, int[] starts, double[] labels, double[] weights)
      throws InterruptedException {
    int[] indices = new int[starts[rows.length]];
    double[] values = new double[starts[rows.length]];
    for (int i = 0; i < rows.length; i++) {
      STOP.checkAt(i);
      table.features().copyTo(indices, values, starts[i], rows[i]);
    }
    return Rows.sparse(table.columns(), starts, indices, values, labels, weights);
  }
}
