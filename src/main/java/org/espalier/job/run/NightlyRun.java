package org.espalier.job.run;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.espalier.hocon.Settings;
import org.espalier.job.model.ModelInUse;
import org.espalier.job.model.StudyOutput;
import org.espalier.job.prepare.PreparedStudy;
import org.espalier.job.sketch.StudySketch;
import org.espalier.journal.StudyStatus;
import org.espalier.spark.data.table.TableFingerprint;
import org.espalier.spark.store.InUse;
import org.espalier.spark.store.StudyFolder;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.Problem;
import org.espalier.spec.learners.StudyPlan;

/**
 * Run of {@code tune --if-changed}. If rows and settings are unchanged, it does nothing; otherwise
 * it runs a study of the current rows, with the study of the model in use as its prior, and
 * compares the two models.
 *
 * <p>The name of each study follows from rows and settings, so that an interrupted run continues
 * when it is called again.
 *
 * @param now the requested study, with the current rows
 * @param settings reads the same settings again, with further ones set
 */
public record NightlyRun(
    PreparedStudy now,
    Function<List<String>, Settings.Checked> settings,
    PrintWriter out,
    InstantSource clock) {

  /** Digits of the digest in the name of a study. */
  private static final int DIGITS = 8;

  /** Runs a study to its exit code. */
  public interface Tuning {
    int tune(PreparedStudy study) throws IOException, InterruptedException;
  }

  private StudyPlan plan() {
    return now.plan();
  }

  private Path file() {
    return InUse.file(plan().output().path(), plan().name());
  }

  private String digest() {
    return TableFingerprint.withoutNames(now.data().fingerprint(), now.settings().effective())
        .digest();
  }

  /** Runs to the exit code. */
  public int run(Tuning tuning) throws IOException, InterruptedException {
    if (now.data().rows().heldOut().isEmpty()) {
      throw new InvalidStudyException(
          plan()
              .tuning()
              .origins()
              .problem(
                  "data.test",
                  "holds out no rows, on which --if-changed compares models",
                  "set data.test.held-out = 0.2"));
    }
    if (!plan().output().savesModel()) {
      throw new InvalidStudyException(
          plan()
              .tuning()
              .origins()
              .problem(
                  "model.save",
                  "is none, but --if-changed compares models",
                  "set model.save = spark"));
    }
    Optional<InUse> champion = champion();
    if (champion.filter(model -> model.check().checked().equals(digest())).isPresent()) {
      out.printf("study %s kept: rows and settings are those of the last time%n", plan().name());
      out.printf("model     %s%n", champion.orElseThrow().model());
      out.flush();
      return StudyStatus.FINISHED.exitCode();
    }
    Optional<String> warm =
        champion
            .filter(model -> plan().tuning().search().prior().isEmpty())
            .map(model -> "search.prior=" + StudySketch.quoted(model.study()));
    PreparedStudy challenger = challenger(warm);
    int code = tuning.tune(challenger);
    if (code == StudyStatus.FINISHED.exitCode()) {
      Path folder = new Path(plan().output().path(), challenger.plan().name());
      StudyFolder left = StudyOutput.existing(now.spark(), folder.toString());
      if (champion.isPresent()) {
        decide(champion.get(), left, challenger);
      } else {
        write(
            taken(
                left,
                new InUse.Check(digest(), clock.millis(), "the first model", Optional.empty())));
        out.printf("in use    %s%n", left.model());
      }
      out.flush();
    }
    return code;
  }

  private Optional<InUse> champion() throws IOException {
    try {
      return InUse.read(file(), hadoop());
    } catch (IOException e) {
      String right = "remove it to start again";
      throw new InvalidStudyException(
          new Problem(file().toString(), "", String.valueOf(e.getMessage()), right));
    }
  }

  private Configuration hadoop() {
    return now.spark().sparkContext().hadoopConfiguration();
  }

  /**
   * Study of the current rows.
   *
   * @param warm setting of the study of the model in use as its prior, if it can be one
   */
  private PreparedStudy challenger(Optional<String> warm) {
    List<String> sets = new ArrayList<>();
    sets.add("study=\"%s-%s\"".formatted(plan().name(), digest().substring(0, DIGITS)));
    sets.add("output.resume=auto");
    warm.ifPresent(sets::add);
    try {
      return now.as(settings.apply(sets));
    } catch (InvalidStudyException e) {
      if (warm.isEmpty()) {
        throw e;
      }
      out.printf("  starts without the study of the model in use: %s%n", e.getMessage());
      return challenger(Optional.empty());
    }
  }

  private void decide(InUse champion, StudyFolder study, PreparedStudy challenger)
      throws IOException {
    String model = study.model().toString();
    ModelInUse.Verdict verdict =
        new ModelInUse(challenger, champion).challengedBy(study.scoredModel().toString());
    InUse.Check check = new InUse.Check(digest(), clock.millis(), verdict.why(), verdict.gain());
    if (verdict.taken()) {
      write(taken(study, check));
      out.printf("in use    %s%n          in place of %s", model, champion.model());
    } else {
      write(champion.kept(check));
      out.printf("kept      %s%n          not %s", champion.model(), model);
    }
    out.printf(": %s%n", verdict.why());
  }

  private InUse taken(StudyFolder left, InUse.Check check) throws IOException {
    return new InUse(
        InUse.FORMAT,
        left.path().toString(),
        left.model().toString(),
        left.has(left.trainingModel())
            ? Optional.of(left.trainingModel().toString())
            : Optional.empty(),
        check,
        new InUse.InputSchema(
            ModelInUse.classes(now), now.data().shaping(), now.fingerprint().columns()));
  }

  private void write(InUse inUse) throws IOException {
    inUse.write(file(), hadoop());
  }
}
