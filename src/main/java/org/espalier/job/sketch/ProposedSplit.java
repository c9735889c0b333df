package org.espalier.job.sketch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.espalier.metric.ProblemType;
import org.espalier.spec.Recommendation;

/**
 * A way to split the rows of a table that is proposed for it.
 *
 * @param apart true if equal rows count as different cases
 * @param heldOut true if {@value #PERCENT} % of the rows are held out
 * @param why reason for the folds, as the end of a line; empty for the usual ones
 */
record ProposedSplit(int folds, boolean apart, boolean heldOut, String why) {

  /** Share of held-out rows, as in {@code reference.conf}. */
  static final int PERCENT = 20;

  /**
   * Planned fits on all rows within the time, below which a trial gets as few folds as possible: 74
   * to 118 fits of XGBoost on two classes and 4 to 100 columns are planned for 10 million values an
   * hour, from which on FLAML (Wang et al., MLSys 2021) takes a single split.
   */
  private static final double FEW_FITS = 80;

  /**
   * Planned fits on all rows within the time, below which those of an ensemble's members would take
   * a large part of it.
   */
  private static final double VERY_FEW_FITS = 20;

  private static final int MOST = 5;
  private static final int FEWEST = 2;

  /** Rows from which on the held-out part measures a model to within a few percent. */
  private static final long TO_HOLD_OUT = 500;

  /** Rows of the smaller of two classes from which on the held-out part measures a model. */
  private static final long OF_CLASS_TO_HOLD_OUT = 50;

  /** Rows of a fold below which its score takes only a few values. */
  private static final long OF_FOLD = 10;

  /** Rows of the smaller of two classes in a fold, so that no fold depends on a single row. */
  private static final long OF_CLASS_OF_FOLD = 2;

  private static final String OF_FEW_ROWS =
      "with more folds, some would lack a class or have too much of it";

  private static final String OF_TIME = "more would leave time for few trials";

  private static final String OF_LITTLE_TIME = "more would leave no time for trials on all rows";

  /** All splits, the preferred one first. */
  static List<ProposedSplit> all() {
    return new ProposedSplit(MOST, false, true, "").andFewer();
  }

  /**
   * Splits of a table that is searched within a time: it is not cut in all ways for the finest one.
   *
   * @param fits of a typical trial on all of its rows that the time is planned to hold
   */
  static List<ProposedSplit> within(double fits) {
    if (fits >= FEW_FITS) {
      return all().stream().filter(each -> each.folds == MOST || each.folds == FEWEST).toList();
    }
    String why = fits >= VERY_FEW_FITS ? OF_TIME : OF_LITTLE_TIME;
    return new ProposedSplit(FEWEST, false, true, why).andFewer();
  }

  /** True if there are fewer folds for the time that there is. */
  boolean isForTime() {
    return why.equals(OF_TIME) || isForLittleTime();
  }

  /** True if most trials must be compared by fits on parts of the rows. */
  boolean isForLittleTime() {
    return why.equals(OF_LITTLE_TIME);
  }

  /** This one, and then all with fewer folds or with equal rows apart. */
  List<ProposedSplit> andFewer() {
    List<ProposedSplit> all = new ArrayList<>(List.of(this));
    IntStream.range(FEWEST, folds)
        .map(fewer -> folds + FEWEST - 1 - fewer)
        .forEach(fewer -> all.add(new ProposedSplit(fewer, apart, heldOut, OF_FEW_ROWS)));
    if (!apart) {
      all.addAll(new ProposedSplit(folds, true, heldOut, why).andFewer());
    }
    return all;
  }

  /** This split for a table of that size, which may be too small for it. */
  ProposedSplit suitedTo(Recommendation.Study study) {
    boolean two = study.task() == ProblemType.BINARY;
    long rarest = two ? Collections.min(study.classes()) : Long.MAX_VALUE;
    boolean enough = study.rows() >= TO_HOLD_OUT && rarest >= OF_CLASS_TO_HOLD_OUT;
    long most = Math.min(study.rows() / OF_FOLD, rarest / OF_CLASS_OF_FOLD);
    int suited = (int) Math.max(FEWEST, Math.min(folds, most));
    String because =
        two && rarest / OF_CLASS_OF_FOLD <= study.rows() / OF_FOLD
            ? "stratified: about %,d of the %,d rows of the smaller class in each"
                .formatted(Math.round((double) rarest / suited), rarest)
            : "about %,d rows in each".formatted(study.rows() / suited);
    return new ProposedSplit(suited, apart, heldOut && enough, suited < folds ? because : why);
  }
}
