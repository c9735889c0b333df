package org.espalier.mlflow;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.espalier.spec.TrackPlan;

/**
 * Server, experiment and registered model of a study that is tracked.
 *
 * @param experiment empty for one with the name of the study
 * @param model name under which the model is registered; empty for none
 */
public record TrackingTarget(
    TrackingServer server, Optional<String> experiment, Optional<String> model) {

  private static final String URI = "MLFLOW_TRACKING_URI";

  /**
   * Target of a plan, or where it names none, of the environment; empty if neither does.
   *
   * @param says receives why an address of the environment is not used
   */
  public static Optional<TrackingTarget> of(
      TrackPlan plan, Map<String, String> environment, Consumer<String> says) {
    Optional<String> given = plan.uri().or(() -> Optional.ofNullable(environment.get(URI)));
    Optional<String> uri = given.filter(TrackPlan::isAddress);
    if (uri.isEmpty() && given.filter(text -> !text.isBlank()).isPresent()) {
      says.accept(
          URI
              + ": is not an address with http or https; the study is not tracked. "
              + TrackPlan.RIGHT);
    }
    return uri.map(
        address ->
            new TrackingTarget(
                TrackingServer.of(address, environment),
                plan.experiment()
                    .or(() -> Optional.ofNullable(environment.get("MLFLOW_EXPERIMENT_NAME"))),
                plan.model()));
  }

  String experiment(TrackedStudy study) {
    return experiment.orElseGet(study::name);
  }
}
