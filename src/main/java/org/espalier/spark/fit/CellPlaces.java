package org.espalier.spark.fit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToLongFunction;
import org.apache.spark.ml.PipelineStage;
import org.espalier.evaluate.Cell;
import org.espalier.space.Configuration;
import org.espalier.spark.cell.FailureCause;
import org.espalier.spark.cell.SparkBatches;
import org.espalier.spark.cell.Usage;
import org.espalier.spark.chain.FoldPart;
import org.espalier.spark.chain.PipelineSteps;
import org.espalier.spark.collected.TableSize;
import org.espalier.spark.data.fold.FoldedTable;
import org.espalier.spark.placement.TrainingPlaces;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.Origins;
import org.espalier.spec.Problem;
import org.espalier.spec.TrainingPlan;
import org.espalier.study.Placement;
import org.espalier.study.RungLadder;
import org.espalier.study.Trainer;

/**
 * Plan of a study's cells before they run: for each cell the place of training, the number of tasks
 * and the work. It measures the rows of one fit of each learner.
 */
public final class CellPlaces {

  private final StudyChains chains;
  private final FitIterations iterations;
  private final FoldedTable table;
  private final RungLadder ladder;
  private final MeasuredFits measured;
  private final TrainingPlaces places;

  /**
   * Creates the plan of a study.
   *
   * @param planned planner of where learners are trained, which measures the rows of these cells
   */
  CellPlaces(
      StudyChains chains,
      FitIterations iterations,
      FoldedTable table,
      RungLadder ladder,
      TrainingPlaces planned,
      RowCache cache,
      TaskTraining tasks,
      LearnerFits learners,
      PipelineFits pipelines) {
    this.chains = chains;
    this.iterations = iterations;
    this.table = table;
    this.ladder = ladder;
    this.measured = new MeasuredFits(cache, tasks, learners, pipelines);
    this.places = planned.by(measured);
  }

  /**
   * Returns the place of training of each learner at each rung.
   *
   * @throws InvalidStudyException if there is too little memory for training inside tasks, or a
   *     learner is to end early but cannot
   */
  public List<Placement> choices() {
    List<Problem> problems = new ArrayList<>();
    places.learners().forEach(learner -> checkEarly(learner, places.origins().into(problems)));
    InvalidStudyException.throwIfAny(problems);
    return places.places();
  }

  /** Reports why cells of a learner cannot end early, if the study asks for it. */
  private void checkEarly(String learner, Origins.Report report) {
    if (FitIterations.mayEndEarly(top(chains.usual(learner)))) {
      Configuration longest = chains.most(learner, each -> FitIterations.patience(top(each)));
      iterations.check(top(longest), places.plan(), chains.objective().metric(), report);
    }
  }

  /** Returns true if passes train all cells, so that no task collects the rows. */
  boolean areDistributed() {
    return places.places().stream().allMatch(place -> place.trainer() == Trainer.DISTRIBUTED);
  }

  private PipelineSteps top(Configuration configuration) {
    return chains.chain(new ChainKey(configuration, 0, ladder.top()), iterations);
  }

  /** Returns a reader's chain with the place of training of its last estimator. */
  public PipelineSteps chosen(ChainKey reader) {
    PipelineSteps own = chains.chain(reader, iterations);
    boolean lower = ladder.isOfIterationsAlone() && reader.rung() < ladder.top();
    PipelineSteps chain = lower || FitIterations.patience(own) > 0 ? own.continues() : own;
    String learner = reader.configuration().learner();
    return chain.last() < 0
        ? chain
        : chain.in(places.placement(learner, reader.rung(), chain.learner()));
  }

  /**
   * Returns the number of tasks of one stage of a cell's fit: one if it is trained inside a task
   * alone; otherwise fewer for a rung of fewer rows, as almost empty tasks still have their
   * overhead. The number depends on the data, the settings and the ladder only. Call {@link
   * #choices()} first.
   */
  public int tasks(Cell cell) {
    int rung = cell.proposal().rung();
    return places
        .placement(cell.configuration().learner(), rung)
        .filter(place -> place.isInTask() && !isVerified())
        .map(place -> 1)
        .orElseGet(() -> table.partitions(ladder.rung(rung).rows()));
  }

  /** Returns true if fits inside tasks are compared with ordinary ones. */
  boolean isVerified() {
    return places.plan().kind() == TrainingPlan.TrainingMode.VERIFY;
  }

  /**
   * Returns the planned work of a cell's fit in nanoseconds; {@link Double#MAX_VALUE} if unknown.
   */
  double work(Cell cell) {
    long rows = ladder.rung(cell.proposal().rung()).rows();
    return nanos(ChainKey.of(cell), rows).orElse(Double.MAX_VALUE);
  }

  /**
   * Returns the planned work of a fit on so many rows, in nanoseconds; empty if unknown, for
   * example for a fit by jobs.
   */
  public OptionalDouble plannedNanos(Configuration configuration, long rows) {
    return nanos(new ChainKey(configuration, 0, 0), rows);
  }

  private OptionalDouble nanos(ChainKey reader, long rows) {
    String learner = reader.configuration().learner();
    return places.nanos(learner, rows, () -> chains.learner(reader, iterations));
  }

  /** Records that a cell of a reader has ended, or will not run. */
  void ended(ChainKey reader) {
    measured.ended(reader.configuration().learner(), reader.rung());
  }

  /** Returns the cost of measuring a learner's rows at the first call, and no cost after it. */
  Usage unpaid(String learner) {
    return measured.unpaid(learner);
  }

  /** Fits whose rows are measured. The rows stay until a cell of their rung ends. */
  private final class MeasuredFits implements TrainingPlaces.Fits {

    /** Fold whose rows are measured; all folds are about the same size. */
    private static final int FOLD = 0;

    /** Rows that were computed for a chain. */
    private record Kept(int rung, PipelineSteps chain, FoldPart part) {}

    private final RowCache cache;
    private final TaskTraining tasks;
    private final LearnerFits learners;
    private final PipelineFits pipelines;
    private final Map<String, Kept> kept = new HashMap<>(); // by learner, guarded by this
    private final Map<String, Usage> unpaid = new HashMap<>(); // by learner, guarded by this

    MeasuredFits(RowCache cache, TaskTraining tasks, LearnerFits learners, PipelineFits pipelines) {
      this.cache = cache;
      this.tasks = tasks;
      this.learners = learners;
      this.pipelines = pipelines;
    }

    @Override
    public synchronized Optional<TableSize> measured(String learner, int rung) {
      ChainKey usual = new ChainKey(chains.usual(learner), FOLD, rung);
      PipelineSteps chain = chains.chain(usual, iterations);
      FoldPart part = usual.part(table, ladder);
      long learned = table.smallestTraining();
      double share = (double) learned / (learned + table.sizes().get(FOLD));
      learners.announce(chain, part, false);
      kept.put(learner, new Kept(rung, chain, part));
      String what = learner.isEmpty() ? "the estimator" : learner;
      try {
        return SparkBatches.beforehand(
            table.context(),
            "rows of %s, by which it is decided where it is trained".formatted(what),
            () ->
                cache.read(
                    chain,
                    part,
                    () -> {
                      pipelines.prepare(chain, part);
                      return tasks.shape(chain, part, share);
                    }),
            cost -> unpaid.put(learner, cost));
      } catch (Exception e) { // a failed job's exception is checked, and not declared
        if (FailureCause.of(e) != FailureCause.OWN) {
          ended(learner, rung);
          throw e;
        }
        return Optional.empty();
      }
    }

    @Override
    public synchronized void ended(String learner, int rung) {
      Kept rows = kept.get(learner);
      if (rows != null && rows.rung() == rung) {
        kept.remove(learner);
        learners.release(rows.chain(), rows.part(), false);
      }
    }

    private synchronized Usage unpaid(String learner) {
      Usage cost = unpaid.remove(learner);
      return cost == null ? Usage.NONE : cost;
    }

    @Override
    public PipelineStage longest(String learner, int rung, ToLongFunction<PipelineStage> number) {
      ToLongFunction<Configuration> each =
          configuration -> number.applyAsLong(learner(configuration, rung));
      return learner(chains.most(learner, each), rung);
    }

    private PipelineStage learner(Configuration configuration, int rung) {
      return chains.learner(new ChainKey(configuration, FOLD, rung), iterations);
    }
  }
}
