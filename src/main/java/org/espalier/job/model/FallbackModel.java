package org.espalier.job.model;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.ml.PipelineModel;
import org.espalier.engine.StudyEnd;
import org.espalier.job.prepare.PreparedStudy;
import org.espalier.space.Configuration;
import org.espalier.spark.pipeline.ModelFolder;
import org.espalier.spark.pipeline.PipelineCells;
import org.espalier.spark.pipeline.PipelineScores;
import org.espalier.spark.store.StudyFolder;

/**
 * Model that is left if there is no time for a better one: the first learner's defaults, fitted on
 * all training rows and saved in the study's folder before a search under a deadline.
 *
 * @param work writes the code of the model
 * @param fitted the model; empty without a deadline, or if an earlier driver fitted it
 */
public record FallbackModel(
    PreparedStudy prepared, StudyFolder folder, PipelineCells work, Optional<Fitted> fitted)
    implements StudyEnd.Fallback {

  /**
   * Fitted model.
   *
   * @param judged score on the held-out rows; empty if there are none
   * @param seconds time of the fit
   */
  public record Fitted(
      PipelineModel model, Optional<PipelineScores.Judged> judged, double seconds) {}

  @Override
  public Configuration configuration() {
    return prepared.space().defaults().get(0);
  }

  @Override
  public String learner() {
    return prepared.plan().learners().get(0).name();
  }

  @Override
  public double fitSeconds() {
    return fitted.map(Fitted::seconds).orElse(0.0);
  }

  @Override
  public OptionalDouble heldOut() {
    return fitted.flatMap(Fitted::judged).stream()
        .mapToDouble(PipelineScores.Judged::score)
        .findFirst();
  }

  @Override
  public boolean isSaved() throws IOException {
    return saved().isThere();
  }

  @Override
  public void adopt() throws IOException {
    saved().moveTo(folder.model());
    StudyOutput.saved(folder.trainingModel(), prepared.plan()).delete(); // of an earlier model
    if (fitted.isPresent()) {
      String code = work.code(configuration(), fitted.get().model());
      StudyOutput.saveCode(code, folder, prepared.plan());
    }
  }

  @Override
  public void drop() throws IOException {
    saved().delete();
  }

  private ModelFolder saved() {
    return StudyOutput.saved(folder.spare(), prepared.plan());
  }
}
