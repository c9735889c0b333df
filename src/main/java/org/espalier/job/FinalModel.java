package org.espalier.job;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.ml.PipelineModel;
import org.espalier.engine.ConsoleFormat;
import org.espalier.engine.Ending;
import org.espalier.journal.StudyEvent;
import org.espalier.space.Configuration;
import org.espalier.spark.pipeline.OutOfFold;
import org.espalier.spark.pipeline.PipelineCells;
import org.espalier.spark.store.StudyFolder;
import org.espalier.study.Interval;
import org.espalier.study.Outcome;
import org.espalier.study.Study;

/** Model that a study leaves: fitted on all training rows, and scored on rows it has not seen. */
record FinalModel(
    PreparedStudy prepared, StudyFolder folder, PipelineCells work, InstantSource clock) {

  private static final double MILLIS = 1000;

  /**
   * Refits the winner, and scores it and the baseline once on the held-out rows.
   *
   * @param complete outcomes among which the winner was chosen
   */
  StudyEvent.Confirmed winner(Study study, int winner, List<Outcome> complete) throws IOException {
    long before = clock.millis();
    Configuration chosen = study.trials().get(winner).configuration();
    PipelineModel model = work.refit(chosen);
    double refitSeconds = (clock.millis() - before) / MILLIS;
    OptionalDouble heldOut = heldOut(model);
    OptionalDouble baselineHeldOut = OptionalDouble.empty();
    boolean baselineComplete = complete.stream().anyMatch(o -> o.proposal().trial() == 0);
    Optional<Interval> gain = Optional.empty();
    if (heldOut.isPresent() && baselineComplete && winner == 0) {
      baselineHeldOut = heldOut;
    } else if (heldOut.isPresent() && baselineComplete) {
      PipelineModel baseline = work.refit(study.trials().get(0).configuration());
      baselineHeldOut = heldOut(baseline);
      gain = work.gain(model, baseline, prepared.seed().child("bootstrap", 0));
    }
    StudyOutput.save(model, folder, prepared.plan());
    if (prepared.plan().output().predictions()) {
      OutOfFold outOfFold = new OutOfFold(work, prepared.data());
      StudyOutput.savePredictions(outOfFold.predictions(chosen), folder);
    }
    return new StudyEvent.Confirmed(winner, heldOut, baselineHeldOut, refitSeconds, gain);
  }

  /** Fits the first learner's defaults where nothing is known of any trial: better than nothing. */
  Ending defaults(Ending ending) throws IOException {
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
