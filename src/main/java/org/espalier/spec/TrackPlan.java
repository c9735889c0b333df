package org.espalier.spec;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Tracking of a study by an MLflow server.
 *
 * @param uri address of the server; empty for that of the environment, if it names one
 * @param experiment empty for one with the name of the study
 * @param model name under which the model is registered; empty for none
 */
public record TrackPlan(Optional<String> uri, Optional<String> experiment, Optional<String> model) {

  public static final TrackPlan NONE =
      new TrackPlan(Optional.empty(), Optional.empty(), Optional.empty());

  /** Correction of an address. */
  public static final String RIGHT =
      "give the address of an MLflow server, for example http://mlflow.example.com:5000";

  /** Longest name of an experiment or a model. */
  private static final int NAME = 250;

  /** MLflow builds addresses of these names. */
  private static final Pattern NOT_IN_MODELS = Pattern.compile("[/:]");

  static TrackPlan of(SettingValues values) {
    return new TrackPlan(
        values.text("mlflow-uri"), values.text("mlflow-experiment"), values.text("mlflow-model"));
  }

  /** True for an address with http or https and a host. */
  public static boolean isAddress(String text) {
    try {
      URI uri = new URI(text);
      String scheme = String.valueOf(uri.getScheme());
      return (scheme.equals("http") || scheme.equals("https")) && uri.getHost() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /** Reports values that the server would refuse. */
  public void check(Origins.Report report) {
    uri.filter(text -> !isAddress(text))
        .ifPresent(
            text ->
                report.problem(
                    "track.mlflow-uri",
                    "is '%s', without http or https or without a host"
                        .formatted(Redaction.text(text)),
                    RIGHT));
    uri.filter(TrackPlan::isAddress)
        .filter(text -> URI.create(text).getRawUserInfo() != null)
        .ifPresent(
            text ->
                report.problem(
                    "track.mlflow-uri",
                    "holds credentials, which the study would record",
                    "set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN, in the environment"));
    experiment
        .filter(name -> name.length() > NAME)
        .ifPresent(name -> tooLong("track.mlflow-experiment", name, report));
    model
        .filter(name -> name.length() > NAME)
        .ifPresent(name -> tooLong("track.mlflow-model", name, report));
    model
        .filter(name -> NOT_IN_MODELS.matcher(name).find())
        .ifPresent(
            name ->
                report.problem(
                    "track.mlflow-model",
                    "is '%s', but MLflow takes no '/' and no ':' there".formatted(name),
                    "use another name"));
  }

  private static void tooLong(String path, String name, Origins.Report report) {
    String wrong = "has %d characters".formatted(name.length());
    report.problem(path, wrong, "at most %d".formatted(NAME));
  }
}
