package org.espalier.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.espalier.study.Interval;

/**
 * Findings from the out-of-fold scores of the finalists, and the model that follows from them.
 * Scores are those of the study's metric, unless another one is named, and means over folds.
 *
 * @param rows number of rows with scores; a row counts once for each repeat of the folds
 * @param trials number of finalists
 * @param estimate score of the winner, corrected for the choice of it; empty where the metric does
 *     not allow it
 * @param thresholds choice of decision thresholds; empty where none was requested or possible
 * @param calibration choice of a calibration, likewise
 * @param ensemble choice of an ensemble, likewise
 * @param heldOut score of the model on held-out rows; empty where it is the winner as it is, or
 *     there are no such rows
 * @param leftOut reasons why a requested step was skipped, a sentence each
 */
public record OutOfFoldFindings(
    long rows,
    int trials,
    Optional<Estimate> estimate,
    Optional<Thresholds> thresholds,
    Optional<Calibration> calibration,
    Optional<Ensemble> ensemble,
    Optional<HeldOut> heldOut,
    List<String> leftOut) {

  /** No findings, of no rows. */
  public static final OutOfFoldFindings NONE =
      new OutOfFoldFindings(
          0,
          0,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of());

  public OutOfFoldFindings {
    leftOut = List.copyOf(leftOut);
    if (rows < 0 || trials < 0) {
      throw new IllegalArgumentException("%d rows, %d trials.".formatted(rows, trials));
    }
  }

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
   * @param stdError of the difference over folds; empty for a single fold
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

  /** Copy without choices, with the reason why none was carried out. */
  public OutOfFoldFindings withoutModel(String reason) {
    List<String> reasons = new ArrayList<>(leftOut);
    reasons.add("The model is the winner as it was fitted: %s.".formatted(reason));
    return new OutOfFoldFindings(
        rows,
        trials,
        estimate,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        reasons);
  }

  /** Copy with a reason why something was not done, a sentence. */
  public OutOfFoldFindings because(String reason) {
    List<String> reasons = new ArrayList<>(leftOut);
    reasons.add(reason);
    return new OutOfFoldFindings(
        rows, trials, estimate, thresholds, calibration, ensemble, heldOut, reasons);
  }

  public OutOfFoldFindings with(Estimate corrected) {
    return new OutOfFoldFindings(
        rows, trials, Optional.of(corrected), thresholds, calibration, ensemble, heldOut, leftOut);
  }

  public OutOfFoldFindings with(HeldOut scores) {
    return new OutOfFoldFindings(
        rows, trials, estimate, thresholds, calibration, ensemble, Optional.of(scores), leftOut);
  }
}
