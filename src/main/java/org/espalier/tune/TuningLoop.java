package org.espalier.tune;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import org.espalier.evaluate.CrossValidation;
import org.espalier.evaluate.EvaluationPool;
import org.espalier.schedule.Answer;
import org.espalier.schedule.Scheduler;
import org.espalier.space.Configuration;
import org.espalier.study.CellOutcome;
import org.espalier.study.Decision;
import org.espalier.study.Outcome;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.study.Study;

/**
 * Plays a study on a virtual clock with a number of virtual slots (the window). A proposal lasts
 * its planned units; an outcome is told at its virtual end, ties by number, and not before, even if
 * it arrived long ago. Between two outcomes with the same end the slot that became free asks: told
 * together, equal units would drain the real slots.
 *
 * <p>Confined to one thread; a loop runs once.
 */
public final class TuningLoop {

  /** Window of strategies that read no outcome: nothing is gained by holding them back. */
  public static final int UNLIMITED = Integer.MAX_VALUE;

  private record Running(Proposal proposal, long end, Optional<Long> duplicateOf) {}

  private record Work(Configuration configuration, int rung, List<Integer> folds) {}

  private final Scheduler scheduler;
  private final RungLadder ladder;
  private final EvaluationPool pool;
  private final Spending spending;
  private final TuningListener listener;

  private final PriorityQueue<Running> running =
      new PriorityQueue<>(
          Comparator.comparing(Running::end).thenComparing(r -> r.proposal().number()));
  private final Map<Work, Long> submitted = new HashMap<>();

  private Study study;
  private long now = 0;
  private int free;
  private Optional<StopReason> end = Optional.empty(); // set once nothing more is asked for

  /**
   * @param study an empty study
   * @param window virtual slots; positive
   */
  public TuningLoop(
      Study study,
      Scheduler scheduler,
      RungLadder ladder,
      EvaluationPool pool,
      int window,
      Budget budget,
      InstantSource clock,
      TuningListener listener) {
    if (window < 1) {
      throw new IllegalArgumentException("The window must be positive, not %d.".formatted(window));
    }
    this.study = study;
    this.scheduler = scheduler;
    this.ladder = ladder;
    this.pool = pool;
    this.free = window;
    this.spending = new Spending(budget, ladder, clock);
    this.listener = listener;
  }

  /** The study as far as it has come. */
  public Study study() {
    return study;
  }

  /** What is kept of the time for the fits after the search, by the longest fit so far. */
  public Duration reserve() {
    return spending.reserve();
  }

  /** Runs to the end of the study or of its budget. */
  public StopReason run() throws InterruptedException {
    fill();
    while (!running.isEmpty()) {
      Running due = running.element();
      Optional<Outcome> outcome = await(due);
      if (outcome.isEmpty()) {
        return StopReason.DEADLINE;
      }
      running.remove();
      now = due.end();
      free++;
      Optional<StopReason> stop = tell(outcome.get());
      if (stop.isPresent()) {
        return stop.get();
      }
      fill();
    }
    if (end.isEmpty() && spending.late()) {
      return StopReason.DEADLINE;
    }
    return end.orElseThrow(
        () -> new IllegalStateException("The scheduler waits, but nothing is under way."));
  }

  private void fill() {
    boolean asking = !spending.late();
    while (asking && free > 0 && end.isEmpty()) {
      asking =
          scheduler
              .ask(study)
              .match(this::start, () -> false, () -> askNoMore(StopReason.FINISHED));
    }
  }

  private boolean askNoMore(StopReason reason) {
    end = Optional.of(reason);
    return false;
  }

  private boolean start(Answer.Evaluate asked) {
    long units = ladder.units(asked.rung(), asked.folds().size());
    if (!spending.allows(units)) {
      return askNoMore(StopReason.UNITS);
    }
    Proposal proposal =
        new Proposal(
            study.proposals().size(), asked.trial().number(), asked.rung(), asked.folds(), units);
    listener.proposed(asked.trial(), proposal);
    study = study.asked(asked.trial(), proposal);
    spending.asked(proposal);
    Configuration configuration = asked.trial().configuration();
    Work work = new Work(configuration, asked.rung(), asked.folds());
    Optional<Long> duplicateOf =
        Optional.ofNullable(submitted.putIfAbsent(work, proposal.number()));
    if (duplicateOf.isEmpty()) {
      pool.submit(proposal, configuration);
    }
    free--;
    running.add(new Running(proposal, now + units, duplicateOf));
    return true;
  }

  /** The outcome due next, or nothing if the deadline comes first. */
  private Optional<Outcome> await(Running due) throws InterruptedException {
    if (due.duplicateOf().isPresent()) {
      // The earlier one has the same units and began no later, so it was told before.
      Outcome record =
          study
              .outcomeOf(due.duplicateOf().get())
              .orElseThrow(
                  () ->
                      new IllegalStateException(
                          "%s is due before the one it repeats.".formatted(due)));
      return Optional.of(CrossValidation.answered(study, due.proposal(), record));
    }
    Optional<List<CellOutcome>> cells = Optional.empty();
    while (cells.isEmpty() && !spending.late()) {
      cells = pool.await(due.proposal().number(), spending.left());
    }
    return cells.map(c -> CrossValidation.outcome(study, ladder, due.proposal(), c));
  }

  private Optional<StopReason> tell(Outcome outcome) {
    listener.told(study, outcome);
    study = study.told(outcome);
    List<Decision> decisions = scheduler.tell(study, outcome);
    for (Decision decision : decisions) {
      listener.decided(study, decision);
    }
    return spending.told(study, outcome);
  }
}
