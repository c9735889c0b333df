package org.espalier.job.output;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.ml.PipelineModel;
import org.espalier.engine.Confirmation;
import org.espalier.engine.ConsoleFormat;
import org.espalier.engine.Ending;
import org.espalier.job.prepare.PreparedStudy;
import org.espalier.journal.StudyEvent;
import org.espalier.space.Configuration;
import org.espalier.spark.pipeline.OutOfFold;
import org.espalier.spark.pipeline.PipelineCells;
import org.espalier.spark.store.StudyFolder;
import org.espalier.study.Interval;
import org.espalier.study.Outcome;
import org.espalier.study.Study;

/** Model that a study leaves: fitted on all training rows, and scored on rows it has not seen. */
public record FinalModel(
    PreparedStudy prepared, StudyFolder folder, PipelineCells work, InstantSource clock) {

  /** Fits of the study's own pipelines. */
  private final class Refits implements Confirmation.Refits<PipelineModel> {
    @Override
    public PipelineModel fit(Configuration configuration) {
      return work.refit(configuration);
    }

    @Override
    public OptionalDouble heldOut(PipelineModel model) {
      return FinalModel.this.heldOut(model);
    }

    @Override
    public Optional<Interval> gain(PipelineModel model, PipelineModel baseline) {
      return work.gain(model, baseline, prepared.seed().child("bootstrap", 0));
    }
  }

  /**
   * Refits the winner, and scores it and the baseline once on the held-out rows.
   *
   * @param complete outcomes among which the winner was chosen
   */
  public StudyEvent.Confirmed winner(Study study, int winner, List<Outcome> complete)
      throws IOException {
    Confirmation<PipelineModel> confirmation =
        Confirmation.of(study, winner, complete, new Refits(), clock);
    StudyOutput.save(confirmation.model(), folder, prepared.plan());
    if (prepared.plan().output().predictions()) {
      OutOfFold outOfFold = new OutOfFold(work, prepared.data());
      Configuration chosen = study.trials().get(winner).configuration();
      StudyOutput.savePredictions(outOfFold.predictions(chosen), folder);
    }
    return confirmation.event();
  }

  /** Fits the first learner's defaults where nothing is known of any trial: better than nothing. */
  public Ending defaults(Ending ending) throws IOException {
    PipelineModel model = work.refit(prepared.space().defaults().get(0));
    StudyOutput.save(model, folder, prepared.plan());
    OptionalDouble heldOut = heldOut(model);
    String score =
        heldOut.isPresent()
            ? "; held-out %s %s".formatted(work.metric(), ConsoleFormat.text(heldOut.getAsDouble()))
            : "";
    return ending.withDefaults(prepared.plan().learners().get(0).name(), score);
  }

  private OptionalDouble heldOut(PipelineModel model) {
    return prepared.data().heldOut().isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(work.score(model, prepared.data().heldOut().get()));
  }
}
