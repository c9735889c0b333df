package org.espalier.spark.sharing;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.evaluate.Cell;
import org.espalier.evaluate.EarlyStopping;
import org.espalier.evaluate.JointCells;
import org.espalier.space.Configuration;
import org.espalier.spark.cell.CellWork;
import org.espalier.spark.cell.FittedCell;
import org.espalier.spark.cell.Trainer;
import org.espalier.spark.cell.Usage;
import org.espalier.spark.data.fold.FoldedTable;
import org.espalier.spark.rows.FoldPart;
import org.espalier.spark.sharing.fit.FittedChain;
import org.espalier.spark.sharing.stage.IterationParam;
import org.espalier.spark.sharing.stage.PipelineSteps;
import org.espalier.spark.sharing.stage.StepKey;
import org.espalier.spark.task.TaskFits;
import org.espalier.spark.task.TaskScoring;
import org.espalier.spark.task.TaskTrainers;
import org.espalier.spec.TrainingPlan;
import org.espalier.spec.problem.InvalidStudyException;
import org.espalier.spec.problem.Origins;
import org.espalier.spec.problem.Problem;
import org.espalier.study.Direction;
import org.espalier.study.Objective;
import org.espalier.study.Outcome;
import org.espalier.study.Placement;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.study.Study;

/**
 * Cells of a study, of a job as of a tuner: each fits the chain of its configuration on its part of
 * a table, and scores it. Subclasses define the chain of a configuration, and its scores.
 */
public abstract class ChainCells implements CellWork, AutoCloseable {

  /**
   * Key of a cell's chain and part: cells with equal keys are one reader of rows.
   *
   * @param iterations number of a further step; empty for those of the configuration and the rung
   */
  public record Reader(Configuration configuration, int fold, int rung, OptionalInt iterations) {

    public Reader(Configuration configuration, int fold, int rung) {
      this(configuration, fold, rung, OptionalInt.empty());
    }

    public static Reader of(Cell cell) {
      return new Reader(
          cell.configuration(), cell.fold(), cell.proposal().rung(), cell.iterations());
    }
  }

  private final FoldedTable table;
  private final RungLadder ladder;
  private final TaskFits tasks;
  private final TaskScoring scoring;
  private final SharedPipelines pipelines;
  private final Placements choices;
  private final Map<Reader, PipelineSteps> announced = new ConcurrentHashMap<>();
  private final Map<Long, EarlyStopping> stopping = new ConcurrentHashMap<>(); // by proposal
  private final Map<Configuration, Integer> found = new ConcurrentHashMap<>();

  /**
   * @param tasks fits inside tasks; closed with these cells
   * @param scoring results of those fits
   * @param assembled true if cells make whole models, with Spark's events
   */
  protected ChainCells(
      FoldedTable table,
      RungLadder ladder,
      RowStorage storage,
      TaskFits tasks,
      TaskScoring scoring,
      boolean assembled) {
    this.table = table;
    this.ladder = ladder;
    this.tasks = tasks;
    this.scoring = scoring;
    this.pipelines =
        new SharedPipelines(
            table.all().sparkSession().sparkContext(), table, storage, tasks, scoring, assembled);
    this.choices = new Placements(this, pipelines, table, tasks);
  }

  /** Stages of a reader's configuration, with as many iterations as its rung gives. */
  protected abstract PipelineSteps chain(Reader reader);

  /** Name of a configuration's learner, as in the choices. */
  protected abstract String learnerName(Configuration configuration);

  /** Scores of predictions by metric, among them {@link #metric()}. */
  protected abstract Map<String, Double> scores(Dataset<Row> predicted);

  /** Plan of a study for the training of its learners. */
  protected abstract TrainingPlan training();

  protected abstract Origins origins();

  /**
   * Training choices for each learner at each rung, by the number of its rows, or else those that a
   * resumed study began with.
   */
  protected abstract List<Placement> known();

  /** Configuration of a learner whose rows represent those of all its cells. */
  protected abstract Configuration usual(String learner);

  /** Configuration of a learner with the largest number of all that the study may try. */
  protected abstract Configuration most(String learner, ToLongFunction<Configuration> number);

  /** The last estimator of a reader's chain. */
  protected PipelineStage learner(Reader reader) {
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
    known().stream()
        .map(Placement::learner)
        .distinct()
        .forEach(learner -> checkEarly(learner, origins().into(problems)));
    if (!problems.isEmpty()) {
      throw new InvalidStudyException(problems);
    }
    return choices.all();
  }

  /** Reports why cells of a learner cannot end early, if some are to. */
  private void checkEarly(String learner, Origins.Report report) {
    PipelineSteps usual = chain(top(usual(learner)));
    if (usual.last() < 0
        || IterationParam.of(usual.learner()).filter(IterationParam::mayEndEarly).isEmpty()) {
      return;
    }
    PipelineSteps chain = chain(top(most(learner, each -> patience(chain(top(each))))));
    if (patience(chain) == 0) {
      return;
    }
    String early =
        "%s of %s".formatted(IterationParam.PATIENCE, chain.learner().getClass().getSimpleName());
    String without = "%s = 0".formatted(IterationParam.PATIENCE);
    boolean whole = true;
    for (int rung = 0; rung <= ladder.top(); rung++) {
      whole &=
          ladder.rung(rung).iterations().isEmpty()
              && ladder.missingFolds(rung).equals(ladder.folds(rung));
    }
    if (!whole) {
      report.problem(
          "schedule.scheduler",
          "its rungs differ in %s, and %s needs all folds and iterations of a trial at a time"
              .formatted(
                  ladder.rung(ladder.top()).iterations().isPresent() ? "iterations" : "folds",
                  early),
          "full, rungs of rows, or " + without);
    }
    if (training().kind() != TrainingPlan.Kind.AUTO
        && training().kind() != TrainingPlan.Kind.TASKS) {
      report.problem(
          "run.training",
          "is %s, and %s needs training inside tasks"
              .formatted(training().kind().name().toLowerCase(Locale.ROOT), early),
          "auto, or " + without);
    }
    if (!scoring.scores(chain.learner())) {
      report.problem(
          "metric",
          "%s is not computed inside tasks, as %s needs it after each iteration"
              .formatted(metric(), early),
          "another metric, or " + without);
    }
  }

  private Reader top(Configuration configuration) {
    return new Reader(configuration, 0, ladder.top());
  }

  private static int patience(PipelineSteps chain) {
    return chain.last() < 0 ? 0 : TaskTrainers.patience(chain.learner());
  }

  /** Direction of {@link #metric()}. */
  protected abstract Direction direction();

  /**
   * Values of a chain's params under which its learner runs the iterations of a reader.
   *
   * @param map values of the configuration
   */
  protected ParamMap iterations(Reader reader, IterationParam param, ParamMap map) {
    if (reader.iterations().isPresent()) {
      int number = reader.iterations().getAsInt();
      return param.of(map, number, number);
    }
    Integer known = found.get(reader.configuration());
    if (known != null) {
      return param.of(map, known, 0);
    }
    boolean all = reader.rung() == ladder.top();
    return !all && ladder.rung(reader.rung()).iterations().isPresent()
        ? param.cut(map, ladder, reader.rung())
        : map;
  }

  /** Values under which the learner of a configuration runs all iterations, or those found. */
  protected ParamMap whole(Configuration configuration, IterationParam param) {
    Integer known = found.get(configuration);
    return known == null ? param.whole(ParamMap.empty()) : param.of(ParamMap.empty(), known, 0);
  }

  /** True if early stopping ended the search's cells of a configuration. */
  public boolean endedEarly(Configuration configuration) {
    return found.containsKey(configuration);
  }

  @Override
  public Optional<JointCells> joint(Proposal proposal, Configuration configuration) {
    Reader reader = new Reader(configuration, proposal.folds().get(0), proposal.rung());
    PipelineSteps chain = chain(reader);
    int patience = patience(chain);
    if (patience == 0) {
      return Optional.empty();
    }
    int most =
        IterationParam.of(chain.learner()).orElseThrow().inFull(ParamMap.empty()).orElseThrow();
    Objective objective = new Objective(metric(), direction());
    EarlyStopping early = new EarlyStopping(proposal, configuration, objective, patience, most);
    stopping.put(proposal.number(), early);
    return Optional.of(
        outcomes -> {
          JointCells.Next next = early.after(outcomes);
          if (next instanceof JointCells.Next.Ended) {
            stopping.remove(proposal.number());
          }
          return next;
        });
  }

  @Override
  public void searched(Study study) {
    for (Outcome outcome : study.outcomes()) {
      Configuration configuration = study.trials().get(outcome.proposal().trial()).configuration();
      outcome.cells().stream()
          .flatMapToInt(cell -> cell.training().iterations().stream())
          .findFirst()
          .ifPresent(number -> found.put(configuration, number));
    }
  }

  /** A reader's chain, with the study's choice of training for its last estimator. */
  protected PipelineSteps chosen(Reader reader) {
    PipelineSteps own = chain(reader);
    boolean lower = ladder.isOfIterationsAlone() && reader.rung() < ladder.top();
    PipelineSteps chain = lower || patience(own) > 0 ? own.continues() : own;
    String learner = learnerName(reader.configuration());
    return Placement.of(choices.of(learner), learner, reader.rung())
        .filter(choice -> choice.trainer().equals(Trainer.JOBS.text()))
        .map(choice -> chain.byJobs(choice.reason()))
        .orElse(chain);
  }

  /** A reader's chain: the announced one, or else a new one. */
  private PipelineSteps known(Reader reader) {
    PipelineSteps chain = announced.get(reader);
    return chain == null ? chosen(reader) : chain;
  }

  /** A reader's chain to be fitted, with its own copy of a user's estimator for each fit. */
  private PipelineSteps fresh(Reader reader) {
    PipelineSteps known = known(reader);
    return known.stages().stream().allMatch(StepKey::isMllib) ? known : chosen(reader);
  }

  FoldPart part(Reader reader) {
    return table.part(reader.fold(), ladder.rung(reader.rung()).rows(), ladder);
  }

  protected RungLadder ladder() {
    return ladder;
  }

  protected TaskFits tasks() {
    return tasks;
  }

  protected SharedPipelines pipelines() {
    return pipelines;
  }

  @Override
  public long rows(Cell cell) {
    return ladder.rung(cell.proposal().rung()).rows();
  }

  @Override
  public void announce(Cell cell) {
    announce(Reader.of(cell));
  }

  /** Announces the cells of a reader, once. */
  protected void announce(Reader reader) {
    if (announced.containsKey(reader)) {
      return;
    }
    PipelineSteps chain = chosen(reader);
    if (announced.putIfAbsent(reader, chain) == null) {
      pipelines.announce(chain, part(reader));
    }
  }

  @Override
  public Usage settled(Cell cell, boolean ran) {
    Reader reader = Reader.of(cell);
    choices.ended(learnerName(reader.configuration()), reader.rung());
    PipelineSteps chain = announced.remove(reader);
    return chain == null ? Usage.NONE : pipelines.release(chain, part(reader), ran);
  }

  @Override
  public boolean waits(Cell cell) {
    Reader reader = Reader.of(cell);
    return pipelines.isBeingMade(known(reader), part(reader));
  }

  @Override
  public void onChange(Runnable listener) {
    pipelines.onChange(listener);
  }

  /** Planned work of a cell's fit in nanoseconds; the largest number if unknown. */
  protected double plannedWork(Cell cell) {
    return planned(Reader.of(cell), rows(cell)).orElse(Double.MAX_VALUE);
  }

  /**
   * Planned work of a fit on so many rows, in nanoseconds; empty if unknown, as for a fit by jobs.
   */
  public OptionalDouble plannedNanos(Configuration configuration, long rows) {
    return planned(new Reader(configuration, 0, 0), rows);
  }

  private OptionalDouble planned(Reader reader, long rows) {
    return choices.work(learnerName(reader.configuration()), rows, () -> known(reader).learner());
  }

  /** Makes the rows that a cell's fit reads, unless they are ready. */
  public void prepareRows(Cell cell) {
    Reader reader = Reader.of(cell);
    pipelines.prepare(known(reader), part(reader));
  }

  @Override
  public FittedCell fit(Cell cell) {
    Reader reader = Reader.of(cell);
    PipelineSteps chain = fresh(reader);
    FoldPart part = part(reader);
    FittedChain fitted = table.read(() -> pipelines.fit(chain, part));
    EarlyStopping early = stopping.get(cell.proposal().number());
    if (early != null) {
      early.add(cell.fold(), fitted.curve());
    }
    fitted(reader, fitted);
    return new FittedCell(
        () -> table.read(() -> pipelines.score(chain, part, fitted, this::scores)),
        fitted.training());
  }

  /** Called when a reader's chain was fitted. */
  protected void fitted(Reader reader, FittedChain fitted) {}

  /**
   * Comparisons of fits inside tasks with ordinary ones, a line each; empty without verification.
   */
  public List<String> verified() {
    List<String> lines = pipelines.verified();
    return lines.isEmpty() && training().kind() == TrainingPlan.Kind.VERIFY
        ? List.of("nothing: no fit was made inside a task")
        : lines;
  }

  @Override
  public void close() {
    pipelines.close();
    tasks.close();
  }
}
