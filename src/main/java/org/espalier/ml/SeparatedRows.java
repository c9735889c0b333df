package org.espalier.ml;

import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.spark.data.HashFolds;

/**
 * Rows of a fit: those that the study sees, and those that are held out until its end.
 *
 * @param heldOut empty unless the tuner's {@code heldOut} asks for some
 */
record SeparatedRows(Dataset<?> training, Optional<Dataset<Row>> heldOut) implements AutoCloseable {

  /**
   * Separates a share of the rows by their hashes, of each class by {@code foldRule = stratified}.
   */
  static SeparatedRows of(Dataset<?> dataset, TunerParams<?> tuner) {
    double share = tuner.getHeldOut();
    if (share == 0) {
      return new SeparatedRows(dataset, Optional.empty());
    }
    Optional<String> label =
        FoldRule.of(tuner) == FoldRule.STRATIFIED
            ? Optional.of(FoldRule.label(tuner))
            : Optional.empty();
    HashFolds.Parts parts = HashFolds.parts(dataset, share, label, tuner.getSeed());
    return new SeparatedRows(parts.training(), Optional.of(parts.heldOut().persist()));
  }

  /** Number of held-out rows. */
  long numHeldOut() {
    return heldOut.map(Dataset::count).orElse(0L);
  }

  /** Metric of a model on the held-out rows; empty without any, or where it is not finite. */
  OptionalDouble score(Model<?> model, Evaluator evaluator) {
    if (heldOut.isEmpty()) {
      return OptionalDouble.empty();
    }
    double score = evaluator.evaluate(model.transform(heldOut.get()));
    return Double.isFinite(score) ? OptionalDouble.of(score) : OptionalDouble.empty();
  }

  @Override
  public void close() {
    heldOut.ifPresent(Dataset::unpersist);
  }
}
