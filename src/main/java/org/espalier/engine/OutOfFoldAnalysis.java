package org.espalier.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.espalier.evaluate.FoldScores;
import org.espalier.evaluate.ScoreStore;
import org.espalier.journal.OutOfFoldFindings;
import org.espalier.metric.Measure;
import org.espalier.metric.Metric;
import org.espalier.metric.ProblemType;
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
 * as far as a plan requests them, an ensemble, a calibration of its scores, and thresholds of the
 * calibrated ones.
 *
 * @param winner number of the winning trial, which has scores in the table
 */
public record OutOfFoldAnalysis(
    OutOfFoldTable table, int winner, Metric metric, ModelPlan plan, Seed seed) {

  /**
   * Metric by which thresholds are chosen if the study's metric reads scores rather than classes.
   */
  private static final Metric OF_CLASSES = Metric.of("balanced-accuracy").orElseThrow();

  /** Name of a criterion that is no metric. */
  private static final String COSTS = "costs";

  /**
   * Table of the scores of the trials that have probabilities, or numbers, for all rows of all
   * folds; empty if the winner is not one of them.
   *
   * @param scores by trial and fold, whose rows come in the same order for each trial
   * @param folds number of folds of the search
   * @param ofRepeat number of folds of a repeat
   * @param classes number of classes; 0 for none
   */
  public static Optional<OutOfFoldTable> table(
      SortedMap<ScoreStore.FullCell, FoldScores.Keyed> scores,
      int winner,
      int folds,
      int ofRepeat,
      ProblemType task,
      int classes) {
    if (!task.isClassification() && task != ProblemType.REGRESSION) {
      return Optional.empty();
    }
    List<FoldScores.Keyed> rows = ofTrial(scores, winner, folds);
    if (rows.isEmpty()) { // of a winner without all folds
      return Optional.empty();
    }
    int width = Math.max(1, classes);
    Map<Integer, double[]> byTrial = new LinkedHashMap<>();
    scores.keySet().stream()
        .map(ScoreStore.FullCell::trial)
        .distinct()
        .forEach(
            trial -> {
              List<FoldScores.Keyed> own = ofTrial(scores, trial, folds);
              if (areOfRows(own, rows) && areScores(own, width, classes > 0)) {
                byTrial.put(trial, joined(own, fold -> fold.scores().scores()));
              }
            });
    if (!byTrial.containsKey(winner)) {
      return Optional.empty();
    }
    long[] keys = rows.stream().flatMapToLong(fold -> Arrays.stream(fold.keys())).toArray();
    int[] fold = new int[keys.length];
    int[] repeat = new int[keys.length];
    int row = 0;
    for (int number = 0; number < rows.size(); number++) {
      int end = row + rows.get(number).scores().size();
      Arrays.fill(fold, row, end, number);
      Arrays.fill(repeat, row, end, number / ofRepeat);
      row = end;
    }
    return Optional.of(
        new OutOfFoldTable(
            task,
            classes,
            new OutOfFoldTable.Rows(
                fold,
                repeat,
                clusters(keys),
                joined(rows, one -> one.scores().labels()),
                joined(rows, FoldScores.Keyed::weights)),
            byTrial));
  }

  /** Numbers from 0 on, equal for equal keys. */
  private static int[] clusters(long[] keys) {
    long[] distinct = Arrays.stream(keys).sorted().distinct().toArray();
    return Arrays.stream(keys).mapToInt(key -> Arrays.binarySearch(distinct, key)).toArray();
  }

  /** The analysis in which rows of one group are drawn together, as they are not independent. */
  public OutOfFoldAnalysis grouped(long[] groups) {
    return new OutOfFoldAnalysis(table.clustered(clusters(groups)), winner, metric, plan, seed);
  }

  /** Scores of a trial by fold; empty unless it has some of each that is not empty. */
  private static List<FoldScores.Keyed> ofTrial(
      SortedMap<ScoreStore.FullCell, FoldScores.Keyed> scores, int trial, int folds) {
    List<FoldScores.Keyed> own = new ArrayList<>();
    for (int fold = 0; fold < folds; fold++) {
      Optional.ofNullable(scores.get(new ScoreStore.FullCell(trial, fold))).ifPresent(own::add);
    }
    return own.size() == folds ? own : List.of();
  }

  private static boolean areOfRows(List<FoldScores.Keyed> own, List<FoldScores.Keyed> rows) {
    return own.size() == rows.size()
        && IntStream.range(0, own.size())
            .allMatch(fold -> Arrays.equals(own.get(fold).keys(), rows.get(fold).keys()));
  }

  /** True for numbers, or probabilities, of all rows. */
  private static boolean areScores(List<FoldScores.Keyed> own, int width, boolean probabilities) {
    return own.stream()
        .allMatch(
            fold -> {
              double[] all = fold.scores().scores();
              boolean fits =
                  all.length == fold.scores().size() * width
                      && Arrays.stream(all).allMatch(Double::isFinite)
                      && Arrays.stream(fold.scores().labels()).allMatch(Double::isFinite);
              return fits
                  && (!probabilities
                      || IntStream.range(0, fold.scores().size())
                          .allMatch(row -> isDistribution(all, row * width, width)));
            });
  }

  private static boolean isDistribution(double[] values, int from, int width) {
    double sum = 0;
    for (int i = from; i < from + width; i++) {
      if (values[i] < 0) {
        return false;
      }
      sum += values[i];
    }
    return Math.abs(sum - 1) <= OutOfFoldTable.ROUNDING;
  }

  private static double[] joined(
      List<FoldScores.Keyed> folds, Function<FoldScores.Keyed, double[]> part) {
    return folds.stream().map(part).flatMapToDouble(Arrays::stream).toArray();
  }

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

    /** Result for the winner as it was fitted, with the reason why it was not refined. */
    public Result withoutModel(String reason) {
      return new Result(findings.withoutModel(reason), Optional.empty());
    }

    private Result with(OutOfFoldFindings.Estimate estimate) {
      return new Result(findings.with(estimate), calibrator);
    }

    /** Thresholds of the model by class; equal ones unless others were kept. */
    public List<Double> thresholds(int classes) {
      return findings
          .thresholds()
          .filter(OutOfFoldFindings.Thresholds::kept)
          .map(OutOfFoldFindings.Thresholds::thresholds)
          .orElse(Collections.nCopies(classes, 1.0));
    }
  }

  /**
   * The findings for the winner alone, with the reason why there is no ensemble.
   *
   * @param found with an ensemble
   */
  public Result withoutEnsemble(Result found, String reason) {
    Result alone =
        new OutOfFoldAnalysis(table, winner, metric, plan.withoutEnsemble(), seed)
            .unestimated(List.of("No ensemble: %s.".formatted(reason)));
    return found.findings().estimate().map(alone::with).orElse(alone);
  }

  /** The findings, without scores on held-out rows. */
  public Result result() {
    Result found = unestimated(List.of());
    return SelectionBias.of(table, winner, Measure.of(metric), seed)
        .map(
            bias -> new OutOfFoldFindings.Estimate(bias.naive(), bias.corrected(), bias.interval()))
        .map(found::with)
        .orElse(found);
  }

  private Result unestimated(List<String> before) {
    List<String> leftOut = new ArrayList<>(before);
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
    Optional<ProbabilityCalibration> calibrated = calibration.filter(ProbabilityCalibration::kept);
    double[] probabilities = calibrated.map(kept -> kept.calibrated(table, scores)).orElse(scores);
    Optional<OutOfFoldFindings.Thresholds> thresholds = thresholds(probabilities, leftOut);
    OutOfFoldFindings findings =
        new OutOfFoldFindings(
            table.size(),
            table.trials().size(),
            Optional.empty(),
            thresholds,
            calibration.map(OutOfFoldAnalysis::found),
            ensemble.map(OutOfFoldAnalysis::found),
            Optional.empty(),
            leftOut);
    return new Result(findings, calibrated.map(ProbabilityCalibration::calibrator));
  }

  private Optional<ProbabilityCalibration> calibration(double[] scores, List<String> leftOut) {
    if (!plan.calibrated()) {
      return Optional.empty();
    }
    Optional<ProbabilityCalibration> found = ProbabilityCalibration.of(table, scores, seed);
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
        byCosts ? new DecisionCriterion.OfCosts(plan.costs()) : DecisionCriterion.of(ofClasses);
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
