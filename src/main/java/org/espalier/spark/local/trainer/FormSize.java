package org.espalier.spark.local.trainer;

import org.apache.spark.ml.PipelineStage;
import org.espalier.spark.collected.TableSize;

/**
 * Bytes of the heap that training on a table takes besides the table.
 *
 * @param shared of what all folds of the table share
 * @param ofFold of what the fits on a fold share, validation rows included
 * @param ofTask of what a task holds while it trains or predicts
 */
public record FormSize(long shared, long ofFold, long ofTask) {

  /** Nothing. */
  public static final FormSize NONE = new FormSize(0, 0, 0);

  /** Bytes of an array without its values, and of a reference to it. */
  private static final int ARRAY = 20;

  public FormSize {
    if (shared < 0 || ofFold < 0 || ofTask < 0) {
      throw new IllegalArgumentException(
          "Forms of %d, %d and %d bytes.".formatted(shared, ofFold, ofTask));
    }
  }

  /**
   * Bytes of all, at most.
   *
   * @param tables that are trained on at a time
   * @param folds that are trained at a time
   * @param tasks that train at a time
   */
  public long bytes(int tables, int folds, int tasks) {
    return tables * shared + folds * ofFold + tasks * ofTask;
  }

  /** Bytes of the largest form of the rows. */
  public long largest() {
    return Math.max(shared, ofFold);
  }

  /** The larger of each. */
  public FormSize or(FormSize other) {
    return new FormSize(
        Math.max(shared, other.shared),
        Math.max(ofFold, other.ofFold),
        Math.max(ofTask, other.ofTask));
  }

  /** Bytes of the predictions of a fit: of a classifier raw ones and probabilities by row. */
  public static long predictions(PipelineStage estimator, TableSize rows) {
    long ofRow = 3L * Double.BYTES; // label, prediction, margin
    int classes = classes(estimator, rows);
    if (classes > 0) {
      ofRow += 2L * ARRAY + 3L * Double.BYTES * classes;
    }
    return ofRow * rows.validated();
  }

  /** Number of classes of a classifier; 0 for other estimators. */
  static int classes(PipelineStage estimator, TableSize rows) {
    return estimator.hasParam("rawPredictionCol") ? rows.classes() : 0;
  }
}
