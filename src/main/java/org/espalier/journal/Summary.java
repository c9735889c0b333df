package org.espalier.journal;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.espalier.study.Direction;
import org.espalier.study.Inline;
import org.espalier.study.Interval;
import org.espalier.study.StandardError;
import org.espalier.study.TrialState;

/**
 * Summary of a study; its components are the fields of {@code summary.json}.
 *
 * @param format version of these fields
 * @param study name of the study
 * @param cost measured cost of the study
 * @param files names of the output files by kind; empty if derived from events alone
 */
public record Summary(
    int format,
    String study,
    @Inline End end,
    @Inline Result result,
    @Inline Search search,
    Cost cost,
    @Inline Provenance provenance,
    Map<String, String> files) {

  /** Format of the fields; a reader refuses a higher one. */
  public static final int FORMAT = 2;

  public Summary {
    files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
  }

  /** Copy of a study whose driver is at work. */
  Summary ofRunning() {
    End running = new End(StudyStatus.RUNNING, end.exitCode(), end.reason(), end.resumed());
    return new Summary(format, study, running, result, search, cost, provenance, files);
  }

  /** Copy with the names of the output files, by kind. */
  public Summary withFiles(Map<String, String> left) {
    return new Summary(format, study, end, result, search, cost, provenance, left);
  }

  /**
   * End of the study.
   *
   * @param status {@code finished}, {@code gave-up}, {@code gate-failed}, {@code invalid}, {@code
   *     interrupted} or {@code defect}
   * @param exitCode as the process returned it
   * @param reason why it ended, in words; empty if it did not
   * @param resumed number of resumptions
   */
  public record End(StudyStatus status, int exitCode, String reason, int resumed) {}

  /**
   * Result of the study.
   *
   * @param winner the trial that was chosen and refitted; empty unless one was
   * @param baseline the first learner's defaults; empty unless they have a score
   * @param improvement of the winner over the baseline; empty unless both have a score at the same
   *     rung
   * @param metric the optimised metric
   * @param outOfFold findings from out-of-fold scores; empty unless these were kept
   * @param refit fit of the model on all rows, which no score is of; empty with model.refit =
   *     training
   */
  public record Result(
      Optional<Standing> winner,
      Optional<Standing> baseline,
      Optional<Improvement> improvement,
      Metric metric,
      Optional<OutOfFoldFindings> outOfFold,
      Optional<ModelRefit> refit) {}

  /**
   * Search that led to the result.
   *
   * @param trials number of trials by state; only states that occur
   * @param notBegun number of trials that are under way or were cancelled without any cell run; it
   *     depends on the parallelism
   * @param window virtual slots; 0 for no limit
   * @param seed start of everything drawn
   * @param saved work saved by pruning
   */
  public record Search(
      Map<TrialState, Integer> trials, int notBegun, int window, long seed, Saved saved) {
    public Search {
      trials = Collections.unmodifiableMap(new LinkedHashMap<>(trials));
    }
  }

  /**
   * Origin of the figures.
   *
   * @param folds partition of the rows into folds
   * @param versions of Espalier, Spark, Scala and Java
   * @param reproducible true if the tables follow from settings, data and seed alone
   * @param causes why the tables are not reproducible; empty if they are
   */
  public record Provenance(
      Folds folds, Map<String, String> versions, boolean reproducible, List<String> causes) {
    public Provenance {
      versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
      causes = List.copyOf(causes);
    }
  }

  /**
   * Score of a trial at the highest rung that it completed.
   *
   * @param trial number of the trial
   * @param learner name of its learner
   * @param configuration values of its learner's parameters, each of its own type
   * @param crossValidated its scores over the folds of the search
   * @param heldOut empty if it was not scored on held-out rows
   * @param iterations number at which early stopping ended its training; empty without
   * @param repeated on folds that the search has not seen; empty if it was not evaluated again
   */
  public record Standing(
      int trial,
      String learner,
      Map<String, Object> configuration,
      OptionalInt iterations,
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
   * @param mean over folds
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
      return new CrossValidated(mean, StandardError.of(all), scores);
    }
  }

  /**
   * A score on rows that no model saw before.
   *
   * @param score in the metric's own direction
   */
  public record HeldOut(double score) {}

  /**
   * Difference of two scores in the metric's own unit; positive is better.
   *
   * @param crossValidated difference of the means over folds
   * @param heldOut difference on held-out rows
   * @param interval 95 % of the difference on held-out rows
   */
  public record Improvement(
      double crossValidated, OptionalDouble heldOut, Optional<Interval> interval) {}

  /**
   * Metric that was optimised.
   *
   * @param name as in settings
   * @param direction direction of better scores
   */
  public record Metric(String name, Direction direction) {}

  /**
   * Planned units (training rows × folds) saved by pruning.
   *
   * @param unitsPlanned of all that was evaluated of trials that were completed, pruned or failed
   * @param unitsFull of the distinct configurations of these, had each been evaluated in full
   * @param unitsCancelled of the trials that were begun and are none of these: under way, or
   *     cancelled as the study ended
   */
  public record Saved(long unitsPlanned, long unitsFull, long unitsCancelled) {

    /** The share of the work in full that pruning saved; negative where rungs cost more. */
    public double share() {
      return unitsFull == 0 ? 0 : (double) (unitsFull - unitsPlanned) / unitsFull;
    }
  }

  /**
   * Measured cost of the study.
   *
   * @param taskSeconds executor run time of all cells, also of those that were cancelled
   * @param cancelledSeconds of these, the time of cells that were cancelled, and of those that
   *     ended too late to count
   * @param wallSeconds from the beginning to the end; of a study that has none, to the last cell's
   */
  public record Cost(double taskSeconds, double cancelledSeconds, double wallSeconds) {}

  /**
   * Partition of the rows into folds.
   *
   * @param rule as in settings
   * @param sizes validation rows of each fold
   * @param largestSkew largest deviation of a class's share in a fold, as a fraction of its share
   *     in all rows
   */
  public record Folds(String rule, List<Long> sizes, double largestSkew) {
    public Folds {
      sizes = List.copyOf(sizes);
    }
  }
}
