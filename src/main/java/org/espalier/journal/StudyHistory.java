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
import java.util.stream.Stream;
import org.espalier.journal.StudyEvent.Began;
import org.espalier.journal.StudyEvent.CellEnded;
import org.espalier.journal.StudyEvent.CellStarted;
import org.espalier.journal.StudyEvent.Closed;
import org.espalier.journal.StudyEvent.Confirmed;
import org.espalier.journal.StudyEvent.Decided;
import org.espalier.journal.StudyEvent.Fingerprint;
import org.espalier.journal.StudyEvent.Opened;
import org.espalier.journal.StudyEvent.Proposed;
import org.espalier.journal.StudyEvent.Repeated;
import org.espalier.journal.StudyEvent.Reported;
import org.espalier.journal.StudyEvent.Resumed;
import org.espalier.journal.StudyEvent.Retried;
import org.espalier.journal.StudyEvent.Told;
import org.espalier.study.CellOutcome;
import org.espalier.study.Door;
import org.espalier.study.Outcome;
import org.espalier.study.Study;
import org.jspecify.annotations.Nullable;

/**
 * History of a study: the fold over its events, which answers by name what is asked of them. It
 * refuses an event that cannot follow the earlier ones.
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
   * @param step index in {@link #steps}
   */
  public record Plan(int step, int trials) {}

  /**
   * Drivers that died while a cell ran.
   *
   * @param number number of them; positive
   * @param alone number of those at which no other cell ran
   */
  public record Deaths(int number, int alone) {}

  private @Nullable Opened opened;
  private final StudyReducer fold = new StudyReducer();
  private Optional<Confirmed> confirmed = Optional.empty();
  private int toldWhenConfirmed = -1;
  private Optional<Closed> closed = Optional.empty();
  private int endedCells = 0;

  private final List<StudyEvent> steps = new ArrayList<>();
  private final List<Plan> plans = new ArrayList<>();
  private final RecordBuilder builder = new RecordBuilder();
  private final List<Resumed> resumed = new ArrayList<>();
  private final Map<Integer, Repeated> repeated = new LinkedHashMap<>();
  private Optional<Retried> retried = Optional.empty();
  private boolean retryFailed = false;
  private final Set<String> causes = new LinkedHashSet<>();
  private final CellsUnderWay underWay = new CellsUnderWay();
  private final CellsInFlight inFlight = new CellsInFlight();
  private final WorkedTime worked = new WorkedTime();

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
    if (event instanceof Began) { // recorded by the driver that begins or resumes the study
      inFlight.begun();
      return;
    }
    if (event instanceof Opened opening) {
      open(opening);
      return;
    }
    opened(); // refuses all others before it
    // A closing event with others after it does not count: the study was resumed.
    closed = Optional.empty();
    if (event instanceof Proposed proposed) {
      propose(proposed);
    } else if (event instanceof CellStarted cell) {
      start(cell);
    } else if (event instanceof CellEnded cell) {
      end(cell);
    } else if (event instanceof Reported reported) {
      builder.reported(reported);
    } else if (event instanceof Told told) {
      tell(told);
    } else if (event instanceof Decided decided) {
      decide(decided);
    } else if (event instanceof Repeated again) {
      repeated.put(again.trial(), again);
    } else if (event instanceof Retried again) {
      retried = Optional.of(again);
      causes.add(RETRIED);
    } else if (event instanceof Confirmed choice) {
      confirmed = Optional.of(choice);
      toldWhenConfirmed = study().outcomes().size();
    } else if (event instanceof Closed end) {
      close(end);
    } else if (event instanceof Resumed again) {
      resume(again);
    }
  }

  private void open(Opened opening) {
    if (opened != null) {
      throw new IllegalArgumentException("A study is opened once, and this one twice.");
    }
    opened = opening;
    fold.add(opening);
    plans.add(new Plan(0, opening.setup().plannedTrials()));
    worked.begin(opening.at());
  }

  private void propose(Proposed proposed) {
    fold.add(proposed);
    builder.proposed(proposed.trial(), proposed.proposal());
    underWay.proposed(proposed.proposal());
    steps.add(proposed);
  }

  private void start(CellStarted cell) {
    underWay.proposal(cell.proposal()).ifPresent(builder::started);
    inFlight.started(new CellKey(cell.proposal(), cell.fold()));
    worked.seen(cell.at());
  }

  private void end(CellEnded cell) {
    endedCells++;
    underWay.ended(cell.proposal(), cell.outcome());
    inFlight.ended(new CellKey(cell.proposal(), cell.outcome().fold()));
    worked.seen(cell.outcome().cost().span().endedAt());
    if (cell.outcome().reason().equals(DRIVER_DIED)) {
      causes.add(DRIVER_DIED);
      retryFailed |= study().outcomeOf(cell.proposal()).isPresent();
    }
  }

  private void tell(Told told) {
    Outcome outcome = told.outcome();
    builder.requireProposed(outcome.proposal().trial());
    outcome.answeredFrom().ifPresent(original -> requireTold(outcome, original));
    fold.add(told);
    builder.told(outcome);
    underWay.told(outcome);
    inFlight.told(outcome.proposal());
    outcome.cells().forEach(cell -> worked.seen(cell.cost().span().endedAt()));
    steps.add(told);
  }

  private void requireTold(Outcome outcome, long original) {
    if (study().outcomeOf(original).isEmpty()) {
      throw new IllegalArgumentException(
          "Proposal %d is answered from %d, which has no outcome."
              .formatted(outcome.proposal().number(), original));
    }
  }

  private void decide(Decided decided) {
    builder.decided(study(), decided.decision());
    steps.add(decided);
  }

  private void close(Closed end) {
    closed = Optional.of(end);
    inFlight.closed();
    worked.seen(end.at());
  }

  private void resume(Resumed again) {
    Optional<String> rows = opened().fingerprint().map(Fingerprint::digest);
    if (again.plannedTrials() != plans.get(plans.size() - 1).trials()) {
      causes.add("search.trials was changed while it ran");
    }
    if (rows.isPresent() && !again.fingerprint().map(Fingerprint::digest).equals(rows)) {
      causes.add(NEW_DATA);
    }
    plans.add(new Plan(steps.size(), again.plannedTrials()));
    resumed.add(again);
    inFlight.begun();
    worked.begin(again.at());
  }

  /** True if the study was opened; a driver may have died before that. */
  public synchronized boolean isBegun() {
    return opened != null;
  }

  /**
   * Opening event.
   *
   * @throws IllegalArgumentException if there is none yet
   */
  public synchronized Opened opened() {
    if (opened == null) {
      throw new IllegalArgumentException("A study's events begin with its opening.");
    }
    return opened;
  }

  /** Door by which the study was asked for; a job's until it is opened. */
  public synchronized Door door() {
    return opened == null ? Door.JOB : opened.request().door();
  }

  /** Effective settings of the driver that began or resumed the study last. */
  public synchronized String settings() {
    return resumed.isEmpty()
        ? opened().request().settings()
        : resumed.get(resumed.size() - 1).settings();
  }

  /** Last recorded identity of the rows; empty if no driver recorded one. */
  public synchronized Optional<Fingerprint> fingerprint() {
    Optional<Fingerprint> last =
        resumed.isEmpty() ? Optional.empty() : resumed.get(resumed.size() - 1).fingerprint();
    return last.isPresent() ? last : opened().fingerprint();
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

  /** The opening, and all {@link #steps}; none if the study was not opened. */
  public synchronized List<StudyEvent> openingAndSteps() {
    return opened == null ? List.of() : Stream.concat(Stream.of(opened), steps.stream()).toList();
  }

  /** Numbers of trials that were planned, in the order of their steps. */
  public synchronized List<Plan> plans() {
    return List.copyOf(plans);
  }

  /**
   * Outcomes of the cells that ended, by fold, of proposals that are not told; a cell that was
   * cancelled has not ended.
   */
  public synchronized SortedMap<Long, SortedMap<Integer, CellOutcome>> endedCells() {
    return underWay.ended();
  }

  /** Number of cell ends; a cell that is run again counts again. */
  public synchronized int numEndedCells() {
    return endedCells;
  }

  /** Deaths of drivers by the cells that ran then and have not ended since. */
  public synchronized Map<CellKey, Deaths> deaths() {
    return inFlight.deaths();
  }

  /** Drivers that resumed the study, in order. */
  public synchronized List<Resumed> resumed() {
    return List.copyOf(resumed);
  }

  /** Leading trials that were evaluated again, by trial, each with its last evaluation. */
  public synchronized Map<Integer, Repeated> repeated() {
    return new LinkedHashMap<>(repeated);
  }

  /** Evaluation of the baseline after the search; empty if there was none. */
  public synchronized Optional<Retried> retried() {
    return retried;
  }

  /** True if drivers also died in the evaluation of the baseline after the search. */
  public synchronized boolean isRetryFailed() {
    return retryFailed;
  }

  /** Last choice of a winner; empty if there is none. */
  public synchronized Optional<Confirmed> confirmed() {
    return confirmed;
  }

  /** True if the last choice of a winner was made after the last outcome. */
  public synchronized boolean isConfirmed() {
    return confirmed.isPresent() && toldWhenConfirmed == study().outcomes().size();
  }

  /** End of the study; empty if it was broken off, runs, or was resumed since. */
  public synchronized Optional<Closed> closed() {
    return closed;
  }

  /** Total working time of its drivers. */
  public synchronized Duration worked() {
    return worked.total();
  }

  /** Causes by which the tables depend on more than settings, data and seed. */
  public synchronized List<String> causes() {
    return List.copyOf(causes);
  }

  public synchronized StudyRecord record() {
    return builder.record(this);
  }

  /** Trials that no event can change any more. */
  synchronized Set<Integer> settled() {
    return builder.settled(opened().setup().ladder());
  }

  /** Trials of which a cell ran or runs. */
  synchronized Set<Integer> begun() {
    return builder.begun();
  }

  /** Task time of cells that were cancelled, or whose outcome was never told. */
  synchronized double cancelledSeconds() {
    return underWay.cancelledSeconds();
  }
}
