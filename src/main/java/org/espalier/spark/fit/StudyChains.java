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
 * Definition of the cells of a study, of a job or a tuner: the chain of a configuration, and the
 * scores of its predictions. Called from many threads at a time.
 */
public interface StudyChains {

  /** Stages of a reader's configuration, with as many iterations as its rung gives. */
  PipelineSteps chain(ChainKey reader, FitIterations iterations);

  /** The last estimator of a reader's chain. */
  default PipelineStage learner(ChainKey reader, FitIterations iterations) {
    return chain(reader, iterations).learner();
  }

  /** Scores of predictions by metric, among them that of the objective. */
  Map<String, Double> scores(Dataset<Row> predicted);

  /** Columns of the predictions of a chain. */
  MetricColumns columns(PipelineSteps chain);

  /** The metric that the study optimises, with its direction. */
  Objective objective();

  /** Configuration of a learner whose rows represent those of all its cells. */
  Configuration usual(String learner);

  /** Configuration of a learner with the largest number of all that the study may try. */
  Configuration most(String learner, ToLongFunction<Configuration> number);

  /** Words of {@link CellWork#words()}. */
  Set<String> words();

  /**
   * Precedence of {@link CellWork#precedence}.
   *
   * @param work planned work of the cell's fit in nanoseconds; the largest number if unknown
   */
  double precedence(Cell cell, DoubleSupplier work);

  /** Called when a reader's chain was fitted. */
  default void fitted(ChainKey reader, FittedChain fitted) {}

  /** Called as {@link CellWork#threw} is. */
  default void threw(Cell cell, Throwable thrown) {}
}
