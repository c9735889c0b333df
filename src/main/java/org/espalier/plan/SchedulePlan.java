package org.espalier.plan;

import java.util.OptionalLong;
import org.espalier.study.RungLadder;

/**
 * How much each trial gets.
 *
 * @param type a name of {@link Strategies#schedulers()}
 * @param resource what a rung has more of
 * @param min resource of the lowest rung; by default rows: the smaller of 1,000 and a ninth of the
 *     training rows, but at least 10 for each class; folds: 1
 * @param eta reduction factor η, at least 2
 */
public record SchedulePlan(String type, Resource resource, OptionalLong min, int eta) {

  /** What a trial gets more of when it is promoted. */
  public enum Resource {
    ROWS,
    FOLDS
  }

  /** Hyperband whose trials are found by the sampler {@code tpe}. */
  public static final String BOHB = "bohb";

  /** The sampler of {@link #BOHB}. */
  public static final String BOHB_SAMPLER = "tpe";

  /** Goes from fold to fold, whatever resource, min and eta say. */
  private static final String RACING = "racing";

  /**
   * Rows of the lowest rung unless set: enough to tell good from bad where they are a ninth of all.
   */
  private static final long DEFAULT_MIN_ROWS = 1000;

  /** Two steps of η = 3 below the top. */
  private static final long DEFAULT_SHARE = 9;

  /** Below this a fold has too little of a class to rank configurations by. */
  private static final long MIN_ROWS_PER_CLASS = 10;

  public SchedulePlan {
    resource = type.equals(RACING) ? Resource.FOLDS : resource;
  }

  /** The same resource, min and eta for another scheduler. */
  public SchedulePlan withType(String other) {
    return new SchedulePlan(other, resource, min, eta);
  }

  /** Whether every trial is evaluated in full. */
  public boolean isFull() {
    return type.equals("full");
  }

  /** Resource of the highest rung. */
  public long max(long rows, int folds) {
    return resource == Resource.ROWS ? rows : folds;
  }

  /** Resource of the lowest rung. */
  public long min(long rows, int classes) {
    if (resource == Resource.FOLDS) {
      return min.orElse(1);
    }
    long usual = Math.min(DEFAULT_MIN_ROWS, rows / DEFAULT_SHARE);
    return min.orElse(Math.min(rows, Math.max(usual, MIN_ROWS_PER_CLASS * classes)));
  }

  /**
   * The rungs for data of a size.
   *
   * @param rows training rows of the smallest fold
   * @param classes number of classes; 1 for regression
   * @throws IllegalArgumentException if min is above max
   */
  public RungLadder ladder(long rows, int folds, int classes) {
    if (isFull()) {
      return RungLadder.full(rows, folds);
    }
    if (type.equals(RACING)) {
      return RungLadder.foldByFold(folds, rows);
    }
    return resource == Resource.ROWS
        ? RungLadder.ofRows(min(rows, classes), rows, eta, folds)
        : RungLadder.ofFolds(Math.toIntExact(min(rows, classes)), folds, eta, rows);
  }
}
