package org.espalier.tune;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import org.espalier.study.Cost;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;

/**
 * Times of fits at the highest rung that was evaluated so far, as an estimate of refits.
 *
 * <p>The wall time of a fit includes waits, for classes to be loaded or rows to be collected for
 * others. It therefore counts at most as the task seconds, and of an evaluation only the fold with
 * the least time counts. A fit on all rows is assumed to take longer by the square root of the
 * ratio of rows: the geometric mean of a fit whose time depends on its rounds alone and one whose
 * time grows with its rows.
 */
final class FitTimes {

  private final RungLadder ladder;
  private final TreeMap<Integer, Map<Long, Double>> shortest = new TreeMap<>(); // by rung, proposal

  FitTimes(RungLadder ladder) {
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

  /** Seconds of the longest; 0 while there is none. */
  double longest() {
    return seconds().max().orElse(0);
  }

  /** Mean seconds; 0 while there is none. */
  double mean() {
    return seconds().average().orElse(0);
  }

  private DoubleStream seconds() {
    return shortest.isEmpty()
        ? DoubleStream.empty()
        : shortest.lastEntry().getValue().values().stream().mapToDouble(Double::doubleValue);
  }
}
