package org.espalier.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.espalier.journal.OutOfFoldFindings;
import org.espalier.metric.Measure;
import org.espalier.metric.Metric;
import org.espalier.outoffold.Calibrator;
import org.espalier.outoffold.DecisionCriterion;
import org.espalier.outoffold.DecisionThresholds;
import org.espalier.outoffold.GreedySelection;
import org.espalier.outoffold.OutOfFoldTable;
import org.espalier.outoffold.ProbabilityCalibration;
import org.espalier.outoffold.SelectionBias;
import org.espalier.spec.ModelPlan;
import org.espalier.study.Seed;

/**
 * Analysis of the finalists' out-of-fold scores: the winner's score corrected for its choice and,
 * as far as a plan asks for them, an ensemble, a calibration of its scores, and thresholds of the
 * calibrated ones.
 *
 * @param winner number of the winning trial, which has scores in the table
 */
public record OutOfFoldAnalysis(
    OutOfFoldTable table, int winner, Metric metric, ModelPlan plan, Seed seed) {

  /** Metric that thresholds are chosen by where that of a study is of scores, not of classes. */
  private static final Metric OF_CLASSES = Metric.of("balanced-accuracy").orElseThrow();

  /** Name of a criterion that is no metric. */
  private static final String COSTS = "costs";

  /**
   * Result of an analysis.
   *
   * @param calibrator map of probabilities that is part of the model; empty for none
   */
  public record Result(OutOfFoldFindings findings, Optional<Calibrator> calibrator) {

    /** Weights of the trials in the model; the winner's alone unless there is an ensemble. */
    public List<OutOfFoldFindings.Member> members(int winner) {
      return findings
          .ensemble()
          .filter(OutOfFoldFindings.Ensemble::kept)
          .map(OutOfFoldFindings.Ensemble::members)
          .orElse(List.of(new OutOfFoldFindings.Member(winner, 1)));
    }

    /** Thresholds of the model by class; equal ones unless others were kept. */
    public List<Double> thresholds(int classes) {
      return findings
          .thresholds()
          .filter(OutOfFoldFindings.Thresholds::kept)
          .map(OutOfFoldFindings.Thresholds::thresholds)
          .orElse(Collections.nCopies(classes, 1.0));
    }

    /** The same after an ensemble was not made, and why. */
    public Result withoutEnsemble(String reason) {
      List<String> leftOut = new ArrayList<>(findings.leftOut());
      leftOut.add("No ensemble: %s.".formatted(reason));
      OutOfFoldFindings without =
          new OutOfFoldFindings(
              findings.rows(),
              findings.trials(),
              findings.estimate(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              leftOut);
      return new Result(without, Optional.empty());
    }
  }

  /** The findings, without scores on held-out rows. */
  public Result result() {
    List<String> leftOut = new ArrayList<>();
    Measure measure = Measure.of(metric);
    Optional<GreedySelection> ensemble =
        plan.ensemble() > 1
            ? GreedySelection.of(table, winner, measure, plan.ensemble(), seed)
            : Optional.empty();
    if (plan.ensemble() > 1 && ensemble.isEmpty()) {
      leftOut.add("No ensemble: it needs two finalists with scores, and two folds.");
    }
    double[] scores =
        ensemble
            .filter(GreedySelection::accepted)
            .map(kept -> kept.averaged(table))
            .orElseGet(() -> table.scores(winner));
    Optional<ProbabilityCalibration> calibration = calibration(scores, leftOut);
    Optional<ProbabilityCalibration> calibrated =
        calibration.filter(ProbabilityCalibration::kept);
    double[] probabilities =
        calibrated.map(kept -> kept.calibrated(table, scores)).orElse(scores);
    Optional<OutOfFoldFindings.Thresholds> thresholds = thresholds(probabilities, leftOut);
    OutOfFoldFindings findings =
        new OutOfFoldFindings(
            table.size(),
            table.trials().size(),
            SelectionBias.of(table, winner, measure, seed)
                .map(
                    bias ->
                        new OutOfFoldFindings.Estimate(
                            bias.naive(), bias.corrected(), bias.interval())),
            thresholds,
            calibration.map(OutOfFoldAnalysis::found),
            ensemble.map(OutOfFoldAnalysis::found),
            Optional.empty(),
            leftOut);
    return new Result(findings, calibrated.map(ProbabilityCalibration::calibrator));
  }

  private Optional<ProbabilityCalibration> calibration(double[] scores, List<String> leftOut) {
    if (plan.calibration() == ModelPlan.Calibration.NONE) {
      return Optional.empty();
    }
    Optional<ProbabilityCalibration> found =
        ProbabilityCalibration.of(table, scores, plan.calibration(), seed);
    if (found.isEmpty()) {
      leftOut.add("No calibration: it needs both classes in two folds.");
    }
    return found;
  }

  private Optional<OutOfFoldFindings.Thresholds> thresholds(
      double[] probabilities, List<String> leftOut) {
    boolean byCosts = !plan.costs().isEmpty();
    if (!plan.thresholds() && !byCosts) {
      return Optional.empty();
    }
    Metric ofClasses = metric.family() == Metric.Family.COUNTS ? metric : OF_CLASSES;
    DecisionCriterion criterion =
        byCosts
            ? new DecisionCriterion.OfCosts(plan.costs())
            : DecisionCriterion.of(ofClasses);
    Optional<DecisionThresholds> found =
        DecisionThresholds.of(table, probabilities, criterion, seed);
    if (found.isEmpty()) {
      leftOut.add("No decision thresholds: they need all classes in two folds.");
    }
    return found.map(
        chosen ->
            new OutOfFoldFindings.Thresholds(
                byCosts ? COSTS : ofClasses.key(),
                chosen.thresholds(),
                chosen.before(),
                chosen.after(),
                chosen.kept()));
  }

  private static OutOfFoldFindings.Calibration found(ProbabilityCalibration calibration) {
    String method = calibration.calibrator() instanceof Calibrator.Platt ? "platt" : "isotonic";
    return new OutOfFoldFindings.Calibration(
        method, calibration.before(), calibration.after(), calibration.kept());
  }

  private static OutOfFoldFindings.Ensemble found(GreedySelection ensemble) {
    return new OutOfFoldFindings.Ensemble(
        ensemble.members().stream()
            .map(member -> new OutOfFoldFindings.Member(member.trial(), member.weight()))
            .toList(),
        ensemble.single(),
        ensemble.score(),
        OptionalDouble.of(ensemble.standardError()),
        ensemble.accepted());
  }
}
