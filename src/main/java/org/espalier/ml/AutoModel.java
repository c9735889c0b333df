package org.espalier.ml;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.SparkSession;
import org.espalier.Api;
import org.espalier.analysis.ParameterImportance;
import org.espalier.analysis.TrialExplanation;
import org.espalier.job.terminal.Leaderboard;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.TrialRow;
import org.espalier.report.ReportPage;
import org.espalier.spark.store.StudyFolder;

/**
 * Model that an {@link AutoTuner} found, with its study.
 *
 * @param model fitted pipeline, which takes the dataset as it was given
 * @param study tables and summary
 * @param folder folder with the study's output
 */
@Api
public record AutoModel(PipelineModel model, StudyRecord study, String folder) {

  static AutoModel of(SparkSession spark, StudyFolder folder) throws IOException {
    SparkSession.setActiveSession(spark);
    return new AutoModel(
        PipelineModel.load(folder.model().toString()),
        folder.history().record(),
        folder.path().toString());
  }

  /**
   * Best trial of each learner, the best three trials of all, and the baseline; the winner first.
   */
  public List<TrialRow> leaderboard() {
    return new Leaderboard(study, OptionalLong.empty()).trials();
  }

  /**
   * Record of a trial: what proposed it, its scores next to the cuts, and why it was pruned.
   *
   * @throws IllegalArgumentException if the study has no such trial
   */
  public TrialExplanation explain(int trial) {
    return TrialExplanation.of(study, trial);
  }

  /** Importance of the parameters for the score. */
  public ParameterImportance importance() {
    return ParameterImportance.of(study);
  }

  /** Page about the study, as HTML without external resources. */
  public String page() {
    return ReportPage.of(study);
  }
}
