package org.espalier.tune;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.espalier.study.Cost;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;

/**
 * Longest fit at the highest rung that was evaluated so far, as the duration of a refit.
 *
 * <p>The wall time of a fit includes waits, for classes to be loaded or rows to be collected for
 * others. It therefore counts at most as the task seconds, and of an evaluation only the fold with
 * the least time counts. A fit on all rows is taken to last longer than one on few of them by the
 * root of the ratio of rows: in the middle, on a logarithmic scale, between a fit whose time is
 * that of its rounds alone and one whose time is that of its rows.
 */
final class LongestFit {

  private final RungLadder ladder;
  private final TreeMap<Integer, Map<Long, Double>> shortest = new TreeMap<>(); // by rung, proposal

  LongestFit(RungLadder ladder) {
    this.ladder = ladder;
  }

  /** Adds a completed cell of a proposal. */
  void add(Proposal proposal, Cost cost) {
    double more = (double) ladder.rung(ladder.top()).rows() / ladder.rung(proposal.rung()).rows();
    double tasks = cost.taskSeconds();
    double least = tasks > 0 ? Math.min(tasks, cost.fitSeconds()) : cost.fitSeconds();
    double seconds = least * Math.sqrt(more);
    shortest
        .computeIfAbsent(proposal.rung(), rung -> new LinkedHashMap<>())
        .merge(proposal.number(), seconds, Math::min);
  }

  /** Seconds; 0 while there is none. */
  double seconds() {
    return shortest.isEmpty()
        ? 0
        : shortest.lastEntry().getValue().values().stream()
            .mapToDouble(Double::doubleValue)
            .max()
            .orElse(0);
  }
}
