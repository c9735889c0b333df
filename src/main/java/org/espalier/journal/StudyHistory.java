package org.espalier.journal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.espalier.study.CellOutcome;
import org.espalier.study.EntryPoint;
import org.espalier.study.Outcome;
import org.espalier.study.Study;

/**
 * History of a study: the fold over its events, with named queries on them. It refuses an event
 * that cannot follow the earlier ones.
 *
 * <p>Events are added while the study runs, from any thread; returned values do not change.
 */
public final class StudyHistory {

  /** Cause of {@link #causes} that a study was resumed with other rows. */
  public static final String NEW_DATA = "new data";

  /** Cause of a study that was stopped, or given another limit, while it ran. */
  public static final String CONTROL = "stopped or limited while it ran";

  /** Cause of {@link #causes}, and reason of a cell that is not run again. */
  public static final String DRIVER_DIED = "driver died";

  /** Cause of {@link #causes} that sampler and scheduler saw no outcome of the baseline. */
  private static final String RETRIED =
      "the baseline, whose drivers had died, was evaluated after the search";

  /**
   * Number of trials that the scheduler plans from a step on.
   *
   * @param step index in {@link #steps()}
   */
  public record Plan(int step, int trials) {}

  /**
   * Drivers that died while a cell ran.
   *
   * @param number number of them; positive
   * @param alone number of those at which no other cell ran
   */
  public record Deaths(int number, int alone) {}

  private final Drivers drivers = new Drivers();
  private final StudyReducer fold = new StudyReducer();
  private Optional<StudyEvent.Confirmed> confirmed = Optional.empty();
  private int toldWhenConfirmed = -1;
  private Optional<HeldOutExamination> examination = Optional.empty();
  private Optional<OutOfFoldFindings> findings = Optional.empty();
  private Optional<ModelRefit> refit = Optional.empty();
  private Optional<StudyEvent.Closed> closed = Optional.empty();

  private final List<StudyEvent> steps = new ArrayList<>();
  private final RecordBuilder builder = new RecordBuilder();
  private final Map<Integer, StudyEvent.Repeated> repeated = new LinkedHashMap<>();
  private Optional<StudyEvent.Retried> retried = Optional.empty();
  private boolean retryFailed = false;
  private final List<StudyEvent.Controlled> controls = new ArrayList<>();
  private final Set<String> causes = new LinkedHashSet<>();
  private final CellsUnderWay underWay = new CellsUnderWay();
  private final CellsInFlight inFlight = new CellsInFlight();

  private final EventCases cases =
      new EventCases()
          // recorded by the driver that begins or resumes the study
          .on(StudyEvent.Began.class, began -> inFlight.begun())
          .on(StudyEvent.Opened.class, this::open)
          .on(StudyEvent.Proposed.class, this::propose)
          .on(StudyEvent.CellStarted.class, this::start)
          .on(StudyEvent.CellEnded.class, this::end)
          .on(StudyEvent.Reported.class, builder::reported)
          .on(StudyEvent.Told.class, this::tell)
          .on(StudyEvent.Decided.class, this::decide)
          .on(StudyEvent.Controlled.class, this::control)
          .on(StudyEvent.Repeated.class, again -> repeated.put(again.trial(), again))
          .on(StudyEvent.Retried.class, this::retry)
          .on(StudyEvent.Confirmed.class, this::confirm)
          .on(StudyEvent.Examined.class, event -> examination = Optional.of(event.examination()))
          .on(StudyEvent.Found.class, found -> findings = Optional.of(found.findings()))
          .on(StudyEvent.Refitted.class, refitted -> refit = Optional.of(refitted.refit()))
          .on(StudyEvent.Closed.class, this::close)
          .on(StudyEvent.Resumed.class, this::resume)
          .ofAllKinds();

  /**
   * History of events.
   *
   * @param events in their order
   * @throws IllegalArgumentException if they do not follow each other
   */
  public static StudyHistory of(List<StudyEvent> events) {
    StudyHistory history = new StudyHistory();
    events.forEach(history::add);
    return history;
  }

  /**
   * Adds the next event.
   *
   * @throws IllegalArgumentException if it cannot follow the earlier events
   */
  public synchronized void add(StudyEvent event) {
    if (!(event instanceof StudyEvent.Began || event instanceof StudyEvent.Opened)) {
      opened(); // refuses all others before it
      // A closing event with others after it does not count: the study was resumed.
      closed = Optional.empty();
    }
    cases.match(event);
  }

  private void open(StudyEvent.Opened opening) {
    drivers.open(opening);
    fold.add(opening);
  }

  private void propose(StudyEvent.Proposed proposed) {
    fold.add(proposed);
    builder.proposed(proposed.trial(), proposed.proposal());
    underWay.proposed(proposed.proposal());
    steps.add(proposed);
  }

  private void start(StudyEvent.CellStarted cell) {
    underWay.proposal(cell.proposal()).ifPresent(builder::started);
    inFlight.started(new CellKey(cell.proposal(), cell.fold()));
    drivers.worked(cell.at());
  }

  private void end(StudyEvent.CellEnded cell) {
    underWay.ended(cell.proposal(), cell.outcome());
    inFlight.ended(new CellKey(cell.proposal(), cell.outcome().fold()));
    drivers.worked(cell.outcome().cost().span().endedAt());
    if (cell.outcome().reason().equals(DRIVER_DIED)) {
      causes.add(DRIVER_DIED);
      retryFailed |= study().outcomeOf(cell.proposal()).isPresent();
    }
  }

  private void tell(StudyEvent.Told told) {
    Outcome outcome = told.outcome();
    builder.requireProposed(outcome.proposal().trial());
    fold.add(told);
    builder.told(outcome);
    underWay.told(outcome);
    inFlight.told(outcome.proposal());
    outcome.cells().forEach(cell -> drivers.worked(cell.cost().span().endedAt()));
    steps.add(told);
  }

  private void decide(StudyEvent.Decided decided) {
    builder.decided(study(), decided.decision());
    steps.add(decided);
  }

  private void control(StudyEvent.Controlled controlled) {
    drivers.worked(controlled.at());
    controls.add(controlled);
    if (controlled.refusal().isEmpty() && controlled.plannedTrials().isPresent()) {
      causes.add(drivers.extend(controlled.plannedTrials().getAsInt(), steps.size()));
    }
  }

  private void retry(StudyEvent.Retried again) {
    retried = Optional.of(again);
    causes.add(RETRIED);
  }

  private void confirm(StudyEvent.Confirmed choice) {
    confirmed = Optional.of(choice);
    toldWhenConfirmed = study().outcomes().size();
    examination = Optional.empty();
    findings = Optional.empty();
    refit = Optional.empty();
  }

  private void close(StudyEvent.Closed end) {
    closed = Optional.of(end);
    inFlight.closed();
    drivers.worked(end.at());
  }

  private void resume(StudyEvent.Resumed again) {
    Optional<String> rows = digest(fingerprint());
    causes.addAll(drivers.resume(again, steps.size()));
    if (!digest(again.fingerprint()).equals(rows)) {
      toldWhenConfirmed = -1; // the winner was fitted on other rows
    }
    inFlight.begun();
  }

  private static Optional<String> digest(Optional<StudyEvent.Fingerprint> rows) {
    return rows.map(StudyEvent.Fingerprint::digest);
  }

  /** True if the study was opened; a driver may have died before that. */
  public synchronized boolean isBegun() {
    return drivers.areBegun();
  }

  /**
   * Opening event.
   *
   * @throws IllegalArgumentException if there is none yet
   */
  public synchronized StudyEvent.Opened opened() {
    return drivers.opened();
  }

  /** Entry point by which the study was started; that of a job until the study is opened. */
  public synchronized EntryPoint entryPoint() {
    return drivers.areBegun() ? drivers.opened().request().entryPoint() : EntryPoint.JOB;
  }

  /** Effective settings of the driver that began or resumed the study last. */
  public synchronized String settings() {
    return drivers.settings();
  }

  /** Last recorded identity of the rows; empty if no driver recorded one. */
  public synchronized Optional<StudyEvent.Fingerprint> fingerprint() {
    return drivers.fingerprint();
  }

  public synchronized Study study() {
    return fold.study();
  }

  /** Events that the strategies cause: proposed, told and decided, in their order. */
  public synchronized List<StudyEvent> steps() {
    return List.copyOf(steps);
  }

  /**
   * Events that the strategies cause, from one of them on.
   *
   * @param first index in {@link #steps()}, at most their number
   */
  public synchronized List<StudyEvent> steps(int first) {
    return List.copyOf(steps.subList(first, steps.size()));
  }

  /** Numbers of trials that were planned, in the order of their steps. */
  public synchronized List<Plan> plans() {
    return drivers.plans();
  }

  /** Number of trials that an earlier version added to those of the settings. */
  public synchronized int extension() {
    return drivers.extension();
  }

  /** Answer to a request of another process; empty if there is none yet. */
  public synchronized Optional<StudyEvent.Controlled> answer(String id) {
    return controls.stream().filter(answer -> answer.request().id().equals(id)).findFirst();
  }

  /** Requests that drivers granted or refused, in order. */
  public synchronized List<StudyEvent.Controlled> controls() {
    return List.copyOf(controls);
  }

  /**
   * Outcomes of the cells that ended, by fold, of proposals that are not reported; a cell that was
   * cancelled has not ended.
   */
  public synchronized SortedMap<Long, SortedMap<Integer, CellOutcome>> endedCells() {
    return underWay.ended();
  }

  /** Number of cell ends; a cell that is run again counts again. */
  public synchronized int numEndedCells() {
    return underWay.numEnds();
  }

  /** Deaths of drivers by the cells that ran then and have not ended since. */
  public synchronized Map<CellKey, Deaths> deaths() {
    return inFlight.deaths();
  }

  /** Drivers that resumed the study, in order. */
  public synchronized List<StudyEvent.Resumed> resumed() {
    return drivers.resumed();
  }

  /** Leading trials that were evaluated again, by trial, each with its last evaluation. */
  public synchronized Map<Integer, StudyEvent.Repeated> repeated() {
    return new LinkedHashMap<>(repeated);
  }

  /** Evaluation of the baseline after the search; empty if there was none. */
  public synchronized Optional<StudyEvent.Retried> retried() {
    return retried;
  }

  /** True if drivers also died in the evaluation of the baseline after the search. */
  public synchronized boolean isRetryFailed() {
    return retryFailed;
  }

  /** Last choice of a winner; empty if there is none. */
  public synchronized Optional<StudyEvent.Confirmed> confirmed() {
    return confirmed;
  }

  /** Examination of the last winner's model; empty if there is none. */
  public synchronized Optional<HeldOutExamination> examination() {
    return examination;
  }

  /** Findings from out-of-fold scores; empty if there are none. */
  public synchronized Optional<OutOfFoldFindings> findings() {
    return findings;
  }

  /** Fit of the last winner's model on all rows, or why there is none; empty if not requested. */
  public synchronized Optional<ModelRefit> refit() {
    return refit;
  }

  /** True if the last choice of a winner was made after the last outcome. */
  public synchronized boolean isConfirmed() {
    return confirmed.isPresent() && toldWhenConfirmed == study().outcomes().size();
  }

  /** End of the study; empty if it was interrupted, runs, or was resumed since. */
  public synchronized Optional<StudyEvent.Closed> closed() {
    return closed;
  }

  /** Total working time of its drivers. */
  public synchronized Duration worked() {
    return drivers.worked();
  }

  /** Causes by which the tables depend on more than settings, data and seed. */
  public synchronized List<String> causes() {
    return List.copyOf(causes);
  }

  public synchronized StudyRecord record() {
    return builder.record(this);
  }

  /** Task time of cells that were cancelled, or whose outcome was never reported. */
  synchronized double cancelledSeconds() {
    return underWay.cancelledSeconds();
  }
}
