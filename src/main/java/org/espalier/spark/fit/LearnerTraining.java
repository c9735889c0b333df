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
 * Way of training the last estimators of cells, those of a batch together. Cells whose estimator no
 * way takes are fitted by jobs of Spark.
 */
interface LearnerTraining extends AutoCloseable {

  /** Key of the rows that a cell reads: cells with equal keys may be trained together. */
  Object key(PipelineSteps chain, FoldPart part);

  /** Announces a cell that reads the rows of a part behind a chain's stages. */
  void announce(PipelineSteps chain, FoldPart part);

  /** Releases a cell that was announced. */
  void release(PipelineSteps chain, FoldPart part);

  /** Drops what a cell reads and the cluster has lost. */
  default void dropLost(PipelineSteps chain, FoldPart part) {}

  /** Makes the rows that a cell reads, unless they are ready; false if they allow no training. */
  boolean prepares(PipelineSteps chain, FoldPart part);

  /**
   * Trains the cells of a batch, and of cells that it adds to the batch once their rows are ready.
   *
   * @param chain of the first cell
   * @param learner last estimator of a cell
   * @param fit fits a cell by the result of its training
   * @return the cells that are still awaited
   */
  List<TrainedCell> train(
      PipelineSteps chain,
      FoldPart part,
      CellBatch batch,
      Function<Cell, ? extends PipelineStage> learner,
      BiFunction<Cell, FitResult, FittedCell> fit);

  /** Trains the last estimator of a chain by itself; by jobs if that is left to them. */
  FitResult train(PipelineSteps chain, FoldPart part);

  /** Trains the last estimator of a chain on all of some rows, for a model that is kept. */
  FitResult retrain(PipelineSteps chain, CellRows rows);

  @Override
  void close();
}
