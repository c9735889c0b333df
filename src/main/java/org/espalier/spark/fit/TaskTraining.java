package org.espalier.spark.fit;

import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.espalier.evaluate.Cell;
import org.espalier.evaluate.CellBatch;
import org.espalier.spark.cell.FittedCell;
import org.espalier.spark.cell.TrainedCell;
import org.espalier.spark.chain.FoldPart;
import org.espalier.spark.chain.PipelineSteps;
import org.espalier.spark.chain.WorkKey;
import org.espalier.spark.collected.CellRows;
import org.espalier.spark.collected.TableSize;
import org.espalier.spark.data.fold.FoldedTable;
import org.espalier.spark.local.trainer.TaskTrainers;
import org.espalier.spark.task.FitResult;
import org.espalier.spark.task.TaskFits;
import org.espalier.spark.task.TaskScoring;

/**
 * Training inside tasks. The driver collects the rows after a chain's stages, and batches are
 * trained on them ({@link CandidateTraining}).
 */
final class TaskTraining implements LearnerTraining {

  private final FoldedTable table;
  private final RowCache cache;
  private final TaskFits tasks;
  private final TaskScoring scoring;
  private final ColumnStages columns;
  private final CandidateTraining candidates;

  /**
   * Creates the training of a table's cells.
   *
   * @param tasks fits inside tasks; the caller closes it
   * @param scoring results that those fits return
   */
  TaskTraining(FoldedTable table, RowCache cache, TaskFits tasks, TaskScoring scoring) {
    this.table = table;
    this.cache = cache;
    this.tasks = tasks;
    this.scoring = scoring;
    this.columns = new ColumnStages(tasks, cache::collected, table);
    this.candidates = new CandidateTraining(tasks, scoring);
  }

  /** Returns the rows that the last estimator of a chain is trained on. */
  private CellRows rows(PipelineSteps chain, FoldPart part) {
    if (WorkKey.isOfAll(chain, chain.shareable(), part) && table.parts().cut(part).isPresent()) {
      return folded(chain, part);
    }
    WorkKey key = WorkKey.ofFit(chain, part);
    Supplier<Dataset<?>> training = () -> cache.passing(chain, part).training();
    boolean scored = chain.endsWithEstimator() && scoring.scores(chain.learner());
    CellRows rows =
        scored
            ? CellRows.split(key, training, () -> cache.passing(chain, part).validation())
            : CellRows.whole(key, training);
    return rows.of(
        () -> columns.columns(chain, part, made -> cache.models().keep(chain, part, made)));
  }

  /** Returns the rows of a fold, as a part of a table that all folds share. */
  CellRows folded(PipelineSteps chain, FoldPart part) {
    return CellRows.folded(
        WorkKey.ofAllRows(chain.path(chain.shareable())),
        part.fold(),
        table.fold(),
        () -> cache.allRows(chain, chain.shareable(), part));
  }

  @Override
  public Object key(PipelineSteps chain, FoldPart part) {
    return WorkKey.ofFit(chain, part);
  }

  @Override
  public void announce(PipelineSteps chain, FoldPart part) {
    columns.announce(chain, part);
    tasks.announce(rows(chain, part), chain.learner());
  }

  @Override
  public void release(PipelineSteps chain, FoldPart part) {
    tasks.release(rows(chain, part), chain.learner());
    columns.release(chain, part);
  }

  @Override
  public boolean prepares(PipelineSteps chain, FoldPart part) {
    return tasks.prepares(rows(chain, part), chain.learner());
  }

  /**
   * Returns the size of the table that a chain's last estimator is trained on.
   *
   * @param learned share of training rows among all rows
   */
  Optional<TableSize> shape(PipelineSteps chain, FoldPart part, double learned) {
    return tasks.shape(rows(chain, part), chain.learner(), learned);
  }

  @Override
  public List<TrainedCell> train(
      PipelineSteps chain,
      FoldPart part,
      CellBatch batch,
      Function<Cell, ? extends PipelineStage> learner,
      BiFunction<Cell, FitResult, FittedCell> fit) {
    return candidates.train(chain, rows(chain, part), batch, learner, fit);
  }

  @Override
  public FitResult train(PipelineSteps chain, FoldPart part) {
    return candidates.fit(chain, rows(chain, part), chain.learner());
  }

  @Override
  public FitResult retrain(PipelineSteps chain, CellRows rows) {
    return TaskTrainers.isKept(chain.learner())
        ? candidates.fit(rows, chain.learner())
        : new FitResult.ByJobs("a model that is kept is fitted by jobs");
  }

  /** Fits the stages before the last estimator of a chain in arrays, if that is possible. */
  void fitStages(PipelineSteps chain, FoldPart part) {
    if (columns.takes(chain, part)) {
      boolean isMade = cache.models().areMade(chain, part);
      if (!isMade) {
        prepares(chain, part); // fits them with the rows
      }
      cache.models().fitStages(chain, part, () -> columns.models(chain, part));
    }
  }

  /**
   * Fits a chain's stages in arrays for a model that is kept; empty if their columns are no longer
   * stored.
   */
  Optional<ColumnStages.Made> madeStages(PipelineSteps chain, FoldPart part) {
    return chain.last() < 0 ? Optional.empty() : columns.made(chain, part);
  }

  @Override
  public void close() {
    columns.close();
  }
}
