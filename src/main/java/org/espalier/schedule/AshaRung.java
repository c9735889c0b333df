package org.espalier.schedule;

import java.util.BitSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.espalier.study.Decision;

/** The trials told at one rung of {@link Asha}, and who of them went on. */
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

  /** Trials told, the failed ones included: n. */
  int told() {
    return losses.size() + failed;
  }

  boolean hasPromoted(int trial) {
    return promoted.get(trial);
  }

  /** How many may go on. */
  private int places() {
    return Math.min(told() / eta, losses.size());
  }

  /** Takes a completed trial; the rank that is now due to go on, if any. */
  OptionalInt add(double loss, int trial) {
    int rank = losses.add(loss, trial);
    // All of the best so far were promoted: the new one, or who moved up, is the only one missing.
    return rank <= places() ? OptionalInt.of(rank) : lastPlace();
  }

  /** Takes a failed trial; the rank that is now due to go on, if any. */
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

  /** The best rank that did not go on, if there is one. */
  OptionalInt bestLeft() {
    for (int rank = 1; rank <= losses.size(); rank++) {
      if (!promoted.get(losses.trial(rank))) {
        return OptionalInt.of(rank);
      }
    }
    return OptionalInt.empty();
  }

  /** Lets a rank go on. */
  Decision promote(int rank) {
    int places = places();
    promoted.set(losses.trial(rank));
    String reason =
        rank <= places
            ? "among the best %d of %d".formatted(places, told())
            : "the best of %d that is left, and no more will come".formatted(told());
    return decision(Decision.Kind.PROMOTE, rank, reason);
  }

  /** Lets all who did not go on go no further. */
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
    int places = places();
    OptionalDouble cutoff =
        places == 0 ? OptionalDouble.empty() : OptionalDouble.of(losses.loss(places));
    return new Decision(
        losses.trial(rank), rung, kind, Asha.RULE, losses.loss(rank), cutoff, rank, told(), reason);
  }

  /** The rank that a loss has, or would have. */
  int rank(double loss, int trial) {
    return losses.rank(loss, trial);
  }
}
