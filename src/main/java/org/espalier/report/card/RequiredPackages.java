package org.espalier.report.card;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.espalier.journal.OutOfFoldFindings;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.Summary;

/** Packages that a program needs to load a saved model with stages that do not come with Spark. */
final class RequiredPackages {

  private static final String BOOSTING = "xgboost";

  private static final Pattern STAGE = Pattern.compile("features\\[\\d+\\](\\.type)?");

  private RequiredPackages() {}

  /**
   * The packages in a sentence; empty if plain Spark loads the model.
   *
   * @param settings effective settings by path
   */
  static Optional<String> of(StudyRecord record, Map<String, String> settings) {
    if (learners(record).anyMatch(learner -> isBoosting(learner, settings))) {
      return Optional.of(
          "Spark loads it with espalier.jar and espalier-xgboost.jar on its class path, and PySpark"
              + " with the package espalier[xgboost] as well.");
    }
    boolean isOwn =
        settings.entrySet().stream()
            .anyMatch(
                entry ->
                    STAGE.matcher(entry.getKey()).matches()
                        && entry.getValue().equals("sound-features"));
    return isOwn
        ? Optional.of(
            "Spark loads it with espalier.jar on its class path, and PySpark with the package"
                + " espalier as well.")
        : Optional.empty();
  }

  /** Learners of the model's configurations. */
  private static Stream<String> learners(StudyRecord record) {
    Summary.Result result = record.summary().result();
    Stream<String> members =
        result.outOfFold().flatMap(OutOfFoldFindings::ensemble).stream()
            .filter(OutOfFoldFindings.Ensemble::kept)
            .flatMap(ensemble -> ensemble.members().stream())
            .map(member -> record.trials().get(member.trial()).candidate().learner());
    return Stream.concat(result.winner().map(Summary.Standing::learner).stream(), members);
  }

  /** True if a learner's type is XGBoost; its name is its type unless it has one of its own. */
  private static boolean isBoosting(String learner, Map<String, String> settings) {
    return settings.entrySet().stream()
        .filter(entry -> entry.getValue().equals(learner) && entry.getKey().endsWith(".name"))
        .map(entry -> entry.getKey().replaceFirst("name$", "type"))
        .map(path -> settings.getOrDefault(path, ""))
        .findFirst()
        .orElse(learner)
        .equals(BOOSTING);
  }
}
