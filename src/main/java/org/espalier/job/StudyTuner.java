package org.espalier.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
import org.espalier.Api;
import org.espalier.hocon.Settings;
import org.espalier.hocon.SettingsReader;
import org.espalier.job.model.StudyOutput;
import org.espalier.job.prepare.PreparedStudy;
import org.espalier.job.run.CalledStudy;
import org.espalier.job.run.StudyDriver;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.StudyStatus;
import org.espalier.spark.store.StudyFolder;
import org.espalier.spec.Redaction;
import org.espalier.spec.learners.StudyPlan;

/**
 * Tuner that runs a study file, given as a text, on a dataset instead of {@code data.source}. The
 * text has no includes, and reads no environment variables.
 */
@Api
public final class StudyTuner {

  private final String name;
  private final String text;
  private String view = CalledStudy.freeView();
  private List<String> settings = List.of();
  private Consumer<String> begun = folder -> {};

  /**
   * @param name name of the text in messages
   * @param text settings as in a study file
   */
  public StudyTuner(String name, String text) {
    this.name = name;
    this.text = text;
  }

  /**
   * Sets the name of the temporary view that holds the dataset during a fit. A study that is to be
   * resumed keeps it; unless set, each tuner has one of its own.
   */
  public StudyTuner setView(String temporary) {
    view = temporary;
    return this;
  }

  /** Sets settings that override those of the text, each {@code PATH=VALUE} as in {@code --set}. */
  public StudyTuner setSettings(List<String> further) {
    settings = List.copyOf(further);
    return this;
  }

  /**
   * Sets an action that runs when a new study begins, after its settings and rows are checked and
   * its folder is claimed. An exception of the action ends the study. It does not run for a resumed
   * study.
   *
   * @param action receives the folder
   */
  public StudyTuner onBegin(Consumer<String> action) {
    begun = action;
    return this;
  }

  /**
   * Runs the study to its end, in the session of the dataset.
   *
   * @return folder of the study's output: model, page, tables
   * @throws org.espalier.spec.InvalidStudyException if settings or data are wrong
   * @throws IllegalStateException if the study left no model, or it missed a gate, with the reason
   * @throws org.espalier.tune.StudyInterruptedException if the thread is interrupted
   */
  public String fit(Dataset<?> rows) {
    List<String> all = new ArrayList<>(settings);
    all.addAll(List.of("data.format=table", "data.source=" + view));
    SparkSession spark = rows.sparkSession();
    SparkSession.setActiveSession(spark);
    Redaction.alsoBy(spark.conf().get(Redaction.SPARK_REGEX, ""));
    Settings.Checked checked = SettingsReader.checkText(name, text, all, PreparedStudy::catalogue);
    StudyPlan plan = checked.settings().plan();
    String folder = new Path(plan.output().path(), plan.name()).toString();
    return CalledStudy.run(
        rows, view, folder, caller -> run(checked, caller), session -> passed(session, folder));
  }

  private int run(Settings.Checked checked, StudyDriver.Caller caller) throws Exception {
    StudyPlan plan = checked.settings().plan();
    InstantSource clock = InstantSource.system();
    StudyDriver driver =
        new StudyDriver(caller, plan, plan.tuning().origins(), clock, clock.instant());
    StudyDriver.Preparation preparation =
        new StudyDriver.Preparation() {
          @Override
          public PreparedStudy prepare(SparkSession there) throws IOException {
            return PreparedStudy.read(checked, there, clock, caller.out());
          }

          @Override
          public void begin(StudyFolder folder) {
            begun.accept(folder.path().toString());
          }
        };
    return driver.guarded(() -> driver.tune(driver.open(), preparation));
  }

  private String passed(SparkSession spark, String folder) {
    try {
      StudyRecord record = StudyOutput.existing(spark, folder).history().record();
      if (record.summary().end().status() == StudyStatus.GATE_FAILED) {
        throw new IllegalStateException(
            "%s: %s; see the page in %s".formatted(name, record.summary().end().reason(), folder));
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
