package org.espalier.spark.cache;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.espalier.evaluate.Cell;
import org.espalier.evaluate.CellBatch;
import org.espalier.evaluate.StatedFailure;
import org.espalier.spark.cell.FittedCell;
import org.espalier.spark.cell.TrainedCell;
import org.espalier.spark.data.fold.FoldedTable;
import org.espalier.spark.local.FitResult;
import org.espalier.spark.local.TaskFits;
import org.espalier.spark.local.TaskScoring;
import org.espalier.spark.local.TaskTrainers;
import org.espalier.spark.local.rows.CellRows;
import org.espalier.spark.local.rows.TableSize;
import org.espalier.spark.rows.FoldPart;
import org.espalier.spark.rows.PipelineSteps;
import org.espalier.spark.rows.WorkKey;
import org.espalier.spec.TrainingPlan;

/**
 * Fits of the last estimators of chains on parts of a table: inside tasks, those of a batch
 * together ({@link CandidateTraining}), or by jobs ({@link JobFits}). Announces cells for the rows
 * behind the stages before them.
 */
final class LearnerFits implements AutoCloseable {

  /** Fits that are trained both ways; more of the same learners hardly add to it. */
  private static final int VERIFIED = 3;

  private final FoldedTable table;
  private final RowCache cache;
  private final TaskFits tasks;
  private final TaskScoring scoring;
  private final ColumnStages columns;
  private final CandidateTraining training;
  private final JobFits jobs;
  private final AtomicInteger toVerify = new AtomicInteger(VERIFIED);

  /**
   * @param tasks fits inside tasks; closed by its owner
   * @param scoring results of those fits
   * @param changed called when a model was made for several cells, or could not be made
   */
  LearnerFits(
      FoldedTable table, RowCache cache, TaskFits tasks, TaskScoring scoring, Runnable changed) {
    this.table = table;
    this.cache = cache;
    this.tasks = tasks;
    this.scoring = scoring;
    this.columns = new ColumnStages(tasks, cache::collected, table);
    this.training = new CandidateTraining(tasks, scoring);
    this.jobs = new JobFits(changed);
  }

  /** True if the last estimator of a chain is trained inside a task, where its rows allow it. */
  private boolean isInTask(PipelineSteps chain) {
    return chain.last() >= 0 && chain.jobs().isEmpty() && tasks.rule().takes(chain.learner());
  }

  /** Rows that the last estimator of a chain is trained on inside a task. */
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

  /** Rows of a fold of a table that is the same for all folds. */
  CellRows folded(PipelineSteps chain, FoldPart part) {
    return CellRows.folded(
        WorkKey.ofAllRows(chain.path(chain.shareable())),
        part.fold(),
        table.fold(),
        () -> cache.allRows(chain, chain.shareable(), part));
  }

  /**
   * Announces a cell that will read the rows behind a chain's stages.
   *
   * @param fits true if it will fit the last estimator, too
   */
  void announce(PipelineSteps chain, FoldPart part, boolean fits) {
    cache.announce(chain, part);
    if (isInTask(chain)) {
      columns.announce(chain, part);
      tasks.announce(rows(chain, part), chain.learner());
    }
    if (fits && chain.last() >= 0) {
      jobs.announce(WorkKey.ofFit(chain, part), chain.learner());
    }
  }

  /** Releases a cell that was announced: it has ended, or will not run. */
  void release(PipelineSteps chain, FoldPart part, boolean fits) {
    if (isInTask(chain)) {
      tasks.release(rows(chain, part), chain.learner());
      columns.release(chain, part);
    }
    if (fits && chain.last() >= 0) {
      jobs.release(WorkKey.ofFit(chain, part), chain.learner());
    }
    cache.release(chain, part);
  }

  /** True if another cell is computing a prerequisite of a cell. */
  boolean isBeingMade(PipelineSteps chain, FoldPart part) {
    return chain.last() >= 0
        && (cache.isBeingMade(chain, part)
            || jobs.isBeingMade(WorkKey.ofFit(chain, part), chain.learner()));
  }

  /**
   * Size of the table that a chain's last estimator is trained on inside a task; empty if it is
   * not.
   *
   * @param learned share of training rows
   */
  Optional<TableSize> shape(PipelineSteps chain, FoldPart part, double learned) {
    return isInTask(chain)
        ? cache.read(chain, part, () -> tasks.shape(rows(chain, part), chain.learner(), learned))
        : Optional.empty();
  }

  /** Makes the rows that a cell's fit reads, unless they are ready. */
  void prepare(PipelineSteps chain, FoldPart part) {
    cache.read(
        chain,
        part,
        () -> isCollected(chain, part) ? Optional.empty() : Optional.of(cache.rows(chain, part)));
  }

  private boolean isCollected(PipelineSteps chain, FoldPart part) {
    return isInTask(chain) && tasks.prepares(rows(chain, part), chain.learner());
  }

  /**
   * Key of the rows that a chain's last estimator is trained on inside a task; empty if it is not.
   */
  Optional<Object> key(PipelineSteps chain, FoldPart part) {
    return isInTask(chain) ? Optional.of(WorkKey.ofFit(chain, part)) : Optional.empty();
  }

  /**
   * Trains the last estimators of a batch inside a task, on the rows behind the same stages.
   *
   * @param chain of the first cell
   * @param learner last estimator of a cell
   * @param fit fits a cell by the result of its training
   */
  List<TrainedCell> train(
      PipelineSteps chain,
      FoldPart part,
      CellBatch batch,
      Function<Cell, PipelineStage> learner,
      BiFunction<Cell, FitResult, FittedCell> fit) {
    return training.train(chain, rows(chain, part), batch, learner, fit);
  }

  /** Fits the stages before the last estimator of a chain in arrays, where that is possible. */
  void fitInArrays(PipelineSteps chain, FoldPart part) {
    if (columns.takes(chain, part)) {
      boolean isMade = cache.models().areMade(chain, part);
      if (!isMade) {
        tasks.prepares(rows(chain, part), chain.learner()); // makes them with the rows
      }
      cache.models().together(chain, part, () -> columns.models(chain, part));
    }
  }

  /** Fit of a chain's last estimator alone. */
  FittedChain fit(PipelineSteps chain, FoldPart part, Optional<FitResult> trained) {
    Estimator<?> learner = chain.learner();
    FitResult result = trained.orElseGet(() -> trained(chain, part));
    if (result instanceof FitResult.InTask fit) {
      Model<?> model = fit.hasModel() ? JobFits.withParent(fit.model(learner), learner) : null;
      FittedChain fitted = new FittedChain(model, fit);
      boolean isVerified =
          tasks.rule().kind() == TrainingPlan.Kind.VERIFY && toVerify.getAndDecrement() > 0;
      return isVerified ? fitted.beside(byJobs(chain, part)) : fitted;
    }
    if (tasks.rule().kind() == TrainingPlan.Kind.TASKS) {
      throw new StatedFailure(
          ("training is tasks, and %s cannot be trained inside a task: %s; training = auto leaves"
                  + " such fits to jobs")
              .formatted(
                  learner.getClass().getSimpleName(),
                  result.training().trainerReason().orElse("")));
    }
    return new FittedChain(byJobs(chain, part), result);
  }

  private Model<?> byJobs(PipelineSteps chain, FoldPart part) {
    return jobs.fit(
        WorkKey.ofFit(chain, part), chain.learner(), () -> cache.rows(chain, part).training());
  }

  private FitResult trained(PipelineSteps chain, FoldPart part) {
    if (isInTask(chain)) {
      return training.fit(chain, rows(chain, part), chain.learner());
    }
    return new FitResult.ByJobs(
        chain.jobs().isEmpty() ? tasks.rule().obstacle(chain.learner()) : chain.jobs());
  }

  /**
   * The model of a chain's last estimator, to be kept.
   *
   * @param rows that a fit inside a task reads
   * @param model makes the model of its result
   * @param all rows that a fit by jobs reads
   */
  Model<?> kept(
      PipelineSteps chain,
      CellRows rows,
      Function<FitResult.InTask, Model<?>> model,
      Supplier<Dataset<?>> all) {
    Estimator<?> learner = chain.learner();
    return isInTask(chain)
            && TaskTrainers.isKept(learner)
            && training.fit(rows, learner) instanceof FitResult.InTask fit
        ? JobFits.withParent(model.apply(fit), learner)
        : (Model<?>) learner.fit(all.get());
  }

  /**
   * Fit in arrays of a chain's stages for a model that is kept; empty if their columns are gone.
   */
  Optional<ColumnStages.Made> madeInArrays(PipelineSteps chain, FoldPart part) {
    return chain.last() < 0 ? Optional.empty() : columns.made(chain, part);
  }

  @Override
  public void close() {
    columns.close();
  }
}
