package org.espalier.spark.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.evaluate.Cell;
import org.espalier.evaluate.CellBatch;
import org.espalier.evaluate.JointCells;
import org.espalier.space.Configuration;
import org.espalier.spark.cell.CellWork;
import org.espalier.spark.cell.FittedCell;
import org.espalier.spark.cell.TrainedCell;
import org.espalier.spark.cell.Usage;
import org.espalier.spark.data.fold.FoldedTable;
import org.espalier.spark.data.fold.OutOfFold;
import org.espalier.spark.local.FitResult;
import org.espalier.spark.local.PlacementPolicy;
import org.espalier.spark.local.TaskFits;
import org.espalier.spark.local.TaskScoring;
import org.espalier.spark.local.TrainingPlaces;
import org.espalier.spark.metric.MetricColumns;
import org.espalier.spark.rows.FoldPart;
import org.espalier.spark.rows.PipelineSteps;
import org.espalier.spark.rows.StepKey;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.Origins;
import org.espalier.spec.Problem;
import org.espalier.spec.TrainingPlan;
import org.espalier.study.Direction;
import org.espalier.study.Objective;
import org.espalier.study.Placement;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.study.Study;

/**
 * Cells of a study, of a job as of a tuner: each fits the chain of its configuration on its part of
 * a table, and scores it. Subclasses define the chain of a configuration, and its scores.
 */
public abstract class ChainCells implements CellWork, AutoCloseable {

  private final FoldedTable table;
  private final RungLadder ladder;
  private final TaskFits tasks;
  private final FitIterations iterations;
  private final RowCache cache;
  private final TaskTraining inTasks;
  private final LearnerFits learners;
  private final PipelineFits pipelines;
  private final ChainScores scores;
  private final MeasuredFits measured;
  private final TrainingPlaces places;
  private final Map<ChainKey, PipelineSteps> announced = new ConcurrentHashMap<>();
  private volatile Runnable changed = () -> {};

  /**
   * @param planned places of training, which are decided by the rows of these cells
   * @param scoring results of fits inside tasks
   * @param assembled true if cells make whole models, with Spark's events
   */
  protected ChainCells(
      FoldedTable table,
      RungLadder ladder,
      RowStorage storage,
      TrainingPlaces planned,
      TaskScoring scoring,
      boolean assembled) {
    this.table = table;
    this.ladder = ladder;
    this.tasks = new TaskFits(table.context(), planned.rule());
    this.iterations = new FitIterations(ladder, scoring);
    this.cache = new RowCache(table, storage, this::changed);
    this.inTasks = new TaskTraining(table, cache, tasks, scoring);
    this.learners = new LearnerFits(cache, new Ways(), tasks.rule().kind(), this::changed);
    StageEvents events = new StageEvents(table.context());
    this.pipelines = new PipelineFits(table, cache, inTasks, learners, events, assembled);
    this.scores = new ChainScores(this, table, cache, events, pipelines::isAssembled);
    this.measured = new MeasuredFits(this, table, inTasks, learners, pipelines);
    this.places = planned.by(measured);
  }

  /** Training of a chain's last estimator in its place, or else where a trainer takes it. */
  private final class Ways implements LearnerFits.Ways {

    @Override
    public Optional<LearnerTraining> of(PipelineSteps chain) {
      boolean isInTask =
          chain.place().map(Placement::isInTask).orElseGet(() -> rule().takes(chain.learner()));
      return isInTask ? Optional.of(inTasks) : Optional.empty();
    }

    @Override
    public String obstacle(PipelineSteps chain) {
      return chain.place().map(Placement::reason).orElseGet(() -> rule().obstacle(chain.learner()));
    }

    private PlacementPolicy rule() {
      return tasks.rule();
    }
  }

  /** Stages of a reader's configuration, with as many iterations as its rung gives. */
  protected abstract PipelineSteps chain(ChainKey reader);

  /** Scores of predictions by metric, among them {@link #metric()}. */
  protected abstract Map<String, Double> scores(Dataset<Row> predicted);

  /** Columns of the predictions of a chain. */
  protected abstract MetricColumns columns(PipelineSteps chain);

  /** Configuration of a learner whose rows represent those of all its cells. */
  protected abstract Configuration usual(String learner);

  /** Configuration of a learner with the largest number of all that the study may try. */
  protected abstract Configuration most(String learner, ToLongFunction<Configuration> number);

  /** The last estimator of a reader's chain. */
  protected PipelineStage learner(ChainKey reader) {
    return chain(reader).learner();
  }

  /**
   * Training choices for each learner at each rung.
   *
   * @throws InvalidStudyException if there is too little memory for their training inside tasks, or
   *     one is to end early that cannot
   */
  public final List<Placement> choices() {
    List<Problem> problems = new ArrayList<>();
    places.learners().forEach(learner -> checkEarly(learner, places.origins().into(problems)));
    InvalidStudyException.throwIfAny(problems);
    return places.all();
  }

  /** Reports why cells of a learner cannot end early, if some are to. */
  private void checkEarly(String learner, Origins.Report report) {
    PipelineSteps usual = chain(top(usual(learner)));
    if (FitIterations.mayEndEarly(usual)) {
      Configuration longest = most(learner, each -> FitIterations.patience(chain(top(each))));
      iterations.check(chain(top(longest)), places.plan(), metric(), report);
    }
  }

  private ChainKey top(Configuration configuration) {
    return new ChainKey(configuration, 0, ladder.top());
  }

  /** Direction of {@link #metric()}. */
  protected abstract Direction direction();

  /** Iterations of the fits. */
  protected FitIterations iterations() {
    return iterations;
  }

  /** True if early stopping ended the search's cells of a configuration. */
  public boolean endedEarly(Configuration configuration) {
    return iterations.areFound(configuration);
  }

  @Override
  public Optional<JointCells> joint(Proposal proposal, Configuration configuration) {
    ChainKey reader = new ChainKey(configuration, proposal.folds().get(0), proposal.rung());
    return iterations
        .joint(proposal, configuration, chain(reader), objective())
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

  /** The metric that the study optimises, with its direction. */
  public Objective objective() {
    return new Objective(metric(), direction());
  }

  /** Keeps the scores of cells of full resource from now on. */
  public void keep(OutOfFold keeper) {
    scores.keep(keeper);
  }

  /** Keeper of the scores of cells; empty if none are kept. */
  public Optional<OutOfFold> kept() {
    return scores.kept();
  }

  @Override
  public void searched(Study study) {
    iterations.searched(study);
  }

  /** A reader's chain, with the study's choice of training for its last estimator. */
  protected PipelineSteps chosen(ChainKey reader) {
    PipelineSteps own = chain(reader);
    boolean lower = ladder.isOfIterationsAlone() && reader.rung() < ladder.top();
    PipelineSteps chain = lower || FitIterations.patience(own) > 0 ? own.continues() : own;
    String learner = reader.configuration().learner();
    return chain.last() < 0 ? chain : chain.in(places.of(learner, reader.rung(), chain.learner()));
  }

  /** A reader's chain: the announced one, or else a new one. */
  private PipelineSteps known(ChainKey reader) {
    PipelineSteps chain = announced.get(reader);
    return chain == null ? chosen(reader) : chain;
  }

  /** A reader's chain to be fitted, with its own copy of a user's estimator for each fit. */
  private PipelineSteps fresh(ChainKey reader) {
    PipelineSteps known = known(reader);
    return known.stages().stream().allMatch(StepKey::isMllib) ? known : chosen(reader);
  }

  FoldPart part(ChainKey reader) {
    return table.part(reader.fold(), ladder.rung(reader.rung()).rows(), ladder);
  }

  protected RungLadder ladder() {
    return ladder;
  }

  protected TaskFits tasks() {
    return tasks;
  }

  protected PipelineFits pipelines() {
    return pipelines;
  }

  private void changed() {
    changed.run();
  }

  @Override
  public long rows(Cell cell) {
    return ladder.rung(cell.proposal().rung()).rows();
  }

  /**
   * Number of tasks of one stage of a cell's fit: one if it is trained inside a task alone;
   * otherwise fewer for a rung of fewer rows, as almost empty tasks still have their overhead. A
   * function of the data, the settings and the ladder alone; called once there are {@link
   * #choices()}.
   */
  public int tasks(Cell cell) {
    return places
        .of(cell.configuration().learner(), cell.proposal().rung())
        .filter(place -> place.isInTask() && !isVerified())
        .map(place -> 1)
        .orElseGet(() -> table.partitions(rows(cell)));
  }

  @Override
  public void announce(Cell cell) {
    announce(ChainKey.of(cell));
  }

  /** Announces the cells of a reader, once. */
  protected void announce(ChainKey reader) {
    PipelineSteps chain = announced.containsKey(reader) ? null : chosen(reader);
    if (chain != null && announced.putIfAbsent(reader, chain) == null) {
      learners.announce(chain, part(reader), true);
    }
  }

  @Override
  public Usage settled(Cell cell, boolean ran) {
    ChainKey reader = ChainKey.of(cell);
    PipelineSteps chain = announced.remove(reader);
    if (chain != null) {
      learners.release(chain, part(reader), true);
    }
    return measured.ended(reader.configuration().learner(), reader.rung(), ran);
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
    cache.dropLost(known(reader), part(reader));
  }

  /** Planned work of a cell's fit in nanoseconds; the largest number if unknown. */
  protected double plannedWork(Cell cell) {
    return planned(ChainKey.of(cell), rows(cell)).orElse(Double.MAX_VALUE);
  }

  /**
   * Planned work of a fit on so many rows, in nanoseconds; empty if unknown, as for a fit by jobs.
   */
  public OptionalDouble plannedNanos(Configuration configuration, long rows) {
    return planned(new ChainKey(configuration, 0, 0), rows);
  }

  private OptionalDouble planned(ChainKey reader, long rows) {
    return places.nanos(reader.configuration().learner(), rows, () -> known(reader).learner());
  }

  /** Makes the rows that a cell's fit reads, unless they are ready. */
  public void prepareRows(Cell cell) {
    ChainKey reader = ChainKey.of(cell);
    learners.prepare(known(reader), part(reader));
  }

  @Override
  public Optional<Object> key(Cell cell) {
    if (cell.iterations().isPresent() || isVerified()) {
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
    pipelines.prepare(chain, part);
    return learners.train(
        chain,
        part,
        batch,
        cell -> known(ChainKey.of(cell)).learner(),
        (cell, result) -> fit(cell, Optional.of(result)));
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
    fitted(reader, fitted);
    return new FittedCell(
        () -> scored(cell, chain, part, fitted), result.training(), result.restarts());
  }

  private Map<String, Double> scored(
      Cell cell, PipelineSteps chain, FoldPart part, FittedChain fitted) {
    boolean isFull =
        part.isWhole()
            && ladder.rung(cell.proposal().rung()).hasCellsOf(ladder.rung(ladder.top()));
    return isFull
        ? scores.ofFull(cell, chain, part, fitted)
        : scores.of(chain, part, fitted, this::scores);
  }

  /** Scores of a chain that is no cell's, fitted for them. */
  protected Map<String, Double> scored(PipelineSteps chain, FoldPart part) {
    learners.announce(chain, part, true);
    try {
      FittedChain fitted = pipelines.fit(chain, part, Optional.empty());
      return scores.of(chain, part, fitted, this::scores);
    } finally {
      learners.release(chain, part, true);
    }
  }

  /** Called when a reader's chain was fitted. */
  protected void fitted(ChainKey reader, FittedChain fitted) {}

  /**
   * Comparisons of fits inside tasks with ordinary ones, a line each; empty without verification.
   */
  public List<String> verified() {
    List<String> lines = scores.verified();
    return lines.isEmpty() && isVerified()
        ? List.of("nothing: no fit was made inside a task")
        : lines;
  }

  private boolean isVerified() {
    return places.plan().kind() == TrainingPlan.Kind.VERIFY;
  }

  @Override
  public void close() {
    learners.close();
    inTasks.close();
    cache.close();
    tasks.close();
  }
}
