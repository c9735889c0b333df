package org.espalier.job.study;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.ml.PipelineModel;
import org.espalier.engine.OutOfFoldAnalysis;
import org.espalier.engine.StudySearch;
import org.espalier.evaluate.Reason;
import org.espalier.journal.OutOfFoldFindings;
import org.espalier.outoffold.OutOfFoldTable;
import org.espalier.space.Configuration;
import org.espalier.spark.cell.FailureCause;
import org.espalier.spark.data.fold.FinalistScores;
import org.espalier.spark.ensemble.DecisionStages;
import org.espalier.spark.pipeline.PipelineCells;
import org.espalier.spec.ModelPlan;
import org.espalier.study.Study;
import org.espalier.tune.FinishReserve;

/**
 * Refinement of a winner's model by out-of-fold scores of the finalists: an ensemble of several,
 * calibrated probabilities and decision thresholds, each kept if it is better across folds.
 */
final class Refining {

  private final PreparedStudy prepared;
  private final PipelineCells work;
  private final Study study;
  private final int winner;
  private volatile OutOfFoldAnalysis.Result found;

  private Refining(
      PreparedStudy prepared,
      PipelineCells work,
      Study study,
      int winner,
      OutOfFoldAnalysis.Result found) {
    this.prepared = prepared;
    this.work = work;
    this.study = study;
    this.winner = winner;
    this.found = found;
  }

  /**
   * Refinement of a search's winner, which is fitted; empty where its scores are not known in full.
   * An exception is the reason that nothing is made of them, unless the thread was interrupted.
   *
   * @param scores of the finalists
   */
  static Optional<Refining> of(
      PreparedStudy prepared,
      PipelineCells work,
      StudySearch search,
      StudySearch.Result result,
      int winner,
      FinalistScores scores) {
    if (!search.isInTimeWithRest(Duration.ZERO)) {
      String late = "there was no time before the deadline to make more of it";
      return Optional.of(withoutModel(prepared, work, result, winner, late));
    }
    try {
      return analysed(prepared, search, result, winner, scores)
          .map(found -> new Refining(prepared, work, result.study(), winner, found));
    } catch (Exception e) { // a failed job's exception is checked, and not declared
      if (FailureCause.of(e) == FailureCause.BROKEN_OFF) {
        throw e;
      }
      return Optional.of(withoutModel(prepared, work, result, winner, Reason.of(e, List.of())));
    }
  }

  private static Refining withoutModel(
      PreparedStudy prepared,
      PipelineCells work,
      StudySearch.Result result,
      int winner,
      String why) {
    OutOfFoldFindings none = OutOfFoldFindings.NONE.withoutModel(why);
    OutOfFoldAnalysis.Result found = new OutOfFoldAnalysis.Result(none, Optional.empty());
    return new Refining(prepared, work, result.study(), winner, found);
  }

  private static Optional<OutOfFoldAnalysis.Result> analysed(
      PreparedStudy prepared,
      StudySearch search,
      StudySearch.Result result,
      int winner,
      FinalistScores scores) {
    Optional<OutOfFoldTable> table =
        OutOfFoldAnalysis.table(
            scores.arrays(),
            winner,
            prepared.data().folds().sizes().size(),
            prepared.foldsOfRepeat(),
            prepared.data().task(),
            prepared.data().labels().size());
    if (table.isEmpty()) {
      return Optional.empty();
    }
    ModelPlan plan = prepared.plan().output().model();
    OutOfFoldAnalysis analysis =
        new OutOfFoldAnalysis(
            table.get(),
            winner,
            prepared.data().metric(),
            plan,
            prepared.seed().child("refine", 0));
    OutOfFoldAnalysis.Result found = analysis.result();
    Duration refits =
        found.members(winner).stream()
            .filter(member -> member.trial() != winner)
            .map(
                member ->
                    FinishReserve.fit(result.study().outcomesOf(member.trial()), prepared.ladder()))
            .reduce(Duration.ZERO, Duration::plus);
    if (found.members(winner).size() > 1 && !search.isInTimeWithRest(refits)) {
      found = analysis.withoutEnsemble(found, "there is no time to fit its members");
    }
    OutOfFoldFindings findings =
        ScoredSubsets.of(prepared, scores, table.get(), winner, found.findings());
    return Optional.of(new OutOfFoldAnalysis.Result(findings, found.calibrator()));
  }

  /**
   * The refined model; the winner's own where nothing was kept. An exception is the reason that it
   * is left out, unless the thread was interrupted.
   */
  PipelineModel of(PipelineModel fitted) {
    if (!found.findings().isRefined()) {
      return fitted;
    }
    try {
      return refined(fitted);
    } catch (Exception e) { // a failed job's exception is checked, and not declared
      if (FailureCause.of(e) == FailureCause.BROKEN_OFF) {
        throw e;
      }
      found = found.withoutModel(Reason.of(e, List.of()));
      return fitted;
    }
  }

  private PipelineModel refined(PipelineModel fitted) {
    Map<PipelineModel, Double> members = new LinkedHashMap<>();
    for (OutOfFoldFindings.Member member : found.members(winner)) {
      members.put(
          member.trial() == winner ? fitted : work.refit(configuration(member.trial())),
          member.weight());
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

  /**
   * Findings, with scores on held-out rows if there are any and the model is not the winner's own.
   */
  OutOfFoldFindings findings(FinalRefits refits, PipelineModel fitted, PipelineModel refined) {
    OptionalDouble before = refined == fitted ? OptionalDouble.empty() : refits.heldOut(fitted);
    return before.isEmpty()
        ? found.findings()
        : found
            .findings()
            .with(
                new OutOfFoldFindings.HeldOut(
                    before.getAsDouble(),
                    refits.heldOut(refined).orElseThrow(),
                    refits.gain(refined, fitted)));
  }
}
