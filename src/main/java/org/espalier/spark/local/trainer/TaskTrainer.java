package org.espalier.spark.local.trainer;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.espalier.evaluate.FoldScores;
import org.espalier.metric.PredictedRows;
import org.espalier.spark.collected.FoldRows;
import org.espalier.spark.collected.RowColumns;
import org.espalier.spark.collected.TableSize;

/**
 * Training of one class of MLlib's estimators inside a task, in two halves: what runs in the task,
 * and what makes a model of MLlib from its result on the driver.
 *
 * @param <R> result of a candidate, as sent to the driver
 */
public interface TaskTrainer<R extends Serializable> {

  /** Part of the training that runs in the task. */
  interface Training<R extends Serializable> extends Serializable {

    /**
     * Trains all candidates; those that cannot be trained on these rows are left out.
     *
     * @param trained receives each trained candidate
     * @throws InterruptedException as soon as the task's thread is interrupted
     */
    void on(FoldRows rows, Trained<R> trained) throws Exception;
  }

  /** Consumer of trained candidates, one at a time. */
  interface Trained<R extends Serializable> {

    /**
     * Takes a result.
     *
     * @param candidate its place among the candidates
     * @param result called if it is wanted besides scores
     */
    void accept(int candidate, Callable<R> result, Predictor predictor) throws Exception;

    /**
     * Takes a point of the learning curve of a candidate that ends early.
     *
     * @param iteration from 1
     * @return loss of the validation rows, smaller is better; NaN if they are not scored
     */
    default double point(int candidate, int iteration, Predictor predictor) throws Exception {
      return Double.NaN;
    }
  }

  /** Predictions of a trained candidate for the validation rows. */
  interface Predictor {
    PredictedRows predicted() throws Exception;

    /**
     * Predictions, perhaps without the probabilities of classes.
     *
     * @param probabilities false if they are not read
     */
    default PredictedRows predicted(boolean probabilities) throws Exception {
      return predicted();
    }

    /**
     * The predictions with as many scores for each row: probabilities of the classes, raw
     * predictions of a classifier without probabilities, or else the prediction alone.
     *
     * @param predicted as {@link #predicted()} gave them
     */
    default FoldScores scores(PredictedRows predicted) {
      double[] predictions = predicted.predictions();
      double[] margins = predicted.scores();
      double[][] scores = predicted.probabilities();
      if (scores.length == 0 && margins.length > 0) {
        scores =
            Arrays.stream(margins).mapToObj(m -> new double[] {-m, m}).toArray(double[][]::new);
      }
      return scores.length == 0
          ? new FoldScores(predicted.labels(), predictions, predictions)
          : FoldScores.of(predicted.labels(), predictions, scores);
    }
  }

  /** True if an estimator is of the class, and all its params are known here. */
  boolean takes(PipelineStage estimator);

  /** Params of the class that prevent training here, in a few words; empty for none. */
  default String except() {
    return "";
  }

  /** True if passes over rows that stay distributed train the same estimators, too. */
  default boolean takesPasses() {
    return false;
  }

  /**
   * True if the rows are such that a fit ends as MLlib's would.
   *
   * @param estimator for which {@link #takes} is true
   */
  boolean takes(PipelineStage estimator, FoldRows rows);

  /**
   * The columns that training reads.
   *
   * @param estimator for which {@link #takes(PipelineStage)} is true
   */
  default RowColumns columns(PipelineStage estimator) {
    return RowColumns.of(estimator);
  }

  /** Maximum planned nanoseconds of a single fit on one core. */
  long nanos(PipelineStage estimator, TableSize rows);

  /** Bytes of the heap that training on a table takes besides the table, at most. */
  default FormSize form(PipelineStage estimator, TableSize rows) {
    return new FormSize(
        0, rows.bytes(), ofCandidate(estimator, rows) + FormSize.predictions(estimator, rows));
  }

  /** Bytes that a task holds for each of the candidates that it trains side by side, at most. */
  default long ofCandidate(PipelineStage estimator, TableSize rows) {
    return 0;
  }

  /** True if the estimator's own fit is one task, too, so that no fit takes larger rows. */
  default boolean isOnlyFit() {
    return false;
  }

  /**
   * Bytes outside the heap that training takes at most; empty if it takes none there. Those of a
   * table's rows are shared by the fits on a fold.
   */
  default Optional<FormSize> nativeForm(PipelineStage estimator, TableSize rows) {
    return Optional.empty();
  }

  /**
   * Maximum planned nanoseconds that a fit adds to a task; 0 if fits of one task share most of
   * them.
   */
  default long added(PipelineStage estimator, TableSize rows) {
    return nanos(estimator, rows);
  }

  /** Planned nanoseconds of what a task makes once for all of its fits. */
  default long sharedNanos(PipelineStage estimator, TableSize rows) {
    return 0;
  }

  /**
   * True if a fit of more iterations on the same rows can continue from the result of one of fewer,
   * and gives what it would give from the first one on.
   */
  default boolean continues(PipelineStage estimator) {
    return false;
  }

  /**
   * The estimator, to continue from an earlier result; only if it {@link #continues}.
   *
   * @param earlier of a fit that differs in its number of iterations alone, which is not larger
   */
  default PipelineStage continued(PipelineStage estimator, R earlier) {
    return estimator;
  }

  /**
   * The estimator as it is up to an earlier iteration, with other values of some params, from whose
   * result it continues; empty if its params do not change.
   *
   * @param estimator one that {@link #continues}
   */
  default Optional<PipelineStage> before(PipelineStage estimator) {
    return Optional.empty();
  }

  /**
   * Number of iterations without a better score after which a fit with validation rows ends, and
   * returns its learning curve; 0 for a fit of all iterations.
   */
  default int patience(PipelineStage estimator) {
    return 0;
  }

  /** Bytes of a result on the driver. */
  default long bytes(R result) {
    return 0;
  }

  /** True if two estimators can be trained side by side on the same rows. */
  boolean isTogether(PipelineStage one, PipelineStage other);

  /**
   * Training of candidates in one task.
   *
   * @param estimators on the same columns
   */
  Training<R> training(List<PipelineStage> estimators);

  /** A model of the result, without params, a parent and a summary. */
  Model<?> bare(Estimator<?> estimator, R result);

  /** The model that the estimator's own fit would give, without a parent and a summary. */
  default Model<?> model(Estimator<?> estimator, R result) {
    return estimator.copyValues(bare(estimator, result), ParamMap.empty());
  }

  /** True if a kept model is made here; else MLlib fits it again, for results of its own fit. */
  default boolean isKept() {
    return true;
  }

  /**
   * Gives a model the training summary that the estimator's own fit would give it; does nothing if
   * that has none, or if MLlib fits kept models.
   *
   * @param model as {@link #model} made it
   * @param training the rows it was fitted on, which the summary reads when it is used
   */
  default void summarise(Model<?> model, Estimator<?> estimator, R result, Dataset<?> training) {}
}
