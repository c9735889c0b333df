package org.espalier.spark.task.linear;

import org.espalier.spark.task.rows.CollectedRows;
import org.espalier.spark.task.rows.FoldRows;
import org.espalier.train.Stop;
import org.espalier.train.linear.Moments;
import org.espalier.train.linear.Rows;

/** Rows of a fold in the form that linear trainers read: dense where that takes no more room. */
final class LinearRows {

  private static final Stop STOP = Stop.onInterrupt();

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

  private static Rows of(FoldRows fold, int[] rows) throws InterruptedException {
    CollectedRows table = fold.table();
    int[] starts = table.arrays().starts();
    int[] of = new int[rows.length + 1];
    for (int i = 0; i < rows.length; i++) {
      of[i + 1] = of[i] + starts[rows[i] + 1] - starts[rows[i]];
    }
    double[] labels = fold.labels(rows);
    double[] weights = fold.weights(rows);
    int stored = of[rows.length];
    boolean dense =
        (long) Double.BYTES * table.columns() * rows.length
            <= (long) (Double.BYTES + Integer.BYTES) * stored;
    return dense
        ? Rows.dense(table.columns(), dense(table, rows), labels, weights)
        : sparse(table, rows, of, labels, weights);
  }

  /** All values of some rows, row by row. */
  static double[] dense(CollectedRows table, int[] rows) throws InterruptedException {
    CollectedRows.Arrays arrays = table.arrays();
    int columns = table.columns();
    double[] values = new double[Math.multiplyExact(columns, rows.length)];
    for (int i = 0; i < rows.length; i++) {
      STOP.checkAt(i);
      for (int at = arrays.starts()[rows[i]]; at < arrays.starts()[rows[i] + 1]; at++) {
        values[i * columns + arrays.indices()[at]] = arrays.values()[at];
      }
    }
    return values;
  }

  private static Rows sparse(
      CollectedRows table, int[] rows, int[] starts, double[] labels, double[] weights)
      throws InterruptedException {
    CollectedRows.Arrays arrays = table.arrays();
    int[] indices = new int[starts[rows.length]];
    double[] values = new double[starts[rows.length]];
    for (int i = 0; i < rows.length; i++) {
      STOP.checkAt(i);
      int from = arrays.starts()[rows[i]];
      int length = starts[i + 1] - starts[i];
      System.arraycopy(arrays.indices(), from, indices, starts[i], length);
      System.arraycopy(arrays.values(), from, values, starts[i], length);
    }
    return Rows.sparse(table.columns(), starts, indices, values, labels, weights);
  }
}
