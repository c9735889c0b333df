package org.espalier.train.linear;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.espalier.numeric.QuasiNewton;
import org.espalier.train.Moments;

/**
 * Searches of several candidates that share passes over the rows of a fold. Each pass provides
 * every unfinished search with the loss and the gradient at the point it requests.
 *
 * <p>The unknowns of a search are the coefficients of standardised columns, column by column and
 * then output by output, followed by the intercepts, if there are any. With an intercept the
 * columns are also centred. An offset of the margins does this, so the rows are read unchanged.
 */
final class LockStep {

  /** Margins in a panel. Fewer gain little from vector code; more gain nothing further. */
  private static final int WIDTH = 24;

  /**
   * Number of margins below which a panel does not pay, because its loop costs more than it saves.
   */
  private static final int NARROW = 4;

  /**
   * Estimated time of the loss of a margin on a 3 GHz core, in nanoseconds: an exponential and a
   * division.
   */
  private static final double LOSS_NANOS = 12;

  /**
   * Estimated time of a value and a margin, in nanoseconds: one product for the margin, one for the
   * gradient.
   */
  private static final double VALUE_NANOS = 0.7;

  /** Evaluations per iteration. Most line searches accept the first step length. */
  private static final double EVALUATIONS = 1.25;

  /**
   * Search and objective of a candidate.
   *
   * @param intercept true if the last unknowns are intercepts
   * @param centred true if columns are centred
   */
  record CandidateSearch(QuasiNewton search, Penalty penalty, boolean intercept, boolean centred) {

    /**
     * Returns true if both candidates have the same loss at the same point, except for the penalty.
     */
    private boolean isAs(CandidateSearch other) {
      return intercept == other.intercept && centred == other.centred;
    }
  }

  private final boolean isDense;
  private final Scales scales;
  private final Loss loss;
  private final List<CandidateSearch> members;
  private final boolean[] dropped;

  /**
   * @param isDense true if all values of the rows are stored
   */
  LockStep(boolean isDense, Moments moments, Loss loss, List<CandidateSearch> members) {
    this.isDense = isDense;
    this.scales = new Scales(moments);
    this.loss = loss;
    this.members = List.copyOf(members);
    this.dropped = new boolean[members.size()];
  }

  /**
   * Estimates the time of a candidate on one core in nanoseconds, if it needs all of its
   * iterations.
   */
  static long nanos(long rows, long stored, int outputs, int iterations) {
    double evaluation = outputs * (rows * LOSS_NANOS + stored * VALUE_NANOS);
    return (long) (evaluation * (1 + iterations * EVALUATIONS));
  }

  /** Returns true while the search of a candidate requests another pass. */
  boolean asks() {
    return IntStream.range(0, dropped.length).anyMatch(this::asks);
  }

  boolean asks(int member) {
    return !dropped[member] && members.get(member).search.asks();
  }

  /** Excludes a candidate from the passes that follow. */
  void drop(int member) {
    dropped[member] = true;
  }

  /**
   * Groups the candidates that request a pass by the point they request. Most request the same
   * point at the start. Those without an L1 part also request the same second point, because the
   * penalty and its slope are 0 at the start.
   */
  List<List<CandidateSearch>> places() {
    List<List<CandidateSearch>> places = new ArrayList<>();
    List<double[]> points = new ArrayList<>();
    for (int i = 0; i < members.size(); i++) {
      if (asks(i)) {
        CandidateSearch member = members.get(i);
        double[] point = member.search.asked();
        int place = 0;
        while (place < places.size()
            && !(places.get(place).get(0).isAs(member)
                && Arrays.equals(points.get(place), point))) {
          place++;
        }
        if (place == places.size()) {
          places.add(new ArrayList<>());
          points.add(point);
        }
        places.get(place).add(member);
      }
    }
    return places;
  }

  /**
   * Returns the candidates that request a pass, in blocks that the next pass evaluates side by
   * side.
   */
  List<CandidateBlock> asking() {
    List<List<CandidateSearch>> places = places();
    List<CandidateBlock> panels = new ArrayList<>();
    int from = 0;
    while (from < places.size()) {
      int to = from + panelSize(places.size() - from);
      panels.add(new CandidateBlock(scales, loss, places.subList(from, to)));
      from = to;
    }
    return panels;
  }

  /** Returns true for single margins of dense rows, which are faster alone than side by side. */
  private boolean isSingle() {
    return loss.outputs() == 1 && isDense;
  }

  /** Returns the number of places in the next panel. */
  private int panelSize(int waiting) {
    if (isSingle() || (loss.outputs() == 1 && waiting < NARROW)) {
      return 1;
    }
    return Math.min(waiting, Math.max(1, WIDTH / loss.outputs()));
  }
}
