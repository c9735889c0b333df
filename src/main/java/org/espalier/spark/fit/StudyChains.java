package org.espalier.spark.fit;

import java.util.Map;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.function.ToLongFunction;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.evaluate.Cell;
import org.espalier.space.Configuration;
import org.espalier.spark.cell.CellWork;
import org.espalier.spark.chain.PipelineSteps;
import org.espalier.spark.metric.MetricColumns;
import org.espalier.study.Objective;

/**
 * Definition of the cells of a job's or a tuner's study: the chain of a configuration, and the
 * scores of its predictions. Many threads may call it at a time.
 */
public interface StudyChains {

  /**
   * Returns the stages of a reader's configuration, with the number of iterations that its rung
   * gives.
   */
  PipelineSteps chain(ChainKey reader, FitIterations iterations);

  /** Returns the last estimator of a reader's chain. */
  default PipelineStage learner(ChainKey reader, FitIterations iterations) {
    return chain(reader, iterations).learner();
  }

  /** Returns the scores of predictions by metric, including the objective's metric. */
  Map<String, Double> scores(Dataset<Row> predicted);

  /** Returns the columns of the predictions of a chain. */
  MetricColumns columns(PipelineSteps chain);

  /** Returns the metric that the study optimises, with its direction. */
  Objective objective();

  /** Returns a configuration of a learner whose rows represent those of all its cells. */
  Configuration usual(String learner);

  /**
   * Returns the configuration of a learner with the largest value of {@code number} among those
   * that the study may try.
   */
  Configuration most(String learner, ToLongFunction<Configuration> number);

  /** Returns the words of {@link CellWork#words()}. */
  Set<String> words();

  /**
   * Returns the precedence for {@link CellWork#precedence}.
   *
   * @param work planned work of the cell's fit in nanoseconds; {@link Double#MAX_VALUE} if unknown
   */
  double precedence(Cell cell, DoubleSupplier work);

  /** Called when a reader's chain was fitted. */
  default void fitted(ChainKey reader, FittedChain fitted) {}

  /** Called by {@link CellWork#threw}. */
  default void threw(Cell cell, Throwable thrown) {}
}
