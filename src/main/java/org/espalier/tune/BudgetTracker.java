package org.espalier.tune;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.Cost;
import org.espalier.study.Outcome;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.study.Study;
import org.espalier.study.TrialState;

/** Tracker of a budget's use, which decides when a limit ends the study. */
final class BudgetTracker {

  /** Maximum time of one wait, however far the deadline. */
  private static final Duration PATIENCE = Duration.ofHours(1);

  /** Time of one wait, so that refused cells and changed limits are noticed. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  /**
   * Time to the deadline, in multiples of a trial's way to the top, below which only the best
   * trials continue: one trial may be on its way.
   */
  private static final double CLIMBS = 2;

  /** Maximum share of the total time for that; the rest finds the trials that continue. */
  private static final double SHARE = 0.25;

  private final Supplier<Budget> limits;
  private final RungLadder ladder;
  private final InstantSource clock;
  private long units = 0;
  private double taskSeconds = 0;
  private final FitTimes fits;
  private final PromotionTime climbTime;
  private final Instant begun;
  private double best = Double.POSITIVE_INFINITY; // lowest loss at full fidelity
  private int trialsSinceBest = 0;
  private int failuresInARow = 0;
  private boolean alone = true; // only the first trial has outcomes

  BudgetTracker(Supplier<Budget> limits, RungLadder ladder, InstantSource clock) {
    this.limits = limits;
    this.ladder = ladder;
    this.fits = new FitTimes(ladder);
    this.climbTime = new PromotionTime(ladder);
    this.begun = clock.instant();
    this.clock = clock;
  }

  /** True if a proposal of this many units is within the limits. */
  boolean allows(long more) {
    return limits.get().units().isEmpty() || more <= limits.get().units().getAsLong() - units;
  }

  void asked(Proposal proposal) {
    units += proposal.units();
  }

  /** Time to the deadline less the reserve, at most one wait. */
  Duration left() {
    return limits
        .get()
        .deadline()
        .map(end -> Duration.between(clock.instant(), end.minus(reserve())))
        .filter(left -> left.compareTo(PATIENCE) < 0)
        .orElse(PATIENCE);
  }

  /** Time to wait for an outcome before checking again if it can still come. */
  Duration nextLook() {
    Duration left = left();
    return left.compareTo(LOOK) > 0 ? LOOK : left;
  }

  /** True if the deadline, less the reserve for the refits, has passed. */
  boolean late() {
    return left().isZero() || left().isNegative();
  }

  /**
   * Seconds that are left, if they are hardly more than a trial needs to get to the top; empty
   * where scores of rungs do not compare.
   */
  Optional<Double> hardlyLeft() {
    double climb = climbTime.seconds();
    if (limits.get().deadline().isEmpty()
        || climb == 0
        || !(ladder.isOfIterationsAlone() || ladder.isOfFoldsAlone())) {
      return Optional.empty();
    }
    Instant end = limits.get().deadline().get().minus(reserve());
    double left = Cost.seconds(Duration.between(clock.instant(), end));
    double all = Cost.seconds(Duration.between(begun, end));
    return left > 0 && left <= Math.min(CLIMBS * climb, SHARE * all)
        ? Optional.of(left)
        : Optional.empty();
  }

  /** Time kept for what comes after the search. */
  Duration reserve() {
    return limits.get().reserve().after(fits, ladder, alone);
  }

  /**
   * Counts an outcome.
   *
   * @param study the study after it
   * @return reason why the study ends with it; empty if it continues
   */
  Optional<StopReason> told(Study study, Outcome outcome) {
    outcome.cells().forEach(cell -> measured(outcome.proposal(), cell));
    climbTime.add(outcome);
    alone &= outcome.proposal().trial() == 0;
    failuresInARow = outcome.state() == TrialState.FAILED ? failuresInARow + 1 : 0;
    progress(study, outcome);
    if (failuresInARow >= limits.get().maxFailures()) {
      return Optional.of(StopReason.FAILURES);
    }
    if (limits.get().target().isPresent()
        && best <= study.objective().loss(limits.get().target().getAsDouble())) {
      return Optional.of(StopReason.TARGET);
    }
    if (limits.get().patience().isPresent()
        && trialsSinceBest >= limits.get().patience().getAsInt()) {
      return Optional.of(StopReason.NO_IMPROVEMENT);
    }
    boolean used =
        limits.get().taskTime().filter(most -> taskSeconds >= most.toNanos() / 1e9).isPresent();
    return used ? Optional.of(StopReason.TASK_TIME) : Optional.empty();
  }

  private boolean full(Outcome outcome) {
    return outcome.completed() && outcome.proposal().rung() == ladder.top();
  }

  private void measured(Proposal proposal, CellOutcome cell) {
    taskSeconds += cell.cost().taskSeconds();
    if (cell.state() == CellState.COMPLETED) {
      fits.add(proposal, cell.cost());
    }
  }

  private void progress(Study study, Outcome outcome) {
    if (full(outcome) && outcome.loss().getAsDouble() < best) {
      best = outcome.loss().getAsDouble();
      trialsSinceBest = 0;
    } else if (best < Double.POSITIVE_INFINITY
        && study.outcomesOf(outcome.proposal().trial()).size() == 1) {
      trialsSinceBest++; // counted at its first outcome, at any rung
    }
  }
}
