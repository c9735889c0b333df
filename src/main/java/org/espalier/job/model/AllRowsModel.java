package org.espalier.job.model;

import java.io.IOException;
import java.time.Duration;
import org.apache.spark.ml.PipelineModel;
import org.espalier.engine.FinalModels;
import org.espalier.job.prepare.PreparedStudy;
import org.espalier.spark.chain.FoldPart;
import org.espalier.spark.pipeline.ModelFolder;
import org.espalier.spark.store.StudyFolder;
import org.espalier.tune.FinishReserve;

/**
 * Model of a job's study, fitted on all rows: the configurations, weights, calibration and
 * thresholds of the model of the training rows, which has given the scores. It is saved next to
 * that model and replaces it by two renames, so that the folder has a complete model at every
 * moment.
 *
 * @param refining refinement that the model consists of
 * @param reserve of the study, which knows the time of a fit before the search
 * @param fit time of the winner's fit on the training rows
 */
record AllRowsModel(
    PreparedStudy prepared,
    StudyFolder folder,
    ModelRefinement refining,
    FinishReserve reserve,
    Duration fit)
    implements FinalModels.OnAllRows {

  @Override
  public long rows() {
    return prepared.data().rows(FoldPart.ofAllRows());
  }

  @Override
  public Duration expected() {
    Duration least = reserve.fit();
    Duration winner = fit.compareTo(least) > 0 ? fit : least;
    return FinishReserve.times(winner.plus(refining.ofMembers(fit)), prepared.moreRows());
  }

  @Override
  public void save() throws IOException {
    PipelineModel model = refining.onAllRows();
    StudyOutput.saveBeside(model, folder, prepared.plan());
  }

  @Override
  public void adopt() throws IOException {
    ModelFolder onAllRows = StudyOutput.saved(folder.allRowsModel(), prepared.plan());
    if (!onAllRows.isThere()) {
      return;
    }
    ModelFolder judged = StudyOutput.saved(folder.model(), prepared.plan());
    if (judged.isThere()) { // else a killed driver has moved it
      judged.moveTo(folder.trainingModel());
    }
    onAllRows.moveTo(folder.model());
  }

  @Override
  public void drop() throws IOException {
    StudyOutput.saved(folder.allRowsModel(), prepared.plan()).delete();
  }
}
