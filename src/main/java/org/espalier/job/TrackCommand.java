package org.espalier.job;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.engine.StudyTracking;
import org.espalier.hocon.SettingsChange;
import org.espalier.journal.StudyHistory;
import org.espalier.journal.StudyRecord;
import org.espalier.mlflow.Artefact;
import org.espalier.mlflow.MlflowTracker;
import org.espalier.mlflow.ServerFailure;
import org.espalier.mlflow.TrackingTarget;
import org.espalier.numeric.CountedNoun;
import org.espalier.spark.store.StudyFolder;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.Origins;
import org.espalier.spec.Problem;
import org.espalier.spec.TrackPlan;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Command that sends to an MLflow server what it lacks of a study, from the study's journal. */
@Command(
    name = "track",
    description =
        "Sends a study to an MLflow server: all events that the server does not have, now or"
            + " later.",
    mixinStandardHelpOptions = true)
public final class TrackCommand extends StudyCommand {

  @Option(
      names = "--uri",
      paramLabel = "URI",
      description = "Address of the server; default: track.mlflow-uri, or MLFLOW_TRACKING_URI.")
  private String uri = "";

  @Option(
      names = "--experiment",
      paramLabel = "NAME",
      description = "Experiment; default: track.mlflow-experiment, or MLFLOW_EXPERIMENT_NAME.")
  private String experiment = "";

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description = "Name under which the model is registered; default: track.mlflow-model.")
  private String model = "";

  @Override
  public Integer call() throws IOException, InterruptedException {
    StudyFolder folder = folder(session());
    StudyHistory history = folder.history();
    Map<String, String> settings =
        history.isBegun() ? SettingsChange.leaves(history.settings()) : Map.of();
    boolean hidden = settings.getOrDefault("output.names", "").equals("hidden");
    TrackingTarget target = target(settings, hidden);
    StudyRecord record = history.record();
    List<Artefact> files = new ArrayList<>(StudyTracking.files(record));
    if (!hidden) {
      files.addAll(StudyTracking.model(folder, record));
    }
    try {
      boolean isHeld = folder.holder().isPresent();
      int runs = MlflowTracker.send(target, folder.readJournal(), isHeld, files, out()::println);
      return say(List.of("%s has %s".formatted(target.server(), CountedNoun.of(runs, "run"))));
    } catch (ServerFailure e) {
      throw problem(
          target.server() + " " + e.getMessage(), "run the same command again to send the rest");
    }
  }

  private TrackingTarget target(Map<String, String> settings, boolean hidden) {
    TrackPlan plan =
        new TrackPlan(
            chosen(uri, "track.mlflow-uri", settings),
            chosen(experiment, "track.mlflow-experiment", settings),
            chosen(model, "track.mlflow-model", settings).filter(name -> !hidden));
    List<Problem> problems = new ArrayList<>();
    Map<String, String> names = new LinkedHashMap<>();
    names.put("track.mlflow-uri", "--uri");
    names.put("track.mlflow-experiment", "--experiment");
    names.put("track.mlflow-model", "--model");
    plan.check(new Origins("track", Map.of(), names).into(problems));
    InvalidStudyException.throwIfAny(problems);
    return TrackingTarget.of(plan, System.getenv(), out()::println)
        .orElseThrow(() -> problem("no server is named", "give --uri, or set MLFLOW_TRACKING_URI"));
  }

  /** Option, or what the study was begun with. */
  private static Optional<String> chosen(
      String option, String setting, Map<String, String> settings) {
    return Optional.of(option)
        .filter(text -> !text.isEmpty())
        .or(() -> Optional.ofNullable(settings.get(setting)))
        .filter(text -> !text.equals("none"));
  }

  private static InvalidStudyException problem(String wrong, String right) {
    return new InvalidStudyException(new Problem("track", "", wrong, right));
  }
}
