package org.espalier.job.study;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.ml.PipelineModel;
import org.espalier.engine.Confirmation;
import org.espalier.journal.HeldOutExamination;
import org.espalier.space.Configuration;
import org.espalier.spark.pipeline.PipelineCells;
import org.espalier.spark.pipeline.PipelineScores;
import org.espalier.study.Interval;

/** Fits of the study's own pipelines; the spare model is not fitted again. */
class FinalRefits implements Confirmation.Refits<PipelineModel> {

  private final Map<PipelineModel, PipelineScores.Judged> judged =
      Collections.synchronizedMap(new IdentityHashMap<>());

  private final PreparedStudy prepared;
  private final PipelineCells work;
  private final Optional<Rehearsal.Spare> spare;

  FinalRefits(PreparedStudy prepared, PipelineCells work, Optional<Rehearsal.Spare> spare) {
    this.prepared = prepared;
    this.work = work;
    this.spare = spare;
    spare.flatMap(Rehearsal.Spare::judged).ifPresent(known -> judged.put(known.model(), known));
  }

  @Override
  public PipelineModel fit(Configuration configuration) {
    return spare(configuration)
        .map(Rehearsal.Spare::model)
        .orElseGet(() -> work.refit(configuration));
  }

  @Override
  public boolean isFitted(Configuration configuration) {
    return spare(configuration).isPresent();
  }

  @Override
  public OptionalDouble heldOut(PipelineModel model) {
    return prepared.data().rows().heldOut().isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(judged(model).score());
  }

  PipelineScores.Judged judged(PipelineModel model) {
    PipelineScores.Judged known = judged.get(model);
    if (known == null) {
      known = work.finishedScores().judged(model);
      judged.put(model, known);
    }
    return known;
  }

  @Override
  public Optional<Interval> gain(PipelineModel model, PipelineModel baseline) {
    return work.finishedScores()
        .gain(judged(model), judged(baseline), prepared.seed().child("bootstrap", 0));
  }

  @Override
  public HeldOutExamination examined(PipelineModel model, Configuration configuration) {
    return work.finishedScores()
        .examined(
            model, !prepared.plan().output().hidesNames(), prepared.seed().child("examination", 0));
  }

  /** The spare model, if it is the one of a configuration. */
  Optional<Rehearsal.Spare> spare(Configuration configuration) {
    boolean early = work.endedEarly(configuration); // the spare model ran all iterations
    return spare.filter(kept -> !early && kept.configuration().equals(configuration));
  }
}
