package org.espalier.job.model;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.PipelineModel;
import org.espalier.engine.ModelComparison;
import org.espalier.job.prepare.PreparedStudy;
import org.espalier.journal.StudyEvent;
import org.espalier.spark.data.table.TableFingerprint;
import org.espalier.spark.metric.Scorer;
import org.espalier.spark.pipeline.ModelFolder;
import org.espalier.spark.pipeline.PipelineCells;
import org.espalier.spark.pipeline.PipelineScores;
import org.espalier.spark.store.InUse;
import org.espalier.study.Interval;

/**
 * Model in use, with which the model of a new study is compared on the rows that this study held
 * out: where a model was fitted on all rows, the one of the training rows is compared in its place.
 * The model in use has hardly seen these rows either: the hash of a row's values, or its time,
 * decides whether it is held out, so a held-out row was held out before or is new. Rows near the
 * limit of the share may have changed sides, which favours the model in use.
 *
 * @param now the new study, with its data
 * @param champion record of the model in use
 */
public record ModelInUse(PreparedStudy now, InUse champion) {

  /**
   * Result of the comparison.
   *
   * @param taken true if the new model replaces the other
   * @param why reason, in words
   * @param gain 95 % interval of the gain of the new model, if it was computed
   */
  public record Verdict(boolean taken, String why, Optional<Interval> gain) {}

  /** Compares the model in a folder, which has not seen the held-out rows, with this one. */
  public Verdict challengedBy(String model) throws IOException {
    Optional<String> apart = incomparable();
    if (apart.isPresent()) {
      return new Verdict(true, apart.get(), Optional.empty());
    }
    Optional<PipelineModel> held = folder(champion.compared()).load();
    Optional<PipelineModel> made = folder(model).load();
    if (held.isEmpty() || made.isEmpty()) {
      return new Verdict(
          true, "a model in a format of its library cannot be compared", Optional.empty());
    }
    try (PipelineCells work = now.cells()) {
      return verdict(work, held.get(), made.get());
    }
  }

  private Verdict verdict(PipelineCells work, PipelineModel held, PipelineModel challenger) {
    PipelineScores scores = work.finishedScores();
    PipelineScores.Judged before = scores.judged(held);
    PipelineScores.Judged after = scores.judged(challenger);
    ModelComparison challenge =
        new ModelComparison(
            Scorer.objective(now.data().metric()),
            before.score(),
            after.score(),
            scores.gain(after, before, now.seed().child("challenge", 0)));
    return new Verdict(challenge.isWon(), challenge.inWords(), challenge.gain());
  }

  /** Reason why the model in use cannot be applied to the current rows; empty if it can. */
  private Optional<String> incomparable() throws IOException {
    List<String> gone = new ArrayList<>(champion.input().columns().keySet());
    gone.removeAll(now.fingerprint().columns().keySet());
    if (!gone.isEmpty()) {
      return Optional.of(
          "the model in use needs columns that no longer exist: " + String.join(", ", gone));
    }
    if (!champion.input().classes().equals(classes(now))) {
      return Optional.of("the classes differ from those of the model in use");
    }
    if (!champion.input().shaping().equals(now.data().shaping())) {
      return Optional.of("the features are computed in another way than for the model in use");
    }
    return folder(champion.compared()).isThere()
        ? Optional.empty()
        : Optional.of("the model in use no longer exists");
  }

  /** Digest of the classes in the order of their index. */
  public static String classes(PreparedStudy study) {
    StudyEvent.Fingerprint none = new StudyEvent.Fingerprint("", 0, Map.of());
    return TableFingerprint.withoutNames(none, study.data().labels().toString()).digest();
  }

  private ModelFolder folder(String path) {
    return new ModelFolder(new Path(path), now.plan().output().model().save());
  }
}
