package org.espalier.job.model;

import static org.apache.spark.sql.functions.col;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.spark.ml.PipelineModel;
import org.espalier.engine.Confirmation;
import org.espalier.engine.OutOfFoldAnalysis;
import org.espalier.evaluate.Reason;
import org.espalier.evaluate.StatedFailure;
import org.espalier.job.prepare.PreparedStudy;
import org.espalier.journal.OutOfFoldFindings;
import org.espalier.outoffold.Calibrator;
import org.espalier.outoffold.OutOfFoldTable;
import org.espalier.space.Configuration;
import org.espalier.spark.cell.FailureCause;
import org.espalier.spark.chain.FoldPart;
import org.espalier.spark.data.fold.FinalistScores;
import org.espalier.spark.data.table.ReservedColumns;
import org.espalier.spark.ensemble.DecisionStages;
import org.espalier.spark.pipeline.PipelineCells;
import org.espalier.study.Study;
import org.espalier.tune.FinishReserve;
import org.espalier.tune.TimeLeft;

/**
 * Refinement of a winner's model by out-of-fold scores of the finalists: an ensemble of several,
 * calibrated probabilities and decision thresholds, each kept if it is better across folds.
 */
final class ModelRefinement {

  /**
   * Minimum share of a trial's estimated time that its fit on all rows is assumed to take, however
   * short the winner's fit was: cells share the cores, and this fit does not.
   */
  private static final double LEAST_SHARE = 0.5;

  private static final String LATE = "there was no time for it before the deadline";

  private final PreparedStudy prepared;
  private final PipelineCells work;
  private final TimeLeft time;
  private final Study study;
  private final int winner;
  private Supplier<Optional<FinalistScores>> scores = Optional::empty; // of a recorded one
  private volatile Optional<OutOfFoldAnalysis> analysis = Optional.empty();
  private volatile OutOfFoldAnalysis.Result found =
      new OutOfFoldAnalysis.Result(OutOfFoldFindings.NONE, Optional.empty());

  private ModelRefinement(
      PreparedStudy prepared, PipelineCells work, TimeLeft time, Study study, int winner) {
    this.prepared = prepared;
    this.work = work;
    this.time = time;
    this.study = study;
    this.winner = winner;
  }

  /**
   * Refinement of a search's winner; empty where its scores are not known in full. An exception is
   * recorded as the reason for no refinement, unless the thread was interrupted.
   *
   * @param scores of the finalists
   */
  static Optional<ModelRefinement> of(
      PreparedStudy prepared,
      PipelineCells work,
      TimeLeft time,
      Study study,
      int winner,
      FinalistScores scores) {
    if (!time.allows(Duration.ZERO, FinishReserve.Step.JUDGE)) {
      return Optional.of(late(prepared, work, time, study, winner));
    }
    ModelRefinement refining = new ModelRefinement(prepared, work, time, study, winner);
    try {
      refining.analyse(scores);
      return Optional.of(refining).filter(one -> one.analysis.isPresent());
    } catch (Exception e) { // a failed job's exception is checked, and not declared
      if (FailureCause.of(e) == FailureCause.BROKEN_OFF) {
        throw e;
      }
      refining.leaveOut(Reason.of(e, List.of()));
      return Optional.of(refining);
    }
  }

  /** Refinement that leaves the winner as it was fitted, for lack of time. */
  static ModelRefinement late(
      PreparedStudy prepared, PipelineCells work, TimeLeft time, Study study, int winner) {
    ModelRefinement refining = new ModelRefinement(prepared, work, time, study, winner);
    refining.leaveOut("there was no time before the deadline to improve the model");
    return refining;
  }

  /**
   * Refinement that an earlier driver has recorded. The record does not hold a calibration, which
   * is fitted to the scores again.
   *
   * @param scores of the finalists, which are read if they are needed
   */
  static ModelRefinement recorded(
      PreparedStudy prepared,
      PipelineCells work,
      TimeLeft time,
      Study study,
      int winner,
      OutOfFoldFindings findings,
      Supplier<Optional<FinalistScores>> scores) {
    ModelRefinement refining = new ModelRefinement(prepared, work, time, study, winner);
    refining.found = new OutOfFoldAnalysis.Result(findings, Optional.empty());
    refining.scores = scores;
    return refining;
  }

  /** Fits again the calibration that an earlier driver recorded. */
  private void calibrateAgain() {
    OutOfFoldFindings findings = findings();
    boolean isCalibrated =
        findings.calibration().filter(OutOfFoldFindings.Calibration::kept).isPresent();
    if (!isCalibrated || found.calibrator().isPresent()) {
      return;
    }
    scores.get().ifPresent(this::analyse);
    boolean together = findings.ensemble().filter(OutOfFoldFindings.Ensemble::kept).isPresent();
    Optional<Calibrator> calibrator =
        analysis.flatMap(
            known -> (together ? found : known.withoutEnsemble(found, LATE)).calibrator());
    if (calibrator.isEmpty()) {
      throw new StatedFailure("the out-of-fold scores of its calibration are gone");
    }
    found = new OutOfFoldAnalysis.Result(findings, calibrator);
  }

  private void leaveOut(String why) {
    found = found.withoutModel(why);
  }

  private void analyse(FinalistScores scores) {
    analysis =
        OutOfFoldAnalysis.table(
                scores.arrays(),
                winner,
                prepared.data().folds().sizes().size(),
                prepared.foldsOfRepeat(),
                prepared.data().task(),
                prepared.data().labels().size())
            .map(this::analysis)
            .map(
                alone ->
                    prepared.plan().data().roles().group().isPresent()
                        ? alone.grouped(groups(scores))
                        : alone);
    analysis.ifPresent(known -> found = known.result());
  }

  private long[] groups(FinalistScores scores) {
    return IntStream.range(0, prepared.data().folds().sizes().size())
        .mapToObj(fold -> scores.values(fold, col(ReservedColumns.GROUP)))
        .flatMap(List::stream)
        .mapToLong(row -> row.getLong(0))
        .toArray();
  }

  private OutOfFoldAnalysis analysis(OutOfFoldTable table) {
    return new OutOfFoldAnalysis(
        table,
        winner,
        prepared.data().metric(),
        prepared.plan().output().model(),
        prepared.seed().child("refine", 0));
  }

  /**
   * Expected time of the fits of an ensemble's members without the winner.
   *
   * @param fit time of the winner's fit
   */
  Duration ofMembers(Duration fit) {
    double share = (double) fit.toNanos() / Math.max(1, expected(winner).toNanos());
    double needed =
        found.members(winner).stream()
            .filter(member -> member.trial() != winner)
            .mapToDouble(member -> expected(member.trial()).toNanos())
            .sum();
    return Duration.ofNanos((long) (Math.max(LEAST_SHARE, Math.min(1, share)) * needed));
  }

  /** True if the members of an ensemble, without the winner, are fitted before the deadline. */
  private boolean areMembersInTime(Duration fit) {
    Duration needed = ofMembers(fit);
    return needed.isZero() || time.allows(needed, FinishReserve.Step.SAVE);
  }

  private Duration expected(int trial) {
    return FinishReserve.fit(study.outcomesOf(trial), prepared.ladder());
  }

  /**
   * Returns the refined model, or the winner's own if nothing was kept or a fit fails. The reason
   * of a failure is recorded; an interrupt is thrown.
   *
   * @param fit time of the winner's fit
   */
  PipelineModel refine(PipelineModel fitted, Duration fit) {
    if (!areMembersInTime(fit)) {
      found = analysis.orElseThrow().withoutEnsemble(found, "there is no time to fit its members");
    }
    if (!found.findings().isRefined()) {
      return fitted;
    }
    try {
      return refined(trial -> trial == winner ? fitted : work.refit(configuration(trial)));
    } catch (Exception e) { // a failed job's exception is checked, and not declared
      if (FailureCause.of(e) == FailureCause.BROKEN_OFF) {
        throw e;
      }
      leaveOut(Reason.of(e, List.of()));
      return fitted;
    }
  }

  /**
   * Fits the configurations of the model on all rows, held-out ones too.
   *
   * @throws StatedFailure if its calibration must be fitted again and the scores no longer exist
   */
  PipelineModel onAllRows() {
    calibrateAgain();
    IntFunction<PipelineModel> fit =
        trial -> work.refit(configuration(trial), FoldPart.ofAllRows());
    return found.findings().isRefined() ? refined(fit) : fit.apply(winner);
  }

  /**
   * @param fit the finished pipeline of a trial
   */
  private PipelineModel refined(IntFunction<PipelineModel> fit) {
    Map<PipelineModel, Double> members = new LinkedHashMap<>();
    for (OutOfFoldFindings.Member member : found.members(winner)) {
      members.put(fit.apply(member.trial()), member.weight());
    }
    return work.refined(members, decision());
  }

  /** Rule of classes; any one for a regression. */
  private DecisionStages decision() {
    int classes = Math.max(2, prepared.data().labels().size());
    return new DecisionStages(found.thresholds(classes), found.calibrator());
  }

  private Configuration configuration(int trial) {
    return study.trials().get(trial).configuration();
  }

  OutOfFoldFindings findings() {
    return found.findings();
  }

  /**
   * Findings with scores on held-out rows; empty if there are none, or if the model is the winner's
   * own.
   */
  Optional<OutOfFoldFindings> compared(
      FinalModel models, Confirmation<PipelineModel> confirmation, PipelineModel refined) {
    if (refined == confirmation.model() || confirmation.event().heldOut().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        time.allows(Duration.ZERO, FinishReserve.Step.COMPARE)
            ? findings()
                .with(
                    new OutOfFoldFindings.HeldOut(
                        confirmation.event().heldOut().getAsDouble(),
                        models.heldOut(refined).orElseThrow(),
                        models.gain(refined, confirmation.model())))
            : findings().because("The model is not scored on held-out rows: " + LATE + "."));
  }
}
