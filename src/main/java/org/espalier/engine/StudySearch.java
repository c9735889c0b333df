package org.espalier.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.espalier.evaluate.BatchRunner;
import org.espalier.evaluate.Capacity;
import org.espalier.evaluate.CellListener;
import org.espalier.evaluate.CellPool;
import org.espalier.evaluate.CrossValidation;
import org.espalier.evaluate.StartPolicy;
import org.espalier.evaluate.TimeLimits;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyHistory;
import org.espalier.spec.BudgetPlan;
import org.espalier.study.CellOutcome;
import org.espalier.study.Decision;
import org.espalier.study.Outcome;
import org.espalier.study.Proposal;
import org.espalier.study.ScoredCells;
import org.espalier.study.Study;
import org.espalier.study.Trial;
import org.espalier.tune.Budget;
import org.espalier.tune.CrashSuspects;
import org.espalier.tune.DeadlinePolicy;
import org.espalier.tune.RecordedSteps;
import org.espalier.tune.StopReason;
import org.espalier.tune.TimeLeft;
import org.espalier.tune.TuningLoop;

/**
 * Search of a study, from its record to its end.
 *
 * @param time time of the study, of which a part is reserved for the steps after the search
 * @param runner runs the cells; closed by its owner
 * @param automatic number of concurrent cells unless the design sets it
 */
public record StudySearch(
    StudyDesign design,
    StudySession session,
    TimeLeft time,
    BatchRunner runner,
    Capacity automatic) {

  /** Wait for cells before the time is checked again. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** Wait for cells under a deadline. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** Divisor of a study's time: the wait for a cell that does not end when cancelled. */
  private static final int PATIENT_SHARE = 20;

  /**
   * Search that came to its end.
   *
   * @param contenders outcomes among which the winner is, the best first; empty if the study gave
   *     up
   * @param budget limits of the study at its end
   * @param time time that the search did not have
   */
  public record Result(
      StudyDesign design,
      BudgetPlan budget,
      StopReason reason,
      Study study,
      List<Outcome> contenders,
      EndStatus.TimeKept time) {

    public Result {
      contenders = List.copyOf(contenders);
    }

    public EndStatus ending() {
      return EndStatus.of(reason, study, contenders, design.ladder(), budget, time);
    }
  }

  /** Copy whose further cells another runner runs. */
  public StudySearch with(BatchRunner other, Capacity capacity) {
    return new StudySearch(design, session, time, other, capacity);
  }

  /** Searches from the end of the journal; recorded work is not repeated. */
  public Result run() throws InterruptedException {
    RecordedSteps past = RecordedSteps.of(session.recorder().history());
    CrashSuspects suspects = CrashSuspects.of(session.recorder().history());
    Capacity capacity = design.capacity(automatic).with(suspects::runsAlone);
    // A study that is done is only read: no cell of what was under way at its end is run.
    boolean reads = session.isDone();
    CellListener cells = reads ? new CellListener() {} : session.recorder();
    StartPolicy policy = reads ? StartPolicy.NONE : policy(capacity);
    try (CellPool pool = new CellPool(runner, capacity, limits(), policy, clock(), cells)) {
      TuningLoop loop =
          new TuningLoop(
              Study.of(design.objective(), design.seed()),
              design.scheduler(past.trials()),
              design.ladder(),
              pool,
              design.window(),
              this::limitsOfSearch,
              clock(),
              reads ? event -> {} : session.recorder());
      Duration passed = Duration.between(session.deadlineFrom(), clock().instant());
      StopReason ended = resumed(loop, past);
      StopReason reason =
          ended == StopReason.DEADLINE && session.control().isStopped()
              ? StopReason.STOPPED
              : ended;
      Optional<StudyEvent.Retried> baseline = baseline(reason, loop.study());
      Study study = baseline.map(again -> again.after(loop.study())).orElse(loop.study());
      runner.searched(study);
      return new Result(
          design,
          budgetPlan(),
          reason,
          study,
          reason.contenders(study, design.ladder(), pruned()),
          new EndStatus.TimeKept(loop.reserve(), passed));
    }
  }

  private StopReason resumed(TuningLoop loop, RecordedSteps past) throws InterruptedException {
    Optional<RemoteControl> remote = session.remoteControl();
    try {
      return loop.resume(past);
    } finally {
      remote.ifPresent(RemoteControl::close);
    }
  }

  /** Number of the winning trial; empty if the search has no contenders. */
  public OptionalInt winner(Result ended, Winner rule, Finalists finalists)
      throws InterruptedException {
    if (ended.contenders().isEmpty()) {
      return OptionalInt.empty();
    }
    StudyHistory history = session.recorder().history();
    Optional<StudyEvent.Confirmed> known =
        history.confirmed().filter(winner -> session.isDone() || history.isConfirmed());
    return OptionalInt.of(
        known.isPresent() ? known.get().winner() : finalists.winner(this, ended, rule));
  }

  /**
   * Evaluation of the baseline after the search if drivers died of it, unless they died of this
   * one, too. Its cells run one by one, so that the running one is the cause of a death.
   */
  private Optional<StudyEvent.Retried> baseline(StopReason reason, Study study)
      throws InterruptedException {
    StudyHistory history = session.recorder().history();
    boolean ended =
        reason == StopReason.FAILURES
            || reason == StopReason.DEADLINE
            || reason == StopReason.STOPPED
            || study.trials().isEmpty();
    if (session.isDone() || history.retried().isPresent() || history.isRetryFailed() || ended) {
      return history.retried();
    }
    Optional<Outcome> failed = baselineOfDeadDrivers(study);
    if (failed.isEmpty()) {
      return Optional.empty();
    }
    Proposal proposal = inFull(study, failed.get().proposal());
    Capacity one = Capacity.cells(1);
    try (CellPool pool =
        new CellPool(runner, one, design.limits(), policy(one), clock(), session.recorder())) {
      pool.submit(proposal, study.trials().get(0).configuration());
      Optional<StudyEvent.Retried> retried =
          awaited(pool, proposal.number(), Duration.ZERO)
              .map(all -> CrossValidation.outcome(study, design.ladder(), proposal, all))
              .map(StudyEvent.Retried::new);
      retried.ifPresent(session.recorder()::record);
      return retried;
    }
  }

  private static Optional<Outcome> baselineOfDeadDrivers(Study study) {
    return study.outcomesOf(0).stream()
        .filter(outcome -> study.trials().get(0).origin().equals(Trial.DEFAULT))
        .filter(
            outcome ->
                outcome.cells().stream()
                    .anyMatch(cell -> cell.reason().equals(StudyHistory.DRIVER_DIED)))
        .findFirst();
  }

  /** A proposal of the baseline at the top rung, on the folds without a score that counts there. */
  private Proposal inFull(Study study, Proposal failed) {
    int top = design.ladder().top();
    List<Integer> all = IntStream.range(0, design.ladder().rung(top).folds()).boxed().toList();
    Proposal whole =
        new Proposal(failed.number(), 0, top, all, design.ladder().units(top, all.size()));
    Set<Integer> scored =
        ScoredCells.before(study, design.ladder(), whole).stream()
            .map(CellOutcome::fold)
            .collect(Collectors.toSet());
    List<Integer> folds = all.stream().filter(fold -> !scored.contains(fold)).toList();
    return new Proposal(failed.number(), 0, top, folds, design.ladder().units(top, folds.size()));
  }

  private Set<Integer> pruned() {
    return session.recorder().history().steps().stream()
        .filter(StudyEvent.Decided.class::isInstance)
        .map(step -> ((StudyEvent.Decided) step).decision())
        .filter(decision -> decision.kind() == Decision.Kind.PRUNE)
        .map(Decision::trial)
        .collect(Collectors.toSet());
  }

  /** Policy that, under a deadline, skips cells that would not end in time. */
  private StartPolicy policy(Capacity capacity) {
    return time.isLimited()
        ? new DeadlinePolicy(time, design.ladder(), capacity::total)
        : StartPolicy.ALL;
  }

  /**
   * Evaluates trials again, on folds that the search has not seen; without events.
   *
   * @param folds numbers of these folds, from the number of those of the search on
   * @return cells by trial, up to the first that failed; those of trials that did not end in time
   *     are missing
   */
  Map<Integer, List<CellOutcome>> again(Study study, List<Integer> trials, List<Integer> folds)
      throws InterruptedException {
    int top = design.ladder().top();
    long units = design.ladder().units(top, folds.size());
    long first = study.proposals().size();
    Duration refit =
        trials.stream()
            .map(trial -> time.reserve().afterFit(study.outcomesOf(trial), design.ladder()))
            .max(Comparator.naturalOrder())
            .orElse(Duration.ZERO);
    Map<Integer, List<CellOutcome>> cellsOf = new LinkedHashMap<>();
    Capacity capacity = design.capacity(automatic);
    try (CellPool pool =
        new CellPool(runner, capacity, limits(), StartPolicy.ALL, clock(), new CellListener() {})) {
      for (int i = 0; i < trials.size(); i++) {
        int trial = trials.get(i);
        Proposal proposal = new Proposal(first + i, trial, top, folds, units);
        pool.submit(proposal, study.trials().get(trial).configuration());
      }
      for (int i = 0; i < trials.size(); i++) {
        Optional<List<CellOutcome>> ended = awaited(pool, first + i, refit);
        if (ended.isEmpty()) {
          break;
        }
        cellsOf.put(trials.get(i), ended.get());
      }
    }
    return cellsOf;
  }

  /** Cells of a proposal; empty once the time that is left is needed for the winner's fit. */
  private Optional<List<CellOutcome>> awaited(CellPool pool, long proposal, Duration refit)
      throws InterruptedException {
    Optional<List<CellOutcome>> cells = Optional.empty();
    while (cells.isEmpty() && time.allows(refit)) {
      cells = pool.await(proposal, time.isLimited() ? LOOK : PATIENCE);
    }
    return cells;
  }

  /** Limits of cells; under a deadline, those that do not end are given up early. */
  private TimeLimits limits() {
    TimeLimits limits = design.limits();
    return budgetPlan()
        .time()
        .map(all -> all.dividedBy(PATIENT_SHARE))
        .map(patience -> patience.compareTo(LOOK) < 0 ? LOOK : patience)
        .filter(patience -> patience.compareTo(limits.patience()) < 0)
        .map(patience -> new TimeLimits(limits.cell(), patience))
        .orElse(limits);
  }

  private InstantSource clock() {
    return session.clock();
  }

  private BudgetPlan budgetPlan() {
    return session.budget(design);
  }

  /** Current limits; a deadline that has passed, if the search is to stop. */
  private Budget limitsOfSearch() {
    BudgetPlan budget = budgetPlan();
    return new Budget(
        session.control().isStopped() ? Optional.of(Instant.EPOCH) : time.deadline().get(),
        time.reserve(),
        budget.units(),
        budget.taskTime(),
        budget.target(),
        budget.patience(),
        budget.maxFailures());
  }
}
