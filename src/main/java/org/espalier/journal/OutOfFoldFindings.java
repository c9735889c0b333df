package org.espalier.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.espalier.study.Inline;
import org.espalier.study.Interval;

/**
 * Findings from the out-of-fold scores of the finalists, and the model that follows from them.
 * Scores are those of the study's metric, unless another one is named, and means over folds.
 *
 * @param scored rows with scores, and the winner on parts of them
 * @param estimate score of the winner, corrected for the choice of it; empty where the metric does
 *     not allow it
 * @param thresholds choice of decision thresholds; empty where none was asked for or possible
 * @param calibration choice of a calibration, likewise
 * @param ensemble choice of an ensemble, likewise
 * @param heldOut score of the model on held-out rows; empty where it is the winner as it is, or
 *     there are no such rows
 * @param leftOut reasons why something that was asked for was not done, a sentence each
 */
public record OutOfFoldFindings(
    @Inline Scored scored,
    Optional<Estimate> estimate,
    Optional<Thresholds> thresholds,
    Optional<Calibration> calibration,
    Optional<Ensemble> ensemble,
    Optional<HeldOut> heldOut,
    List<String> leftOut) {

  /** No findings, of no rows. */
  public static final OutOfFoldFindings NONE =
      new OutOfFoldFindings(
          new Scored(0, 0),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of());

  public OutOfFoldFindings {
    leftOut = List.copyOf(leftOut);
  }

  /**
   * Rows with scores, and the winner on parts of them.
   *
   * @param rows number of rows; a row counts once for each repeat of the folds
   * @param trials number of finalists
   * @param groups scores by the groups of a column; empty where none is named
   * @param slices slices in which the winner does worst; empty where they are not sought
   */
  public record Scored(long rows, int trials, Optional<Groups> groups, Optional<Slices> slices) {
    public Scored {
      if (rows < 0 || trials < 0) {
        throw new IllegalArgumentException("%d rows, %d trials.".formatted(rows, trials));
      }
    }

    /** Rows that are not looked at in parts. */
    public Scored(long rows, int trials) {
      this(rows, trials, Optional.empty(), Optional.empty());
    }
  }

  /**
   * Scores of the winner by group, on the rows of all folds together.
   *
   * @param column whose values are the groups
   * @param groups those of few rows are pooled, as the last one
   * @param worst label of the group of the worst score, among those of enough rows; empty for none
   * @param gap difference of the best and the worst score; empty below two of them
   */
  public record Groups(
      String column, List<Group> groups, Optional<String> worst, OptionalDouble gap) {
    public Groups {
      groups = List.copyOf(groups);
    }
  }

  /**
   * Group of rows.
   *
   * @param rows number of rows of the data
   * @param score empty where the metric is not defined
   */
  public record Group(String label, long rows, OptionalDouble score) {}

  /**
   * Slices in which the winner does worst.
   *
   * @param loss name of the loss of a row by which they are compared
   * @param tested number of slices that were tested
   * @param slices the worst ones, the least likely by chance first
   */
  public record Slices(String loss, int tested, List<Slice> slices) {
    public Slices {
      slices = List.copyOf(slices);
    }
  }

  /**
   * Slice of the rows.
   *
   * @param parts column and value, or two of them
   * @param rows number of rows that were examined
   * @param mean loss of the rows
   * @param elsewhere mean loss of the other rows
   * @param probability of such a difference by chance, adjusted for all slices that were tested
   */
  public record Slice(
      List<Part> parts, long rows, double mean, double elsewhere, double probability) {
    public Slice {
      parts = List.copyOf(parts);
    }
  }

  /** Column and the value, or the range of values, that a slice has there. */
  public record Part(String column, String value) {}

  /**
   * Score of the winner.
   *
   * @param naive mean of the scores that it was chosen by
   * @param corrected mean of the scores, over bootstrap samples of the rows, of the trial that
   *     leads on a sample, on the rows outside of it
   * @param interval of the corrected score
   */
  public record Estimate(double naive, double corrected, Interval interval) {}

  /**
   * Choice of decision thresholds.
   *
   * @param criterion name of the metric that they are best for, or {@code costs}
   * @param thresholds by class, of the sum 1; the predicted class has the largest probability /
   *     threshold
   * @param before without thresholds
   * @param after on each fold with thresholds that were chosen on the others
   * @param kept true if they are part of the model
   */
  public record Thresholds(
      String criterion, List<Double> thresholds, double before, double after, boolean kept) {
    public Thresholds {
      thresholds = List.copyOf(thresholds);
    }
  }

  /**
   * Choice of a calibration of probabilities.
   *
   * @param method {@code isotonic} or {@code platt}
   * @param before log loss of the probabilities as they are
   * @param after log loss on each fold by a calibration that was fitted on the others
   * @param kept true if it is part of the model
   */
  public record Calibration(String method, double before, double after, boolean kept) {}

  /**
   * Choice of an ensemble.
   *
   * @param members trials and their weights, the largest first
   * @param single score of the winner
   * @param score on each fold of an ensemble that was selected on the others
   * @param stdError of the difference over folds; empty of a single fold
   * @param kept true if it is the model
   */
  public record Ensemble(
      List<Member> members, double single, double score, OptionalDouble stdError, boolean kept) {
    public Ensemble {
      members = List.copyOf(members);
    }
  }

  /**
   * Trial in an ensemble.
   *
   * @param weight above 0, at most 1
   */
  public record Member(int trial, double weight) {}

  /**
   * Scores on held-out rows.
   *
   * @param winner as it was fitted
   * @param model with all that was kept
   * @param gain of the model over the winner; empty if it cannot be computed for the metric
   */
  public record HeldOut(double winner, double model, Optional<Interval> gain) {}

  /** True if the model is another one than the winner as it was fitted. */
  public boolean isRefined() {
    return thresholds.filter(Thresholds::kept).isPresent()
        || calibration.filter(Calibration::kept).isPresent()
        || ensemble.filter(Ensemble::kept).isPresent();
  }

  /** The same without choices, and the reason why none was carried out. */
  public OutOfFoldFindings withoutModel(String reason) {
    List<String> reasons = new ArrayList<>(leftOut);
    reasons.add("The model is the winner as it was fitted: %s.".formatted(reason));
    return new OutOfFoldFindings(
        scored,
        estimate,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        reasons);
  }

  /** The same with a reason why something was not done, a sentence. */
  public OutOfFoldFindings because(String reason) {
    List<String> reasons = new ArrayList<>(leftOut);
    reasons.add(reason);
    return new OutOfFoldFindings(
        scored, estimate, thresholds, calibration, ensemble, heldOut, reasons);
  }

  /** The same with a corrected score. */
  public OutOfFoldFindings with(Estimate corrected) {
    return new OutOfFoldFindings(
        scored, Optional.of(corrected), thresholds, calibration, ensemble, heldOut, leftOut);
  }

  /** The same with scores on held-out rows. */
  public OutOfFoldFindings with(HeldOut scores) {
    return new OutOfFoldFindings(
        scored, estimate, thresholds, calibration, ensemble, Optional.of(scores), leftOut);
  }

  /** The same with scores on parts of the rows. */
  public OutOfFoldFindings with(Scored parts) {
    return new OutOfFoldFindings(
        parts, estimate, thresholds, calibration, ensemble, heldOut, leftOut);
  }
}
