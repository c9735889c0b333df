package org.espalier.journal;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.espalier.study.Direction;
import org.espalier.study.Interval;
import org.espalier.study.TrialState;

/**
 * Summary of a study; its components are the fields of {@code summary.json}.
 *
 * @param status {@code finished}, {@code gave-up}, {@code gate-failed}, {@code invalid}, {@code
 *     interrupted} or {@code defect}
 * @param reason reason why it ended, in words; empty if it has not
 * @param resumed number of times it was resumed
 * @param winner trial that was chosen and refitted; empty if there is none
 * @param baseline trial of the first learner's defaults; empty unless it has a score
 * @param improvement improvement of the winner over the baseline; empty unless both have a score at
 *     the same rung
 * @param trials number of trials by state; only states that occur
 * @param window virtual slots; 0 for no limit
 * @param causes reasons why the tables are not reproducible; empty if they are
 * @param files other output files, by kind; not derived from events
 */
public record Summary(
    int format,
    String study,
    String status,
    int exitCode,
    String reason,
    int resumed,
    Optional<Standing> winner,
    Optional<Standing> baseline,
    Optional<Improvement> improvement,
    Metric metric,
    Map<TrialState, Integer> trials,
    int window,
    long seed,
    Saved saved,
    Cost cost,
    Folds folds,
    Map<String, String> versions,
    boolean reproducible,
    List<String> causes,
    Map<String, String> files) {

  /** Format of the fields; a reader refuses a higher one. */
  public static final int FORMAT = 1;

  public Summary {
    trials = Collections.unmodifiableMap(new LinkedHashMap<>(trials));
    versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
    causes = List.copyOf(causes);
    files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
  }

  /** Copy with the names of the output files, by kind. */
  public Summary withFiles(Map<String, String> left) {
    return new Summary(
        format,
        study,
        status,
        exitCode,
        reason,
        resumed,
        winner,
        baseline,
        improvement,
        metric,
        trials,
        window,
        seed,
        saved,
        cost,
        folds,
        versions,
        reproducible,
        causes,
        left);
  }

  /**
   * Score of a trial at the highest rung that it completed.
   *
   * @param heldOut empty if it was not scored on held-out rows
   * @param repeated on folds that the search has not seen; empty if it was not evaluated again
   */
  public record Standing(
      int trial,
      String learner,
      Map<String, String> configuration,
      CrossValidated crossValidated,
      Optional<HeldOut> heldOut,
      Optional<CrossValidated> repeated) {
    public Standing {
      configuration = Collections.unmodifiableMap(new LinkedHashMap<>(configuration));
    }
  }

  /**
   * The mean score over folds, in the metric's own direction.
   *
   * @param stdError empty of a single fold
   * @param scores by fold
   */
  public record CrossValidated(double mean, OptionalDouble stdError, List<Double> scores) {
    public CrossValidated {
      scores = List.copyOf(scores);
    }

    /**
     * Aggregates of scores by fold.
     *
     * @param scores at least one
     */
    public static CrossValidated of(List<Double> scores) {
      double[] all = scores.stream().mapToDouble(Double::doubleValue).toArray();
      double mean = Arrays.stream(all).average().orElseThrow();
      return new CrossValidated(mean, Spread.stdError(all), scores);
    }
  }

  /** A score on rows that no model saw before, in the metric's own direction. */
  public record HeldOut(double score) {}

  /**
   * Difference of two scores in the metric's own unit; positive is better.
   *
   * @param interval 95 % of the difference on held-out rows
   */
  public record Improvement(
      double crossValidated, OptionalDouble heldOut, Optional<Interval> interval) {

    /** Without an interval. */
    public Improvement(double crossValidated, OptionalDouble heldOut) {
      this(crossValidated, heldOut, Optional.empty());
    }
  }

  /** Metric that was optimised. */
  public record Metric(String name, Direction direction) {}

  /**
   * Planned units (training rows × folds) saved by pruning.
   *
   * @param unitsPlanned units of all proposals that were evaluated
   * @param unitsFull units of all distinct configurations, had each been evaluated at full fidelity
   */
  public record Saved(long unitsPlanned, long unitsFull) {}

  /**
   * Measured cost of the study.
   *
   * @param taskSeconds executor run time of all cells
   * @param wallSeconds time from the beginning to the end or, without an end, to that of the last
   *     cell
   * @param money price of the task seconds at the price per core-hour of the settings, in its
   *     currency
   */
  public record Cost(double taskSeconds, double wallSeconds, OptionalDouble money) {}

  /** Partition of the rows into folds. */
  public record Folds(String rule, List<Long> sizes, double largestSkew) {
    public Folds {
      sizes = List.copyOf(sizes);
    }
  }
}
