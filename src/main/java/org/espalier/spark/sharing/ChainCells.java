package org.espalier.spark.sharing;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.evaluate.Cell;
import org.espalier.space.Configuration;
import org.espalier.spark.cell.CellWork;
import org.espalier.spark.cell.FittedCell;
import org.espalier.spark.cell.Trainer;
import org.espalier.spark.cell.Usage;
import org.espalier.spark.rows.FoldPart;
import org.espalier.spark.rows.FoldedTable;
import org.espalier.spark.sharing.fit.FittedChain;
import org.espalier.spark.sharing.fit.TaskScoring;
import org.espalier.spark.sharing.stage.StageChain;
import org.espalier.spark.task.TaskFits;
import org.espalier.spec.TrainingPlan;
import org.espalier.spec.problem.InvalidStudyException;
import org.espalier.spec.problem.Origins;
import org.espalier.study.RungLadder;
import org.espalier.study.TrainingChoice;

/**
 * Cells of a study, of a job as of a tuner: each fits the chain of its configuration on its part of
 * a table, and scores it. A door says what a configuration's chain is, and what a score.
 */
public abstract class ChainCells implements CellWork, AutoCloseable {

  /** What decides about a cell's chain and part: cells with the same are one reader of rows. */
  public record Reader(Configuration configuration, int fold, int rung) {
    /** The reader that a cell is. */
    public static Reader of(Cell cell) {
      return new Reader(cell.configuration(), cell.fold(), cell.proposal().rung());
    }
  }

  private final FoldedTable table;
  private final RungLadder ladder;
  private final TaskFits tasks;
  private final SharedPipelines pipelines;
  private final TrainingChoices choices;
  private final Map<Reader, StageChain> announced = new ConcurrentHashMap<>();

  /**
   * @param tasks fits what can be trained inside a task; closed with these cells
   * @param scoring what those fits return
   */
  protected ChainCells(
      FoldedTable table,
      RungLadder ladder,
      RowStorage storage,
      TaskFits tasks,
      TaskScoring scoring) {
    this.table = table;
    this.ladder = ladder;
    this.tasks = tasks;
    this.pipelines =
        new SharedPipelines(
            table.all().sparkSession().sparkContext(), table, storage, tasks, scoring);
    this.choices = new TrainingChoices(this, pipelines, table, tasks);
  }

  /** Stages of a reader's configuration, with as many iterations as its rung gives. */
  protected abstract StageChain chain(Reader reader);

  /** Name of a configuration's learner, as the choices have it. */
  protected abstract String learnerName(Configuration configuration);

  /** Scores of predictions by metric, among them {@link #metric()}. */
  protected abstract Map<String, Double> scores(Dataset<Row> predicted);

  /** What a study says of where its learners are trained. */
  protected abstract TrainingPlan training();

  /** Origins of its settings. */
  protected abstract Origins origins();

  /**
   * Where the cells of each learner are trained at each rung, as far as the number of its rows
   * tells; or where those of a study that is resumed began to be trained.
   */
  protected abstract List<TrainingChoice> known();

  /** Configuration of a learner whose rows stand for those of all its cells. */
  protected abstract Configuration usual(String learner);

  /** Configuration of a learner with the largest number of all that the study may try. */
  protected abstract Configuration most(String learner, ToLongFunction<Configuration> number);

  /** The last estimator of a reader's chain. */
  protected PipelineStage learner(Reader reader) {
    return chain(reader).learner();
  }

  /**
   * Where the cells of each learner are trained at each rung.
   *
   * @throws InvalidStudyException if there is too little memory for their training inside tasks
   */
  public final List<TrainingChoice> choices() {
    return choices.all();
  }

  /** A reader's chain, whose last estimator is trained where the study chose to. */
  protected StageChain chosen(Reader reader) {
    StageChain chain = chain(reader);
    String learner = learnerName(reader.configuration());
    return TrainingChoice.of(choices.of(learner), learner, reader.rung())
        .filter(choice -> choice.trainer().equals(Trainer.JOBS.text()))
        .map(choice -> chain.byJobs(choice.reason()))
        .orElse(chain);
  }

  /** A reader's chain, to be asked about: the one that was announced, if it was. */
  private StageChain known(Reader reader) {
    StageChain chain = announced.get(reader);
    return chain == null ? chosen(reader) : chain;
  }

  /** A reader's chain, to be fitted: a user's estimator in a copy of its own for each fit. */
  private StageChain fresh(Reader reader) {
    StageChain known = known(reader);
    return known.isLearner() ? known : chosen(reader);
  }

  /** Part of the table that a reader needs. */
  FoldPart part(Reader reader) {
    return table.part(reader.fold(), ladder.rung(reader.rung()).rows(), ladder);
  }

  protected RungLadder ladder() {
    return ladder;
  }

  /** The fits inside tasks. */
  protected TaskFits tasks() {
    return tasks;
  }

  /** The fits that cells share. */
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

  /** Announces the cells of a reader, unless they are. */
  protected void announce(Reader reader) {
    if (announced.containsKey(reader)) {
      return;
    }
    StageChain chain = chosen(reader);
    if (announced.putIfAbsent(reader, chain) == null) {
      pipelines.announce(chain, part(reader));
    }
  }

  @Override
  public Usage settled(Cell cell, boolean ran) {
    Reader reader = Reader.of(cell);
    choices.ended(learnerName(reader.configuration()), reader.rung());
    StageChain chain = announced.remove(reader);
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

  /** Nanoseconds of planned work of a cell's fit; above all others where they are not known. */
  protected double plannedWork(Cell cell) {
    return planned(Reader.of(cell), rows(cell)).orElse(Double.MAX_VALUE);
  }

  /**
   * Nanoseconds of planned work of a fit on so many rows; empty where they are not known, as of one
   * that goes by jobs.
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
    StageChain chain = fresh(reader);
    FoldPart part = part(reader);
    FittedChain fitted = table.read(() -> pipelines.fit(chain, part));
    fitted(reader, fitted);
    FittedCell scored = () -> table.read(() -> pipelines.score(chain, part, fitted, this::scores));
    return scored.by(fitted.training());
  }

  /** A reader's chain was fitted. */
  protected void fitted(Reader reader, FittedChain fitted) {}

  /** Comparisons of fits inside tasks with ordinary ones, a line each, where they are asked for. */
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
