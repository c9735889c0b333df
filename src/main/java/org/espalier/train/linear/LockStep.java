package org.espalier.train.linear;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.espalier.numeric.QuasiNewton;
import org.espalier.train.Moments;

/**
 * Searches of several candidates in common passes over the rows of a fold: a pass tells each search
 * that is not over the loss and the gradient at the point it requests.
 *
 * <p>The unknowns of a search are the coefficients of standardised columns, column by column and
 * within a column output by output, then the intercepts, if there are any. With an intercept the
 * columns are also centred, by an offset: the rows are read as they are.
 */
final class LockStep {

  /** Margins in a panel: with fewer, vector code gains little; with more, nothing more. */
  private static final int WIDTH = 24;

  /** Margins below which a panel does not pay: its loop costs more than it saves. */
  private static final int NARROW = 4;

  /** Nanoseconds of a margin's loss on a core of 3 GHz: an exponential and a division. */
  private static final double LOSS_NANOS = 12;

  /** Nanoseconds of a value and a margin: a product in the sums of the row and of the gradient. */
  private static final double VALUE_NANOS = 0.7;

  /** Evaluations of an iteration: most line searches accept the first length. */
  private static final double EVALUATIONS = 1.25;

  /**
   * A candidate: its search and its objective.
   *
   * @param intercept true if the last unknowns are intercepts
   * @param centred true if columns are centred
   */
  record CandidateSearch(QuasiNewton search, Penalty penalty, boolean intercept, boolean centred) {

    /** True if both have the same loss at the same point, except for the penalty. */
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
   * Nanoseconds that a candidate is planned to take for all of its iterations; it may need fewer.
   */
  static long nanos(long rows, long stored, int outputs, int iterations) {
    double evaluation = outputs * (rows * LOSS_NANOS + stored * VALUE_NANOS);
    return (long) (evaluation * (1 + iterations * EVALUATIONS));
  }

  /** True while the search of some candidate requests another pass. */
  boolean asks() {
    return IntStream.range(0, dropped.length).anyMatch(this::asks);
  }

  boolean asks(int member) {
    return !dropped[member] && members.get(member).search.asks();
  }

  /** Leaves a candidate out of the passes that follow. */
  void drop(int member) {
    dropped[member] = true;
  }

  /**
   * Candidates that ask, by place in the panels: most request the same point at the start, and
   * those without an L1 part also for the next one, as penalty and slope are 0 at the start.
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

  /** The candidates that ask, side by side as the next pass sums their points. */
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

  /** True for single margins of dense rows, which are faster alone than side by side. */
  private boolean isSingle() {
    return loss.outputs() == 1 && isDense;
  }

  /** Number of places in the next panel. */
  private int panelSize(int waiting) {
    if (isSingle() || (loss.outputs() == 1 && waiting < NARROW)) {
      return 1;
    }
    return Math.min(waiting, Math.max(1, WIDTH / loss.outputs()));
  }
}
