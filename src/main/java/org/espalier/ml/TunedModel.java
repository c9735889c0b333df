package org.espalier.ml;

import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.Api;
import org.espalier.analysis.ParameterImportance;
import org.espalier.analysis.TrialExplanation;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.Summary;
import org.espalier.report.ReportPage;

/** Model of a tuner: a model of Spark, with the study that found it. The study is not saved. */
@Api
public interface TunedModel {

  /** Name of the model, as of all models of Spark. */
  String uid();

  /** Every trial with its state, its scores by fold, its cost, and the reason if it failed. */
  StudyRecord study();

  /**
   * Record of a trial: what proposed it, its scores next to the cuts, and why it was pruned.
   *
   * @throws IllegalArgumentException if the study has no such trial
   */
  default TrialExplanation explain(int trial) {
    return TrialExplanation.of(study(), trial);
  }

  /** Importance of the parameters for the score. */
  default ParameterImportance importance() {
    return ParameterImportance.of(study());
  }

  /** Page about the study, as HTML without external resources. */
  default String page() {
    return ReportPage.of(study());
  }

  /** The {@link #predictions()}; empty if they were not requested. */
  Optional<Dataset<Row>> outOfFold();

  /**
   * Metric of the best model on the rows that {@code heldOut} kept from the search, or on those of
   * {@code heldOutSource}; NaN without any.
   */
  default double heldOutMetric() {
    return study()
        .summary()
        .result()
        .winner()
        .flatMap(Summary.Standing::heldOut)
        .map(Summary.HeldOut::score)
        .orElse(Double.NaN);
  }

  /** True if there are {@link #predictions()}. */
  default boolean hasPredictions() {
    return outOfFold().isPresent();
  }

  /**
   * Out-of-fold predictions of the best map and of the other finalists, if {@code
   * collectPredictions} requested them: rows of {@code key}, a hash of all columns of the row,
   * {@code repeat} and {@code fold} from 0, {@code trial}, {@code label} as far as the evaluator
   * has a labelCol, {@code weight}, {@code prediction} and {@code scores}: probabilities by class
   * in order, raw predictions of a model without probabilities, or else the prediction alone.
   *
   * @throws NoSuchElementException if they were not requested
   */
  default Dataset<Row> predictions() {
    return outOfFold()
        .orElseThrow(
            () ->
                new NoSuchElementException(
                    getClass().getSimpleName()
                        + ": predictions: there are none; set collectPredictions = true before the fit"));
  }
}
