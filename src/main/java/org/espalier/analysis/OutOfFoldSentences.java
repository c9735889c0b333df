package org.espalier.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.espalier.journal.OutOfFoldFindings;
import org.espalier.journal.OutOfFoldFindings.Ensemble;
import org.espalier.journal.Summary;
import org.espalier.numeric.CountedNoun;
import org.espalier.study.Interval;

/** Sentences about the out-of-fold scores of a study's winner, and about its model. */
public final class OutOfFoldSentences {

  private OutOfFoldSentences() {}

  /** The sentences, one for each finding; none for a study whose scores were not kept. */
  public static List<String> of(Summary.Result result) {
    String metric = result.metric().name();
    return result.outOfFold().map(findings -> of(findings, metric)).orElse(List.of());
  }

  private static List<String> of(OutOfFoldFindings findings, String metric) {
    List<String> all = new ArrayList<>();
    findings
        .estimate()
        .ifPresent(
            estimate ->
                all.add(
                    "Corrected for the choice among %s, %s is %s (95 %% %s); the winner was chosen by %s."
                        .formatted(
                            CountedNoun.of(findings.trials(), "finalist"),
                            metric,
                            ScoreEstimate.digits(estimate.corrected()),
                            text(estimate.interval()),
                            ScoreEstimate.digits(estimate.naive()))));
    findings
        .ensemble()
        .ifPresent(
            ensemble ->
                all.add(
                    "Ensemble of %s: %s %s, the winner alone %s%s."
                        .formatted(
                            members(ensemble),
                            metric,
                            ScoreEstimate.digits(ensemble.score()),
                            ScoreEstimate.digits(ensemble.single()),
                            ensemble.kept()
                                ? "; it is the model"
                                : "; not better by more than the standard error, so left out")));
    findings
        .calibration()
        .ifPresent(
            calibration ->
                all.add(
                    "Calibration (%s): log loss %s, before %s%s."
                        .formatted(
                            calibration.method(),
                            ScoreEstimate.digits(calibration.after()),
                            ScoreEstimate.digits(calibration.before()),
                            kept(calibration.kept()))));
    findings
        .thresholds()
        .ifPresent(
            thresholds ->
                all.add(
                    "Decision thresholds %s: %s %s, without %s%s."
                        .formatted(
                            thresholds.thresholds().stream()
                                .map(ScoreEstimate::digits)
                                .collect(Collectors.joining(", ")),
                            thresholds.criterion(),
                            ScoreEstimate.digits(thresholds.after()),
                            ScoreEstimate.digits(thresholds.before()),
                            kept(thresholds.kept()))));
    findings
        .heldOut()
        .ifPresent(
            scores ->
                all.add(
                    "On held-out rows the model has %s %s, the winner alone %s%s."
                        .formatted(
                            metric,
                            ScoreEstimate.digits(scores.model()),
                            ScoreEstimate.digits(scores.winner()),
                            scores
                                .gain()
                                .map(
                                    gain -> "; 95 %% interval of the gain %s".formatted(text(gain)))
                                .orElse(""))));
    all.addAll(findings.leftOut());
    return all;
  }

  private static String kept(boolean kept) {
    return kept ? "" : "; not better, so left out";
  }

  private static String members(Ensemble ensemble) {
    return ensemble.members().stream()
        .map(one -> "%.0f %% trial %d".formatted(100 * one.weight(), one.trial()))
        .collect(Collectors.joining(", "));
  }

  private static String text(Interval interval) {
    return "%s to %s"
        .formatted(ScoreEstimate.digits(interval.low()), ScoreEstimate.digits(interval.high()));
  }
}
