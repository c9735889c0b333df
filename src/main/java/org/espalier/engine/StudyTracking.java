package org.espalier.engine;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.hadoop.fs.FileStatus;
import org.espalier.evaluate.Reason;
import org.espalier.journal.StudyHistory;
import org.espalier.journal.StudyRecord;
import org.espalier.mlflow.Artefact;
import org.espalier.mlflow.MlflowTracker;
import org.espalier.mlflow.SavedModel;
import org.espalier.mlflow.TrackingTarget;
import org.espalier.report.ReportPage;
import org.espalier.spark.ConnectOperation;
import org.espalier.spark.store.StudyFolder;
import org.espalier.spark.store.SummaryJson;
import org.espalier.spec.Redaction;
import org.espalier.spec.TrackPlan;
import org.espalier.tune.JournalRecorder;
import org.espalier.tune.ListenerThread;

/**
 * Tracking of a study, while it runs, by the MLflow server that its plan or the environment names.
 */
public final class StudyTracking {

  private final MlflowTracker tracker;
  private final ListenerThread thread;
  private final StudyHistory history;
  private final Consumer<String> says;

  private StudyTracking(
      MlflowTracker tracker, ListenerThread thread, StudyHistory history, Consumer<String> says) {
    this.tracker = tracker;
    this.thread = thread;
    this.history = history;
    this.says = says;
  }

  /**
   * Begins to track a study; empty if no server is named.
   *
   * @param folder folder of its journal; empty for one in memory
   * @param says receives a line for each cause of a failure
   */
  static Optional<StudyTracking> begin(
      TrackPlan plan, JournalRecorder recorder, String folder, Consumer<String> says) {
    String later =
        folder.isEmpty()
            ? "a study with a journal can be sent later"
            : "track %s sends it".formatted(Redaction.text(folder));
    return TrackingTarget.of(plan, ConnectOperation.environment(), says)
        .map(target -> new MlflowTracker(target, recorder.history(), later, says))
        .map(
            tracker ->
                new StudyTracking(
                    tracker, recorder.listen(tracker, says), recorder.history(), says));
  }

  /**
   * Sends the remaining events for a limited time, with page, summary and settings.
   *
   * @param model makes the files of the model; none for no model
   */
  void end(Supplier<List<Artefact>> model, Duration limit) {
    thread.close();
    List<Artefact> files = new ArrayList<>();
    try {
      if (history.isBegun()) {
        files.addAll(files(history.record()));
        files.addAll(model.get());
      }
    } catch (RuntimeException e) { // a study that ended well is not failed by this
      says.accept("mlflow: artefacts are left out: " + Reason.of(e, List.of()));
    }
    tracker.end(files, limit);
  }

  /** Page, summary and settings of a study, made from its events alone. */
  public static List<Artefact> files(StudyRecord record) {
    return List.of(
        Artefact.ofText("report.html", ReportPage.of(record)),
        Artefact.ofText("summary.json", SummaryJson.text(record.summary())),
        Artefact.ofText("settings.conf", record.opened().request().settings()));
  }

  /**
   * Files of the model in a study's folder, with MLflow's description of it; none if there is none.
   * A model in the format of its library has no description.
   */
  public static List<Artefact> model(StudyFolder folder, StudyRecord record) throws IOException {
    List<Artefact> files = new ArrayList<>();
    if (folder.has(folder.model())) {
      for (Map.Entry<String, FileStatus> file : folder.files(folder.model()).entrySet()) {
        FileStatus status = file.getValue();
        files.add(
            new Artefact(
                SavedModel.PIPELINE + "/" + file.getKey(),
                status.getLen(),
                () -> folder.open(status.getPath())));
      }
      if (files.stream()
          .anyMatch(file -> file.path().startsWith(SavedModel.PIPELINE + "/stages/"))) {
        String spark = record.opened().versions().getOrDefault("spark", "");
        files.add(SavedModel.description(spark)); // last: with it, the model is complete
      }
    }
    return files;
  }
}
