package org.espalier.ml;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
import org.espalier.Api;
import org.espalier.job.model.StudyOutput;
import org.espalier.job.run.AutoStudy;
import org.espalier.job.run.CalledStudy;
import org.espalier.job.sketch.TableRequest;

/**
 * Tuner that composes and runs a study for a dataset within a given time, as the command {@code
 * auto} does for a table.
 */
@Api
public final class AutoTuner {

  private final String label;
  private String timeout = "5m";
  private String metric = "";
  private String name = "auto";
  private String output = "espalier-out";
  private boolean overwrite = false;
  private List<String> settings = List.of();

  /**
   * @param label column to predict
   */
  public AutoTuner(String label) {
    this.label = label;
  }

  /** Sets the time of the whole call, at least 30 seconds: {@code 60s}, {@code 5m}, {@code 1h}. */
  public AutoTuner setTimeout(String time) {
    timeout = time;
    return this;
  }

  /** Sets the metric, by its name in settings; unless set, it is chosen by the label. */
  public AutoTuner setMetric(String key) {
    metric = key;
    return this;
  }

  /**
   * Sets the place of the results, {@code output/name}.
   *
   * @param folder on any Hadoop file system; {@code espalier-out} unless set
   * @param study name of the study; {@code auto} unless set
   */
  public AutoTuner setOutput(String folder, String study) {
    output = folder;
    name = study;
    return this;
  }

  /** Sets whether an existing study in that place is replaced; otherwise it is an error. */
  public AutoTuner setOverwrite(boolean replaced) {
    overwrite = replaced;
    return this;
  }

  /** Sets further settings of the study, each {@code PATH=VALUE} as after {@code --set}. */
  public AutoTuner setSettings(List<String> further) {
    settings = List.copyOf(further);
    return this;
  }

  /**
   * Composes a study for a dataset, and runs it in its session.
   *
   * @return the model, with the study that found it
   * @throws org.espalier.spec.InvalidStudyException if settings or data are wrong, or the time is
   *     too short for them
   * @throws IllegalStateException if the study left no model, with the reason
   * @throws org.espalier.tune.StudyInterruptedException if the thread is interrupted
   */
  public AutoModel fit(Dataset<?> rows) {
    String view = CalledStudy.freeView();
    List<String> more = List.of("output.overwrite=" + overwrite);
    return CalledStudy.run(
        rows,
        view,
        folder(),
        caller -> new AutoStudy(asked(view), more, caller, InstantSource.system()).run(),
        this::existing);
  }

  /**
   * Model that a study has left in that place.
   *
   * @throws org.espalier.spec.InvalidStudyException if there is none
   */
  public AutoModel existing(SparkSession spark) {
    try {
      return AutoModel.of(spark, StudyOutput.existing(spark, folder()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String folder() {
    return new Path(output, name).toString();
  }

  private TableRequest asked(String view) {
    List<String> options = new ArrayList<>(List.of("budget.timeout=" + timeout));
    options.add("data.format=table");
    if (!metric.isEmpty()) {
      options.add("metric=" + metric);
    }
    return new TableRequest("auto", name, view, label, options, settings, output);
  }
}
