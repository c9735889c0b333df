package org.espalier.tune;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.espalier.evaluate.CrossValidation;
import org.espalier.evaluate.EvaluationPool;
import org.espalier.journal.StudyEvent;
import org.espalier.schedule.Answer;
import org.espalier.schedule.Scheduler;
import org.espalier.space.Configuration;
import org.espalier.study.CellOutcome;
import org.espalier.study.Decision;
import org.espalier.study.Outcome;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.study.Study;
import org.espalier.tune.VirtualSlots.Running;

/**
 * Loop that runs a study on a virtual clock with a number of virtual slots (the window). A proposal
 * lasts its planned units; its outcome is reported at its virtual end, ties by number, and not
 * before, even if it arrived earlier; at a deadline all ended outcomes are reported. Between two
 * outcomes with the same end, the free slot requests the next proposal; if both were reported
 * together, proposals of equal units would leave the real slots idle.
 *
 * <p>Confined to one thread; a loop can be run once.
 */
public final class TuningLoop {

  /** Unlimited window, for strategies that read no outcomes, because waiting gains nothing. */
  public static final int UNLIMITED = Integer.MAX_VALUE;

  /** Default window of all other strategies, as of a job's run.window: fills a small cluster. */
  public static final int USUAL_WINDOW = 16;

  private final Scheduler scheduler;
  private final RungLadder ladder;
  private EvaluationPool pool;
  private final BudgetTracker spending;
  private final Consumer<StudyEvent> recorder;

  private final VirtualSlots slots;
  private Study study;
  private boolean finished = false; // the scheduler has nothing more to propose
  private Optional<Answer.Evaluate> held = Optional.empty(); // requested, but beyond the limits
  private RecordedSteps past = RecordedSteps.none();
  private boolean replaying = false;

  /**
   * @param study an empty study; {@code window} is positive
   * @param recorder receives each step before the loop acts on it: proposals, outcomes, decisions
   */
  public TuningLoop(
      Study study,
      Scheduler scheduler,
      RungLadder ladder,
      EvaluationPool pool,
      int window,
      Budget budget,
      InstantSource clock,
      Consumer<StudyEvent> recorder) {
    this(study, scheduler, ladder, pool, window, () -> budget, clock, recorder);
  }

  /**
   * Loop whose limits may change while it runs.
   *
   * @param budget queried at each step
   */
  public TuningLoop(
      Study study,
      Scheduler scheduler,
      RungLadder ladder,
      EvaluationPool pool,
      int window,
      Supplier<Budget> budget,
      InstantSource clock,
      Consumer<StudyEvent> recorder) {
    this.slots = new VirtualSlots(window);
    this.study = study;
    this.scheduler = scheduler;
    this.ladder = ladder;
    this.pool = pool;
    this.spending = new BudgetTracker(budget, ladder, clock);
    this.recorder = recorder;
  }

  public Study study() {
    return study;
  }

  /** Time reserved for the fits after the search, by the longest fit so far. */
  public Duration reserve() {
    return spending.reserve();
  }

  /** Runs to the end of the study or of its budget. */
  public StopReason run() throws InterruptedException {
    return resume(RecordedSteps.none());
  }

  /**
   * Replays the recorded part of the study without evaluating it again, and continues to the end of
   * the study or of its budget. Only the steps after the record are recorded.
   *
   * @throws DivergedException if the scheduler does not repeat the recorded steps
   */
  public StopReason resume(RecordedSteps recorded) throws InterruptedException {
    past = recorded;
    pool = new ResumedPool(pool, recorded);
    replaying = recorded.isAhead();
    fill();
    while (!slots.isIdle()) {
      boolean again = isRecorded();
      Running due = again ? recorded() : slots.due();
      Optional<Outcome> outcome = again ? Optional.of(past.told(due.proposal())) : await(due);
      if (outcome.isEmpty()) {
        tellEnded();
        return StopReason.DEADLINE;
      }
      Optional<StopReason> stop = take(due, outcome.get(), again);
      // A study that a limit ended continues as far as its record does.
      if (stop.isPresent() && !isRecorded()) {
        return stop.get();
      }
      fill();
    }
    return end();
  }

  /**
   * Proposal that the record tells next: at a deadline, one that had ended by then instead of the
   * one due.
   */
  private Running recorded() {
    return slots
        .running()
        .filter(under -> past.tellsNext(under.proposal()))
        .findFirst()
        .orElseGet(slots::due);
  }

  /** Tells the outcomes under way that have ended, and requests nothing more. */
  private void tellEnded() throws InterruptedException {
    for (Running under : slots.running().sorted(VirtualSlots.ORDER).toList()) {
      Optional<Outcome> ended =
          under.duplicateOf().isPresent()
              ? repeated(under)
              : pool.await(under.proposal().number(), Duration.ZERO)
                  .map(cells -> outcome(under, cells));
      ended.ifPresent(outcome -> take(under, outcome, false));
    }
  }

  private Optional<StopReason> take(Running under, Outcome outcome, boolean again) {
    slots.end(under);
    if (!again) {
      recorder.accept(new StudyEvent.Told(outcome));
    }
    return tell(outcome);
  }

  private StopReason end() {
    if (isRecorded()) {
      throw past.goesOn();
    } else if (finished || held.isPresent()) {
      return finished ? StopReason.FINISHED : StopReason.UNITS;
    }
    if (spending.late()) {
      return StopReason.DEADLINE;
    }
    throw new IllegalStateException("The scheduler waits, but nothing is under way.");
  }

  /** True if the next step is recorded; false for good from the first one that is not. */
  private boolean isRecorded() {
    replaying = replaying && past.isAhead();
    return replaying;
  }

  private void fill() throws InterruptedException {
    boolean asking = true;
    while (asking && slots.hasFree() && (isRecorded() || !spending.late())) {
      if (Thread.interrupted()) { // an unlimited window proposes all trials before it awaits one
        throw new InterruptedException();
      }
      past.plannedTrials().ifPresent(this::replan);
      asking = !finished && next().match(this::start, () -> false, this::finish);
    }
  }

  private Answer next() {
    return held.isPresent() ? held.get() : scheduler.ask(study);
  }

  private void replan(int trials) {
    if (trials != scheduler.plannedTrials() && !scheduler.replan(trials)) {
      throw new DivergedException(
          "%d trials were planned, and now %d".formatted(trials, scheduler.plannedTrials()));
    }
    finished = false;
  }

  private boolean finish() {
    finished = true;
    return false;
  }

  private boolean start(Answer.Evaluate asked) {
    long units = ladder.units(asked.rung(), asked.folds().size());
    if (isRecorded() ? !past.proposesNext() : !spending.allows(units)) {
      held = Optional.of(asked);
      return false;
    }
    held = Optional.empty();
    Proposal proposal =
        new Proposal(
            study.proposals().size(),
            asked.trial().number(),
            asked.rung(),
            asked.folds(),
            units,
            asked.continues());
    boolean recorded = isRecorded();
    if (recorded) {
      past.proposed(asked.trial(), proposal);
    }
    study = study.asked(asked.trial(), proposal); // throws before an impossible one is recorded
    if (!recorded) {
      recorder.accept(new StudyEvent.Proposed(asked.trial(), proposal));
    }
    spending.asked(proposal);
    Configuration configuration = asked.trial().configuration();
    Running under = slots.begin(proposal, configuration);
    if (under.duplicateOf().isEmpty() && !past.isTold(proposal.number())) {
      pool.submit(proposal, configuration, under.end());
    }
    return true;
  }

  /** The outcome due next; empty if the deadline comes first or it would not come in time. */
  private Optional<Outcome> await(Running due) throws InterruptedException {
    if (spending.late()) {
      return Optional.empty();
    }
    if (due.duplicateOf().isPresent()) {
      // The earlier one has the same units and began no later, so its outcome was reported before.
      return Optional.of(
          repeated(due)
              .orElseThrow(
                  () ->
                      new IllegalStateException(
                          "%s is due before the one it repeats.".formatted(due))));
    }
    Optional<List<CellOutcome>> cells = Optional.empty();
    while (cells.isEmpty() && !spending.late() && !pool.isExhausted()) {
      cells = pool.await(due.proposal().number(), spending.nextLook());
    }
    return cells.map(ended -> outcome(due, ended));
  }

  private Outcome outcome(Running under, List<CellOutcome> cells) {
    return CrossValidation.outcome(study, ladder, under.proposal(), cells);
  }

  /** The outcome of the proposal that this one repeats, once that was reported. */
  private Optional<Outcome> repeated(Running under) {
    return study
        .outcomeOf(under.duplicateOf().orElseThrow())
        .map(record -> CrossValidation.answered(study, under.proposal(), record));
  }

  private Optional<StopReason> tell(Outcome outcome) {
    study = study.told(outcome);
    scheduler.tell(study, outcome).forEach(this::decided);
    Optional<StopReason> stop = spending.told(study, outcome);
    Optional<Double> left = isRecorded() ? past.promotesInTime() : spending.hardlyLeft();
    left.flatMap(seconds -> scheduler.promoteInTime(study, seconds)).ifPresent(this::decided);
    return stop;
  }

  private void decided(Decision decision) {
    if (isRecorded()) {
      past.decided(decision);
    } else {
      recorder.accept(new StudyEvent.Decided(decision));
    }
  }
}
