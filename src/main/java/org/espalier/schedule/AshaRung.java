package org.espalier.schedule;

import java.util.BitSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.espalier.study.Decision;

/** Outcomes at one rung of {@link Asha}, with the trials promoted from it. */
final class AshaRung {

  private final int rung;
  private final int eta; // η
  private final RankedLosses losses = new RankedLosses();
  private final BitSet promoted = new BitSet(); // by trial
  private int failed = 0;

  AshaRung(int rung, int eta) {
    this.rung = rung;
    this.eta = eta;
  }

  int number() {
    return rung;
  }

  /** n: trials with an outcome at this rung, including failed ones. */
  int told() {
    return losses.size() + failed;
  }

  boolean hasPromoted(int trial) {
    return promoted.get(trial);
  }

  /** Number of trials that may be promoted. */
  private int places() {
    return Math.min(told() / eta, losses.size());
  }

  /** Adds a completed trial; returns the rank to promote now, if any. */
  OptionalInt add(double loss, int trial) {
    int rank = losses.add(loss, trial);
    // All of the best so far were promoted; the new trial, or the one that moved up, is the only
    // one left.
    return rank <= places() ? OptionalInt.of(rank) : lastPlace();
  }

  /** Adds a failed trial; returns the rank to promote now, if any. */
  OptionalInt fail() {
    failed++;
    return lastPlace();
  }

  private OptionalInt lastPlace() {
    int places = places();
    return places == 0 || promoted.get(losses.trial(places))
        ? OptionalInt.empty()
        : OptionalInt.of(places);
  }

  /** Best rank that was not promoted, if there is one. */
  OptionalInt bestLeft() {
    for (int rank = 1; rank <= losses.size(); rank++) {
      if (!promoted.get(losses.trial(rank))) {
        return OptionalInt.of(rank);
      }
    }
    return OptionalInt.empty();
  }

  Decision promote(int rank) {
    int places = places();
    promoted.set(losses.trial(rank));
    String reason =
        rank <= places
            ? "among the best %d of %d".formatted(places, told())
            : "the best of %d that is left, and no more will come".formatted(told());
    return decision(Decision.Kind.PROMOTE, rank, reason);
  }

  /** Promotes a rank before its turn. */
  Decision promoteInTime(int rank, double secondsLeft) {
    promoted.set(losses.trial(rank));
    return DecisionDraft.inTime(losses.trial(rank), rung, Asha.RULE, ranking(rank), secondsLeft);
  }

  /** Prunes all trials that were not promoted. */
  void prune(List<Decision> decisions) {
    String reason = "not among the best %d of %d".formatted(Math.max(1, places()), told());
    for (int rank = 1; rank <= losses.size(); rank++) {
      if (!promoted.get(losses.trial(rank))) {
        decisions.add(decision(Decision.Kind.PRUNE, rank, reason));
      }
    }
  }

  int trial(int rank) {
    return losses.trial(rank);
  }

  private Decision decision(Decision.Kind kind, int rank, String reason) {
    return new Decision(losses.trial(rank), rung, kind, Asha.RULE, ranking(rank), reason);
  }

  private Decision.Ranking ranking(int rank) {
    int places = places();
    OptionalDouble cutoff =
        places == 0 ? OptionalDouble.empty() : OptionalDouble.of(losses.loss(places));
    return new Decision.Ranking(losses.loss(rank), cutoff, rank, told());
  }

  double loss(int rank) {
    return losses.loss(rank);
  }

  /** The rank that a loss has, or would have. */
  int rank(double loss, int trial) {
    return losses.rank(loss, trial);
  }
}
