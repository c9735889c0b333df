package org.espalier.ml;

import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.ml.Model;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.spark.data.HashFolds;
import org.espalier.spark.data.fold.FoldedTable;

/**
 * Rows of a fit: those that the study sees, and those that are held out until its end.
 *
 * @param training rows that the search sees
 * @param heldOut empty unless the tuner's {@code heldOut} asks for some
 */
record SeparatedRows(
    TunerParams<?> tuner, Dataset<?> training, Optional<Dataset<Row>> heldOut, Cut cut)
    implements AutoCloseable {

  /** Cut of rows into folds, as a tuner cuts them with a seed. */
  @FunctionalInterface
  interface Cut {
    FoldedTable folded(Dataset<?> rows, long seed);
  }

  /**
   * Separates a share of the rows by their hashes, of each class by {@code foldRule = stratified},
   * of groups by {@code group}; by {@code time} the last ones.
   */
  static SeparatedRows of(Dataset<?> dataset, TunerParams<?> tuner, Cut cut) {
    double share = tuner.getHeldOut();
    if (share == 0) {
      return new SeparatedRows(tuner, dataset, Optional.empty(), cut);
    }
    HashFolds.Parts parts = FoldRule.of(tuner).hashed(dataset, tuner).parts(share);
    return new SeparatedRows(tuner, parts.training(), Optional.of(parts.heldOut().persist()), cut);
  }

  /** Training rows in the folds of the search. */
  FoldedTable folded() {
    return folded(tuner.getSeed());
  }

  /** Training rows in the folds of another seed. */
  FoldedTable folded(long seed) {
    return cut.folded(training, seed);
  }

  long numHeldOut() {
    return heldOut.map(Dataset::count).orElse(0L);
  }

  /** Metric of a model on the held-out rows; empty without any, or where it is not finite. */
  OptionalDouble score(Model<?> model) {
    if (heldOut.isEmpty()) {
      return OptionalDouble.empty();
    }
    double score = tuner.getEvaluator().evaluate(model.transform(heldOut.get()));
    return Double.isFinite(score) ? OptionalDouble.of(score) : OptionalDouble.empty();
  }

  @Override
  public void close() {
    heldOut.ifPresent(Dataset::unpersist);
  }
}
