package org.espalier.spark.fit;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.spark.ml.PipelineStage;
import org.espalier.evaluate.Cell;
import org.espalier.evaluate.CellBatch;
import org.espalier.spark.cell.FittedCell;
import org.espalier.spark.cell.TrainedCell;
import org.espalier.spark.chain.FoldPart;
import org.espalier.spark.chain.PipelineSteps;
import org.espalier.spark.collected.CellRows;
import org.espalier.spark.task.FitResult;

/**
 * Training of the last estimators of cells, together for the cells of a batch. Spark jobs fit cells
 * whose estimator no training supports.
 */
interface LearnerTraining extends AutoCloseable {

  /**
   * Returns the key of the rows that a cell reads. Cells with equal keys may be trained together.
   */
  Object key(PipelineSteps chain, FoldPart part);

  /** Announces a cell that reads the rows of a part after a chain's stages. */
  void announce(PipelineSteps chain, FoldPart part);

  /** Releases an announced cell. */
  void release(PipelineSteps chain, FoldPart part);

  /** Drops the stored rows that a cell reads and the cluster has lost. */
  default void dropLost(PipelineSteps chain, FoldPart part) {}

  /**
   * Prepares the rows that a cell reads, unless they are ready; returns false if this training does
   * not support them.
   */
  boolean prepares(PipelineSteps chain, FoldPart part);

  /**
   * Trains the cells of a batch. It first adds cells to the batch, once the rows are ready.
   *
   * @param chain chain of the first cell
   * @param learner last estimator of a cell
   * @param fit completes a cell from the result of its training
   * @return the cells that are still awaited
   */
  List<TrainedCell> train(
      PipelineSteps chain,
      FoldPart part,
      CellBatch batch,
      Function<Cell, ? extends PipelineStage> learner,
      BiFunction<Cell, FitResult, FittedCell> fit);

  /** Trains the last estimator of a chain by itself; the result may leave the fit to jobs. */
  FitResult train(PipelineSteps chain, FoldPart part);

  /** Trains the last estimator of a chain on given rows, for a model that is kept. */
  FitResult retrain(PipelineSteps chain, CellRows rows);

  @Override
  void close();
}
