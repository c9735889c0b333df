package org.espalier.spark.fit;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.Dataset;
import org.espalier.evaluate.Cell;
import org.espalier.evaluate.CellBatch;
import org.espalier.evaluate.JointCells;
import org.espalier.space.Configuration;
import org.espalier.spark.cell.CellWork;
import org.espalier.spark.cell.FittedCell;
import org.espalier.spark.cell.TrainedCell;
import org.espalier.spark.cell.Usage;
import org.espalier.spark.chain.FoldPart;
import org.espalier.spark.chain.PipelineSteps;
import org.espalier.spark.chain.StepKey;
import org.espalier.spark.data.fold.FoldedTable;
import org.espalier.spark.data.fold.OutOfFold;
import org.espalier.spark.placement.TrainingPlaces;
import org.espalier.spark.task.FitResult;
import org.espalier.spark.task.TaskFits;
import org.espalier.spark.task.TaskScoring;
import org.espalier.study.Objective;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.study.Study;

/**
 * Fits of the cells of a job's or a tuner's study: each fits the chain of its configuration on its
 * part of a table, and scores it.
 */
public final class CellFits implements CellWork, AutoCloseable {

  private final StudyChains chains;
  private final FoldedTable table;
  private final RungLadder ladder;
  private final TaskFits tasks;
  private final FitIterations iterations;
  private final RowCache cache;
  private final TaskTraining inTasks;
  private final PassTraining byPasses;
  private final LearnerFits learners;
  private final PipelineFits pipelines;
  private final ChainScores scores;
  private final CellPlaces places;
  private final Map<ChainKey, PipelineSteps> announced = new ConcurrentHashMap<>();
  private volatile Runnable changed = () -> {};

  /**
   * Creates the fits of a study.
   *
   * @param planned planner of where learners are trained, which measures the rows of these cells
   * @param scoring results that fits inside tasks return
   * @param assembled true if cells make whole models, with Spark's events
   */
  public CellFits(
      StudyChains chains,
      FoldedTable table,
      RungLadder ladder,
      RowStorage storage,
      TrainingPlaces planned,
      TaskScoring scoring,
      boolean assembled) {
    this.chains = chains;
    this.table = table;
    this.ladder = ladder;
    this.tasks = new TaskFits(table.context(), planned.rule());
    this.iterations = new FitIterations(ladder, scoring);
    Runnable changes = () -> changed.run();
    this.cache = new RowCache(table, storage, changes);
    this.inTasks = new TaskTraining(table, cache, tasks, scoring);
    this.byPasses = new PassTraining(table, cache, scoring, this::areDistributed);
    this.learners =
        new LearnerFits(
            cache,
            new LearnerFits.Placed(inTasks, byPasses, tasks.rule()),
            tasks.rule().kind(),
            changes);
    StageEvents events = new StageEvents(table.context());
    this.pipelines = new PipelineFits(table, cache, inTasks, learners, events, assembled);
    this.scores = new ChainScores(chains, table, ladder, cache, events, pipelines::isAssembled);
    this.places =
        new CellPlaces(
            chains, iterations, table, ladder, planned, cache, inTasks, learners, pipelines);
  }

  private boolean areDistributed() {
    return places.areDistributed();
  }

  /** Returns the plan of the cells: places of training, numbers of tasks and planned work. */
  public CellPlaces places() {
    return places;
  }

  public FitIterations iterations() {
    return iterations;
  }

  @Override
  public Optional<JointCells> joint(Proposal proposal, Configuration configuration) {
    ChainKey reader = new ChainKey(configuration, proposal.folds().get(0), proposal.rung());
    return iterations
        .joint(proposal, configuration, chains.chain(reader, iterations), objective())
        .map(
            joint ->
                outcomes -> {
                  JointCells.Next next = joint.after(outcomes);
                  if (next instanceof JointCells.Next.Ended ended) {
                    scores.ended(proposal, configuration, ended);
                  }
                  return next;
                });
  }

  /** Returns the metric that the study optimises, with its direction. */
  public Objective objective() {
    return chains.objective();
  }

  /** Keeps the scores of cells of full resource from now on. */
  public void keep(OutOfFold keeper) {
    scores.keep(keeper);
  }

  /** Returns the store of the cells' scores; empty if none are kept. */
  public Optional<OutOfFold> kept() {
    return scores.kept();
  }

  @Override
  public String metric() {
    return objective().metric();
  }

  @Override
  public Set<String> words() {
    return chains.words();
  }

  @Override
  public double precedence(Cell cell) {
    return chains.precedence(cell, () -> places.work(cell));
  }

  @Override
  public void threw(Cell cell, Throwable thrown) {
    chains.threw(cell, thrown);
  }

  @Override
  public void searched(Study study) {
    iterations.searched(study);
  }

  /** Returns the announced chain of a reader, or else a new one. */
  private PipelineSteps known(ChainKey reader) {
    PipelineSteps chain = announced.get(reader);
    return chain == null ? places.chosen(reader) : chain;
  }

  /** Returns a reader's chain to fit. Each fit has its own copy of a user's estimator. */
  private PipelineSteps fresh(ChainKey reader) {
    PipelineSteps known = known(reader);
    return known.stages().stream().allMatch(StepKey::isMllib) ? known : places.chosen(reader);
  }

  private FoldPart part(ChainKey reader) {
    return reader.part(table, ladder);
  }

  @Override
  public long rows(Cell cell) {
    return ladder.rung(cell.proposal().rung()).rows();
  }

  @Override
  public void announce(Cell cell) {
    announce(ChainKey.of(cell));
  }

  /** Announces the cells of a reader; repeated calls have no effect. */
  public void announce(ChainKey reader) {
    if (announced.containsKey(reader)) {
      return;
    }
    PipelineSteps chain = places.chosen(reader);
    learners.announce(chain, part(reader), true);
    if (announced.putIfAbsent(reader, chain) != null) {
      learners.release(chain, part(reader), true);
    }
  }

  @Override
  public void settled(Cell cell) {
    ChainKey reader = ChainKey.of(cell);
    PipelineSteps chain = announced.remove(reader);
    if (chain != null) {
      learners.release(chain, part(reader), true);
    }
    places.ended(reader);
  }

  @Override
  public Usage beforehand(Cell cell) {
    return places.unpaid(cell.configuration().learner());
  }

  @Override
  public boolean waits(Cell cell) {
    ChainKey reader = ChainKey.of(cell);
    return learners.isBeingMade(known(reader), part(reader));
  }

  @Override
  public void onChange(Runnable listener) {
    changed = listener;
  }

  @Override
  public void lost(Cell cell) {
    ChainKey reader = ChainKey.of(cell);
    learners.dropLost(known(reader), part(reader));
  }

  /** Prepares the rows that a cell's fit reads, unless they are ready. */
  public void prepareRows(Cell cell) {
    ChainKey reader = ChainKey.of(cell);
    learners.prepare(known(reader), part(reader));
  }

  @Override
  public Optional<Object> key(Cell cell) {
    if (cell.iterations().isPresent() || places.isVerified()) {
      return Optional.empty();
    }
    ChainKey reader = ChainKey.of(cell);
    return learners.key(known(reader), part(reader));
  }

  @Override
  public List<TrainedCell> train(CellBatch batch) {
    ChainKey first = ChainKey.of(batch.cells().get(0));
    PipelineSteps chain = known(first);
    FoldPart part = part(first);
    try {
      pipelines.prepare(chain, part);
      return learners.train(
          chain,
          part,
          batch,
          cell -> known(ChainKey.of(cell)).learner(),
          (cell, result) -> fit(cell, Optional.of(result)));
    } finally {
      if (!announced.containsKey(first)) {
        cache.leave(chain, part); // the first cell was cancelled in the meantime
      }
    }
  }

  @Override
  public FittedCell fit(Cell cell) {
    return fit(cell, Optional.empty());
  }

  private FittedCell fit(Cell cell, Optional<FitResult> trained) {
    ChainKey reader = ChainKey.of(cell);
    PipelineSteps chain = fresh(reader);
    FoldPart part = part(reader);
    FittedChain fitted = pipelines.fit(chain, part, trained);
    FitResult result = fitted.result();
    iterations.fitted(cell, result.curve());
    chains.fitted(reader, fitted);
    return new FittedCell(
        () -> scores.ofCell(cell, chain, part, fitted), result.training(), result.restarts());
  }

  /** Fits and scores a chain that belongs to no cell. */
  public Map<String, Double> scored(PipelineSteps chain, FoldPart part) {
    learners.announce(chain, part, true);
    try {
      return cache.read(
          chain,
          part,
          () -> {
            FittedChain fitted = pipelines.fit(chain, part, Optional.empty());
            return scores.score(chain, part, fitted, chains::scores);
          });
    } finally {
      learners.release(chain, part, true);
    }
  }

  /** Returns the fitted stages of a chain that belongs to no cell. */
  public List<Transformer> stages(PipelineSteps chain, FoldPart part) {
    return pipelines.stages(chain, part);
  }

  /**
   * Fits the chain of a configuration on the rows without a fold, and returns the whole model.
   *
   * @param without fold to leave out; {@link FoldPart#NONE} for a fit on all rows
   * @param training all rows but those of the fold
   */
  public Model<?> refit(Configuration configuration, int without, Dataset<?> training) {
    ChainKey reader = new ChainKey(configuration, without, ladder.top());
    return pipelines.refit(places.chosen(reader), without, training.toDF());
  }

  /** Returns the comparisons with ordinary fits, one per line; empty unless training is verify. */
  public List<String> verified() {
    List<String> lines = scores.verified();
    return lines.isEmpty() && places.isVerified()
        ? List.of("nothing: all fits were made by jobs")
        : lines;
  }

  @Override
  public void close() {
    learners.close();
    inTasks.close();
    byPasses.close();
    cache.close();
    tasks.close();
  }
}
