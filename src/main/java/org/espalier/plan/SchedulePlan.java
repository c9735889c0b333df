package org.espalier.plan;

import java.util.OptionalInt;
import java.util.OptionalLong;
import org.espalier.study.Fidelity;
import org.espalier.study.RungLadder;

/**
 * How much each trial gets.
 *
 * @param type a name of {@link Strategies#schedulers()}
 * @param resource what a rung has more of
 * @param min resource of the lowest rung; by default rows: the smaller of 1,000 and a ninth of the
 *     training rows, but at least 10 for each class; folds: 1; iterations: a ninth of the most, but
 *     at least 1
 * @param eta reduction factor η, at least 2
 * @param minFolds folds that every rung below the highest has; empty for all of them
 */
public record SchedulePlan(
    String type, Resource resource, OptionalLong min, int eta, OptionalInt minFolds) {

  /** What a trial gets more of when it is promoted. */
  public enum Resource {
    ROWS("training rows"),
    FOLDS("folds"),
    ITERATIONS("iterations");

    private final String text;

    Resource(String text) {
      this.text = text;
    }

    /** As it is said of a count. */
    public String text() {
      return text;
    }

    /** How much of it a fidelity has. */
    public long of(Fidelity fidelity) {
      return switch (this) {
        case ROWS -> fidelity.rows();
        case FOLDS -> fidelity.folds();
        case ITERATIONS -> fidelity.iterations().orElse(1);
      };
    }
  }

  /** Hyperband whose trials are found by the sampler {@code tpe}. */
  public static final String BOHB = "bohb";

  /** The sampler of {@link #BOHB}. */
  public static final String BOHB_SAMPLER = "tpe";

  /** Goes from fold to fold, whatever the rest says. */
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
    if (type.equals(RACING)) {
      resource = Resource.FOLDS;
      min = OptionalLong.empty();
      minFolds = OptionalInt.empty();
    }
  }

  /** With all folds on every rung. */
  public SchedulePlan(String type, Resource resource, OptionalLong min, int eta) {
    this(type, resource, min, eta, OptionalInt.empty());
  }

  /** The same rungs for another scheduler. */
  public SchedulePlan withType(String other) {
    return new SchedulePlan(other, resource, min, eta, minFolds);
  }

  /** Whether every trial is evaluated in full. */
  public boolean isFull() {
    return type.equals("full");
  }

  /**
   * Resource of the lowest rung.
   *
   * @param full what the highest rung has
   */
  public long min(Fidelity full, int classes) {
    long most = resource.of(full);
    long ninth = most / DEFAULT_SHARE;
    return switch (resource) {
      case ROWS -> {
        long usual = Math.min(DEFAULT_MIN_ROWS, ninth);
        yield min.orElse(Math.min(most, Math.max(usual, MIN_ROWS_PER_CLASS * classes)));
      }
      case FOLDS -> min.orElse(1);
      case ITERATIONS -> min.orElse(Math.max(1, ninth));
    };
  }

  /**
   * The rungs for data of a size.
   *
   * @param full what the highest rung has: training rows of the smallest fold, all folds and, where
   *     they are the resource, the iterations of the longest learner
   * @param classes number of classes; 1 for regression
   * @throws IllegalArgumentException if min or minFolds is above what there is
   */
  public RungLadder ladder(Fidelity full, int classes) {
    if (isFull()) {
      return RungLadder.full(full.rows(), full.folds());
    }
    if (type.equals(RACING)) {
      return RungLadder.foldByFold(full.folds(), full.rows());
    }
    RungLadder onAllFolds = onAllFolds(full, min(full, classes));
    return minFolds.isPresent() ? onAllFolds.withFoldsBelowTop(minFolds.getAsInt()) : onAllFolds;
  }

  private RungLadder onAllFolds(Fidelity full, long min) {
    return switch (resource) {
      case ROWS -> RungLadder.ofRows(min, full.rows(), eta, full.folds());
      case FOLDS -> RungLadder.ofFolds(Math.toIntExact(min), full.folds(), eta, full.rows());
      case ITERATIONS ->
          RungLadder.ofIterations(
              Math.toIntExact(min),
              full.iterations().orElseThrow(),
              eta,
              full.rows(),
              full.folds());
    };
  }

  /** Whether rungs differ in iterations. */
  public boolean cutsIterations() {
    return !isFull() && resource == Resource.ITERATIONS;
  }
}
