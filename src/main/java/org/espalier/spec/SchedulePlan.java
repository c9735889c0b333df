package org.espalier.spec;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.espalier.schedule.SchedulerSpec;
import org.espalier.schedule.SchedulerSpec.LadderKind;
import org.espalier.study.Fidelity;
import org.espalier.study.RungLadder;

/**
 * Schedule of a study: how much of the resource each trial gets.
 *
 * @param type a name of {@link Strategies#schedulers()}
 * @param resource resource that grows from rung to rung
 * @param min resource of the lowest rung; by default, for rows: the fewest that still make a fit
 *     cheaper, but at least 10 for each class and the smaller of 1,000 and a ninth of all; for
 *     folds: 1; for iterations: a ninth of the maximum, but at least 1
 * @param eta reduction factor η, at least 2
 * @param minFolds number of folds of every rung below the top; empty for all folds
 * @param perturb names of the parameters that may change when a state is continued; empty for all
 *     ranges of real numbers
 * @param why reason for which {@code auto} chose it; empty if it was requested
 */
public record SchedulePlan(
    String type,
    Resource resource,
    OptionalLong min,
    int eta,
    OptionalInt minFolds,
    List<String> perturb,
    String why) {

  /** Resource that a trial gets more of when it is promoted. */
  public enum Resource {
    ROWS("training rows"),
    FOLDS("folds"),
    ITERATIONS("iterations");

    private final String text;

    Resource(String text) {
      this.text = text;
    }

    /** Name of the resource after a count. */
    public String text() {
      return text;
    }

    /** Amount of the resource of a fidelity. */
    public long of(Fidelity fidelity) {
      return switch (this) {
        case ROWS -> fidelity.rows();
        case FOLDS -> fidelity.folds();
        case ITERATIONS -> fidelity.iterations().orElse(1);
      };
    }
  }

  /**
   * Rows that are enough to separate good from bad configurations: the lowest rung has no fewer,
   * unless they are more than a ninth of all.
   */
  private static final long ENOUGH_ROWS = 1000;

  /** Least share of the lowest rung where rows are few: two steps of η = 3 below the top. */
  private static final long DEFAULT_SHARE = 9;

  /**
   * Minimum of rows per class: with fewer, a fold has too few of a class to rank configurations.
   */
  private static final long MIN_ROWS_PER_CLASS = 10;

  public SchedulePlan {
    if (ladderKind(type) == LadderKind.FOLD_BY_FOLD) {
      resource = Resource.FOLDS;
      min = OptionalLong.empty();
      minFolds = OptionalInt.empty();
    }
    if (ladderKind(type) == LadderKind.GENERATIONS) {
      resource = Resource.ITERATIONS;
      minFolds = OptionalInt.empty();
    }
    perturb = List.copyOf(perturb);
  }

  static SchedulePlan of(SettingValues values) {
    return new SchedulePlan(
        values.text("scheduler").orElseThrow(),
        values.constant("resource", Resource.ROWS),
        values.longOrNone("min-resource"),
        values.whole("eta"),
        values.intOrNone("min-folds"),
        values.text("perturb").stream()
            .flatMap(names -> Arrays.stream(names.split(",")))
            .map(String::strip)
            .toList(),
        "");
  }

  /** Schedule with all folds on every rung. */
  public SchedulePlan(String type, Resource resource, OptionalLong min, int eta) {
    this(type, resource, min, eta, OptionalInt.empty());
  }

  /** Schedule in which no parameter is named that may change. */
  public SchedulePlan(
      String type, Resource resource, OptionalLong min, int eta, OptionalInt minFolds) {
    this(type, resource, min, eta, minFolds, List.of(), "");
  }

  /** Schedule with another resource. */
  public SchedulePlan with(Resource other, OptionalLong least) {
    return new SchedulePlan(type, other, least, eta, minFolds, perturb, why);
  }

  SchedulePlan withMinFolds(int folds) {
    return new SchedulePlan(type, resource, min, eta, OptionalInt.of(folds), perturb, why);
  }

  /**
   * Copy with another scheduler.
   *
   * @param reason reason for which it was chosen; empty if it was requested
   */
  SchedulePlan as(String scheduler, String reason) {
    return new SchedulePlan(scheduler, resource, min, eta, minFolds, perturb, reason);
  }

  /** True if the scheduler is yet to be chosen, see {@link ScheduleChoice}. */
  public boolean isAuto() {
    return type.equals(ScheduleChoice.AUTO);
  }

  /** Choice of {@code auto} in words; empty if the scheduler was requested. */
  public Optional<String> choice() {
    return why.isEmpty()
        ? Optional.empty()
        : Optional.of("schedule: auto chose %s, as %s".formatted(type, why));
  }

  /** True if every trial is evaluated at full fidelity. */
  public boolean isFull() {
    return ladderKind() == LadderKind.FULL;
  }

  public LadderKind ladderKind() {
    return ladderKind(type);
  }

  /**
   * Kind of the scheduler's ladder; {@link LadderKind#RUNGS} for an unknown name, which is reported
   * elsewhere.
   */
  private static LadderKind ladderKind(String type) {
    return Strategies.schedulerSpec(type).map(SchedulerSpec::ladder).orElse(LadderKind.RUNGS);
  }

  /**
   * Resource of the lowest rung.
   *
   * @param full fidelity of the top rung
   */
  public long min(Fidelity full, int classes, PlannedCost cost) {
    long most = resource.of(full);
    return switch (resource) {
      case ROWS -> min.orElseGet(() -> lowestRows(most, classes, cost));
      case FOLDS -> min.orElse(1);
      case ITERATIONS -> min.orElse(Math.max(1, most / DEFAULT_SHARE));
    };
  }

  /**
   * Rows of the lowest rung: the fewest of all, all/η, all/η² and so on of which a fit is planned
   * to cost less than on η times as many by a factor of at least √η. There is at least one step,
   * even if it saves less, so that a requested schedule has rungs.
   */
  private long lowestRows(long most, int classes, PlannedCost cost) {
    long usual = Math.min(ENOUGH_ROWS, most / DEFAULT_SHARE);
    long least = Math.min(most, Math.max(usual, MIN_ROWS_PER_CLASS * classes));
    long lowest = most;
    long below = (most + eta - 1) / eta;
    while (below >= least
        && below < lowest
        && (lowest == most || cost.seconds(below) * Math.sqrt(eta) <= cost.seconds(lowest))) {
      lowest = below;
      below = (below + eta - 1) / eta;
    }
    return lowest == most ? least : lowest;
  }

  /**
   * Ladder for data of a given size.
   *
   * @param full fidelity of the top rung: training rows of the smallest fold, all folds and, if
   *     they are the resource, the iterations of the learner with the most
   * @param classes number of classes; 1 for regression
   * @param cost planned cost of a fit, by which the lowest rung of rows is chosen
   * @throws IllegalArgumentException if min or minFolds is above that of the top rung
   */
  public RungLadder ladder(Fidelity full, int classes, PlannedCost cost) {
    if (isFull()) {
      return RungLadder.full(full.rows(), full.folds());
    }
    if (ladderKind() == LadderKind.FOLD_BY_FOLD) {
      return RungLadder.foldByFold(full.folds(), full.rows());
    }
    if (ladderKind() == LadderKind.GENERATIONS) {
      return RungLadder.ofGenerations(
          Math.toIntExact(min(full, classes, cost)),
          full.iterations().orElseThrow(),
          full.rows(),
          full.folds());
    }
    RungLadder onAllFolds = onAllFolds(full, min(full, classes, cost));
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

  /** True if rungs differ in iterations. */
  public boolean cutsIterations() {
    return !isFull() && resource == Resource.ITERATIONS;
  }
}
