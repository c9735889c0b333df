package org.espalier.tune;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyHistory;
import org.espalier.schedule.Scheduler;
import org.espalier.study.CellOutcome;
import org.espalier.study.Decision;
import org.espalier.study.Outcome;
import org.espalier.study.Proposal;
import org.espalier.study.Study;
import org.espalier.study.Trial;

/**
 * Cursor over the recorded steps of a study. The loop takes its steps from here as long as there
 * are any, and then continues on its own; requests and decisions have to agree with the record,
 * step by step.
 */
public final class RecordedSteps {

  private final List<StudyEvent> steps; // proposed, told, decided
  private final Deque<StudyHistory.Plan> plans;
  private final List<Trial> trials;
  private final Set<Long> told;
  private final SortedMap<Long, SortedMap<Integer, CellOutcome>> ended;
  private int next = 0;

  private RecordedSteps(StudyHistory history) {
    Optional<Study> study =
        Optional.of(history).filter(StudyHistory::isBegun).map(StudyHistory::study);
    this.steps = history.steps();
    this.plans = new ArrayDeque<>(history.plans());
    this.trials = study.map(Study::trials).orElse(List.of());
    this.told =
        study.stream()
            .flatMap(begun -> begun.outcomes().stream())
            .map(outcome -> outcome.proposal().number())
            .collect(Collectors.toSet());
    this.ended = history.endedCells();
  }

  /** Steps of a new study: none. */
  public static RecordedSteps none() {
    return new RecordedSteps(new StudyHistory());
  }

  /** Steps of a study, as far as they are recorded. */
  public static RecordedSteps of(StudyHistory history) {
    return new RecordedSteps(history);
  }

  /** Trials requested so far, by number, which a sampler need not propose again. */
  public List<Trial> trials() {
    return trials;
  }

  public int toldOutcomes() {
    return told.size();
  }

  /** True if there are steps that were not taken yet. */
  boolean isAhead() {
    return next < steps.size();
  }

  /** True if the next step is a proposal. */
  boolean proposesNext() {
    return next(StudyEvent.Proposed.class).isPresent();
  }

  /** True if the next step is the outcome of this proposal. */
  boolean tellsNext(Proposal proposal) {
    return next(StudyEvent.Told.class)
        .filter(step -> step.outcome().proposal().equals(proposal))
        .isPresent();
  }

  /** Seconds that were left when the next step, a promotion before its turn, was recorded. */
  Optional<Double> promotesInTime() {
    return next(StudyEvent.Decided.class)
        .map(step -> step.decision().measured().get(Scheduler.SECONDS_LEFT));
  }

  /** Number of trials planned from here on; empty if unchanged since the last call. */
  OptionalInt plannedTrials() {
    OptionalInt planned = OptionalInt.empty();
    while (!plans.isEmpty() && plans.element().step() <= next) {
      planned = OptionalInt.of(plans.remove().trials());
    }
    return planned;
  }

  /** True if the proposal has an outcome, so that its cells need not be run. */
  boolean isTold(long proposal) {
    return told.contains(proposal);
  }

  /** The cells of a proposal that ended, by fold. */
  SortedMap<Integer, CellOutcome> ended(long proposal) {
    return ended.getOrDefault(proposal, Collections.emptySortedMap());
  }

  /** Takes the next step, which has to be this proposal. */
  void proposed(Trial trial, Proposal proposal) {
    StudyEvent.Proposed now = new StudyEvent.Proposed(trial, proposal);
    boolean same =
        next(StudyEvent.Proposed.class)
            .filter(then -> then.proposal().equals(proposal))
            .filter(then -> then.trial().configuration().equals(trial.configuration()))
            .isPresent();
    take(same, () -> words(now));
  }

  /** Takes the next step, which has to be the outcome of this proposal. */
  Outcome told(Proposal due) {
    Optional<Outcome> then =
        next(StudyEvent.Told.class)
            .map(StudyEvent.Told::outcome)
            .filter(outcome -> outcome.proposal().equals(due));
    take(then.isPresent(), () -> words(due));
    return then.orElseThrow();
  }

  /** Takes the next step, which has to be this decision; its wording may differ. */
  void decided(Decision decision) {
    boolean same =
        next(StudyEvent.Decided.class)
            .map(StudyEvent.Decided::decision)
            .filter(then -> then.trial() == decision.trial())
            .filter(then -> then.rung() == decision.rung())
            .filter(then -> then.kind() == decision.kind())
            .isPresent();
    take(same, () -> words(decision));
  }

  /** Explanation of the divergence when the study ends before its record does. */
  DivergedException goesOn() {
    return diverged("the end");
  }

  private <S extends StudyEvent> Optional<S> next(Class<S> type) {
    return isAhead() && type.isInstance(steps.get(next))
        ? Optional.of(type.cast(steps.get(next)))
        : Optional.empty();
  }

  private void take(boolean same, Supplier<String> now) {
    if (!same) {
      throw diverged(now.get());
    }
    next++;
  }

  private DivergedException diverged(String now) {
    return new DivergedException(
        "step %d was recorded as %s, and is now %s".formatted(next + 1, recorded(), now));
  }

  /** The next step in words. */
  private String recorded() {
    return next(StudyEvent.Proposed.class)
        .map(RecordedSteps::words)
        .or(() -> next(StudyEvent.Told.class).map(then -> words(then.outcome().proposal())))
        .or(() -> next(StudyEvent.Decided.class).map(then -> words(then.decision())))
        .orElse("the end");
  }

  private static String words(StudyEvent.Proposed proposed) {
    return "'evaluate %s at rung %d on folds %s%s'"
        .formatted(
            proposed.trial().configuration(),
            proposed.proposal().rung(),
            proposed.proposal().folds(),
            proposed
                .proposal()
                .continues()
                .map(state -> " from trial %d at rung %d".formatted(state.trial(), state.rung()))
                .orElse(""));
  }

  private static String words(Proposal told) {
    return "'outcome of proposal %d'".formatted(told.number());
  }

  private static String words(Decision decision) {
    return "'%s trial %d at rung %d'"
        .formatted(
            decision.kind().name().toLowerCase(java.util.Locale.ROOT),
            decision.trial(),
            decision.rung());
  }
}
