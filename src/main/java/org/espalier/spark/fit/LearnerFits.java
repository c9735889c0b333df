package org.espalier.spark.fit;

import java.util.ArrayList;
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
import org.espalier.spark.chain.FoldPart;
import org.espalier.spark.chain.PipelineSteps;
import org.espalier.spark.chain.WorkKey;
import org.espalier.spark.collected.CellRows;
import org.espalier.spark.placement.PlacementPolicy;
import org.espalier.spark.task.FitResult;
import org.espalier.spec.TrainingPlan;
import org.espalier.study.Placement;
import org.espalier.study.Trainer;

/**
 * Fits of the last estimators of chains on parts of a table, by a {@link LearnerTraining} or by
 * jobs ({@link JobFits}). Cells announce here the rows that they read after the earlier stages.
 */
final class LearnerFits implements AutoCloseable {

  /** Choice of the training that fits the last estimator of a chain. */
  interface TrainingChoice {

    /** Returns the training; empty if jobs fit the estimator. */
    Optional<LearnerTraining> trainingOf(PipelineSteps chain);

    /** Returns the trainings to try for a model that is kept, in their order. */
    default List<LearnerTraining> kept(PipelineSteps chain) {
      return trainingOf(chain).stream().toList();
    }

    /** Returns the reason why a chain has no training, in a few words. */
    String obstacle(PipelineSteps chain);
  }

  /**
   * Choice by the planned place of a chain, or else inside a task if a trainer supports the
   * estimator.
   */
  record Placed(LearnerTraining inTasks, LearnerTraining byPasses, PlacementPolicy rule)
      implements TrainingChoice {

    @Override
    public Optional<LearnerTraining> trainingOf(PipelineSteps chain) {
      Trainer usual = rule.takes(chain.learner()) ? Trainer.TASK : Trainer.JOBS;
      return switch (chain.place().map(Placement::trainer).orElse(usual)) {
        case TASK -> Optional.of(inTasks);
        case DISTRIBUTED -> Optional.of(byPasses);
        case JOBS, NONE -> Optional.empty();
      };
    }

    /**
     * Returns the trainings to try. A chain without a planned place is trained inside a task, or by
     * passes if its rows are too large for that.
     */
    @Override
    public List<LearnerTraining> kept(PipelineSteps chain) {
      if (chain.place().isPresent()) {
        return trainingOf(chain).stream().toList();
      }
      List<LearnerTraining> all = new ArrayList<>(trainingOf(chain).stream().toList());
      if (rule.takesPasses(chain.learner())) {
        all.add(byPasses);
      }
      return all;
    }

    @Override
    public String obstacle(PipelineSteps chain) {
      return chain.place().map(Placement::reason).orElseGet(() -> rule.obstacle(chain.learner()));
    }
  }

  /** Number of fits that are verified by an ordinary fit; more of the same learners add little. */
  private static final int VERIFIED = 3;

  private final RowCache cache;
  private final TrainingChoice ways;
  private final TrainingPlan.TrainingMode kind;
  private final JobFits jobs;
  private final AtomicInteger toVerify = new AtomicInteger(VERIFIED);

  /**
   * Creates the fits of a study's learners.
   *
   * @param changed called when a model was fitted for several cells, or its fit failed
   */
  LearnerFits(
      RowCache cache, TrainingChoice ways, TrainingPlan.TrainingMode kind, Runnable changed) {
    this.cache = cache;
    this.ways = ways;
    this.kind = kind;
    this.jobs = new JobFits(changed);
  }

  /**
   * Returns the training of a chain's last estimator; empty if jobs fit it, or the chain has no
   * estimator.
   */
  private Optional<LearnerTraining> way(PipelineSteps chain) {
    return chain.last() < 0 ? Optional.empty() : ways.trainingOf(chain);
  }

  /**
   * Announces a cell that will read the rows after a chain's stages.
   *
   * @param fits true if the cell will also fit the last estimator
   */
  void announce(PipelineSteps chain, FoldPart part, boolean fits) {
    way(chain).ifPresent(way -> way.announce(chain, part));
    cache.announce(chain, part);
    if (fits && chain.last() >= 0) {
      jobs.announce(WorkKey.ofFit(chain, part), chain.learner());
    }
  }

  /** Releases an announced cell, which has ended or will not run. */
  void release(PipelineSteps chain, FoldPart part, boolean fits) {
    way(chain).ifPresent(way -> way.release(chain, part));
    if (fits && chain.last() >= 0) {
      jobs.release(WorkKey.ofFit(chain, part), chain.learner());
    }
    cache.release(chain, part);
  }

  /** Drops the stored rows that a cell reads and the cluster has lost. */
  void dropLost(PipelineSteps chain, FoldPart part) {
    way(chain).ifPresent(way -> way.dropLost(chain, part));
    cache.dropLost(chain, part);
  }

  /** Returns true if another cell is computing a prerequisite of a cell. */
  boolean isBeingMade(PipelineSteps chain, FoldPart part) {
    return chain.last() >= 0
        && (cache.isBeingMade(chain, part)
            || jobs.isBeingMade(WorkKey.ofFit(chain, part), chain.learner()));
  }

  /** Prepares the rows that a cell's fit reads, unless they are ready. */
  void prepare(PipelineSteps chain, FoldPart part) {
    cache.read(
        chain,
        part,
        () ->
            way(chain).filter(way -> way.prepares(chain, part)).isPresent()
                ? Optional.empty()
                : Optional.of(cache.rows(chain, part)));
  }

  /**
   * Returns the key of the rows on which a chain's last estimator is trained together with others;
   * empty for jobs.
   */
  Optional<Object> key(PipelineSteps chain, FoldPart part) {
    return way(chain).map(way -> way.key(chain, part));
  }

  /**
   * Trains the last estimators of a batch with a {@link #key}.
   *
   * @param chain chain of the first cell
   * @param learner last estimator of a cell
   * @param fit completes a cell from the result of its training
   */
  List<TrainedCell> train(
      PipelineSteps chain,
      FoldPart part,
      CellBatch batch,
      Function<Cell, PipelineStage> learner,
      BiFunction<Cell, FitResult, FittedCell> fit) {
    return way(chain).orElseThrow().train(chain, part, batch, learner, fit);
  }

  /**
   * Fits a chain's last estimator alone.
   *
   * @param trained result of its training; empty if it must still be trained
   */
  FittedChain fit(PipelineSteps chain, FoldPart part, Optional<FitResult> trained) {
    Estimator<?> learner = chain.learner();
    FitResult result = trained.orElseGet(() -> trained(chain, part));
    if (result instanceof FitResult.Trained fit) {
      Model<?> model = fit.hasModel() ? JobFits.withParent(fit.model(learner), learner) : null;
      FittedChain fitted = new FittedChain(model, fit);
      boolean isVerified =
          kind == TrainingPlan.TrainingMode.VERIFY && toVerify.getAndDecrement() > 0;
      return isVerified ? fitted.verifiedBy(byJobs(chain, part)) : fitted;
    }
    if (kind == TrainingPlan.TrainingMode.TASKS) {
      throw new StatedFailure(
          "training is tasks, and %s cannot be trained inside a task: %s; set training = auto to leave such fits to jobs"
              .formatted(
                  learner.getClass().getSimpleName(),
                  result.training().trainerReason().orElse("")));
    }
    return new FittedChain(byJobs(chain, part), result);
  }

  private FitResult trained(PipelineSteps chain, FoldPart part) {
    return way(chain)
        .map(way -> way.train(chain, part))
        .orElseGet(() -> new FitResult.ByJobs(ways.obstacle(chain)));
  }

  private Model<?> byJobs(PipelineSteps chain, FoldPart part) {
    return jobs.fit(
        WorkKey.ofFit(chain, part), chain.learner(), () -> cache.rows(chain, part).training());
  }

  /**
   * Fits a chain's last estimator for a model that is kept.
   *
   * @param rows rows that a training reads
   * @param model creates the model from the result of the training
   * @param all rows that a fit by jobs reads
   */
  Model<?> kept(
      PipelineSteps chain,
      CellRows rows,
      Function<FitResult.Trained, Model<?>> model,
      Supplier<Dataset<?>> all) {
    Estimator<?> learner = chain.learner();
    List<LearnerTraining> ways = chain.last() < 0 ? List.of() : this.ways.kept(chain);
    return ways.stream()
        .flatMap(way -> way.retrain(chain, rows).trained().stream())
        .findFirst()
        .<Model<?>>map(fit -> JobFits.withParent(model.apply(fit), learner))
        .orElseGet(() -> (Model<?>) learner.fit(all.get()));
  }

  @Override
  public void close() {
    jobs.close();
  }
}
