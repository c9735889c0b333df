package org.espalier.job;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkContext;
import org.espalier.evaluate.Capacity;
import org.espalier.evaluate.CellListener;
import org.espalier.evaluate.CellRunner;
import org.espalier.evaluate.Limits;
import org.espalier.evaluate.ThreadPool;
import org.espalier.journal.StudyHistory;
import org.espalier.plan.BudgetPlan;
import org.espalier.schedule.Scheduler;
import org.espalier.search.gp.RegretBound;
import org.espalier.space.Configuration;
import org.espalier.spark.cell.Parallelism;
import org.espalier.spark.cell.SparkCells;
import org.espalier.spark.metric.EvaluatorClass;
import org.espalier.spark.pipeline.PipelineCells;
import org.espalier.study.CellOutcome;
import org.espalier.study.Proposal;
import org.espalier.study.Study;
import org.espalier.tune.Budget;
import org.espalier.tune.CrashSuspects;
import org.espalier.tune.JournalRecorder;
import org.espalier.tune.RecordedSteps;
import org.espalier.tune.RegretRule;
import org.espalier.tune.Reserve;
import org.espalier.tune.StopReason;
import org.espalier.tune.TimelyCells;
import org.espalier.tune.TuningLoop;

/**
 * Search of a study, from its record to its end.
 *
 * @param deadlineFrom from when on the time of the budget counts
 * @param afterwards what comes after the search and is to be done within that time
 */
record StudySearch(
    PreparedStudy prepared,
    JournalRecorder recorder,
    PrintWriter out,
    InstantSource clock,
    Instant deadlineFrom,
    Reserve afterwards) {

  /** How long one look at a cell that nothing limits lasts. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /**
   * How a search ended.
   *
   * @param time what of the study's time was not its own
   */
  record Result(StopReason reason, Study study, Ending.TimeKept time) {}

  /**
   * Searches.
   *
   * @param history history of the study so far; what is recorded is not done again
   */
  Result run(SparkContext context, PipelineCells work, StudyHistory history)
      throws InterruptedException {
    String name = prepared.plan().name();
    RecordedSteps past = RecordedSteps.of(history);
    CrashSuspects suspects = CrashSuspects.of(history);
    Scheduler scheduler = prepared.scheduler(past.trials());
    Progress progress = Progress.to(out, prepared.ladder(), prepared.dryRun().units(), clock);
    Capacity capacity = capacity(context, work).alone(suspects::runsAlone);
    try (SparkCells cells = new SparkCells(context, name, work, clock);
        ThreadPool pool =
            new ThreadPool(timely(cells, capacity), capacity, limits(), clock, recorder)) {
      TuningLoop loop =
          new TuningLoop(
              Study.of(EvaluatorClass.objective(prepared.data().metric()), prepared.seed()),
              scheduler,
              prepared.ladder(),
              pool,
              prepared.window(),
              budget(),
              clock,
              recorder.then(progress));
      Duration passed = Duration.between(deadlineFrom, clock.instant());
      StopReason reason = loop.resume(past);
      progress.end();
      return new Result(reason, loop.study(), new Ending.TimeKept(loop.reserve(), passed));
    }
  }

  /** Without cells that would not end in time, of which nothing would come. */
  private CellRunner timely(SparkCells cells, Capacity capacity) {
    Optional<Instant> deadline = deadline();
    return deadline.isEmpty()
        ? cells
        : new TimelyCells(
            cells,
            deadline.get(),
            afterwards,
            prepared.ladder(),
            Configuration::learner,
            capacity::total,
            clock);
  }

  /**
   * Evaluates trials again, on folds that the search has not seen: nobody is told of it.
   *
   * @return cells by trial, up to the first that failed
   */
  Map<Integer, List<CellOutcome>> again(
      SparkContext context, PipelineCells work, Study study, List<Integer> trials)
      throws InterruptedException {
    List<Integer> folds = prepared.data().furtherFolds();
    int top = prepared.ladder().top();
    long units = prepared.ladder().units(top, folds.size());
    long first = study.proposals().size();
    Map<Integer, List<CellOutcome>> cellsOf = new LinkedHashMap<>();
    try (SparkCells cells = new SparkCells(context, prepared.plan().name(), work, clock);
        ThreadPool pool =
            new ThreadPool(
                cells, capacity(context, work), limits(), clock, new CellListener() {})) {
      for (int i = 0; i < trials.size(); i++) {
        int trial = trials.get(i);
        Proposal proposal = new Proposal(first + i, trial, top, folds, units);
        pool.submit(proposal, study.trials().get(trial).configuration());
      }
      for (int i = 0; i < trials.size(); i++) {
        cellsOf.put(trials.get(i), awaited(pool, first + i));
      }
    }
    return cellsOf;
  }

  private static List<CellOutcome> awaited(ThreadPool pool, long proposal)
      throws InterruptedException {
    Optional<List<CellOutcome>> cells = Optional.empty();
    while (cells.isEmpty()) {
      cells = pool.await(proposal, PATIENCE);
    }
    return cells.get();
  }

  private Limits limits() {
    return new Limits(prepared.plan().run().cellTimeout(), prepared.plan().run().trialTimeout());
  }

  private Capacity capacity(SparkContext context, PipelineCells work) {
    int wanted = prepared.plan().run().parallelism();
    return wanted > 0 ? Capacity.cells(wanted) : Parallelism.auto(context, work::tasks);
  }

  /** When everything has to be done; empty for never. */
  private Optional<Instant> deadline() {
    return prepared.plan().budget().time().map((Duration time) -> deadlineFrom.plus(time));
  }

  private Budget budget() {
    BudgetPlan budget = prepared.plan().budget();
    return new Budget(
        deadline(),
        afterwards,
        budget.units(),
        budget.taskTime(),
        budget.target(),
        budget.patience(),
        budget
            .regret()
            .map(
                regret ->
                    new RegretRule(
                        new RegretBound(prepared.space().space(), prepared.seed()),
                        regret.limit())),
        budget.maxFailures());
  }
}
