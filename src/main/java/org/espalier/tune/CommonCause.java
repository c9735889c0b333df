package org.espalier.tune;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.espalier.space.Configuration;
import org.espalier.study.Outcome;
import org.espalier.study.Study;
import org.espalier.study.TrialState;

/** Parameter value that all failed trials of a study have in common, and no completed one has. */
public final class CommonCause {

  private static final Pattern NUMBER = Pattern.compile("[0-9]+([.][0-9]+)?([eE][-+]?[0-9]+)?");

  private CommonCause() {}

  /** One sentence with the reasons of the failed trials, and the values that only they have. */
  public static String sentence(Study study) {
    List<Outcome> failed =
        study.outcomes().stream().filter(o -> o.state() == TrialState.FAILED).toList();
    if (failed.isEmpty()) {
      return "no trial failed";
    }
    String first = failed.get(0).reason().replaceFirst("^fold \\d+: ", "");
    long kinds = failed.stream().map(outcome -> kind(outcome.reason())).distinct().count();
    String why =
        kinds == 1
            ? "all failed with: " + first
            : "%d different reasons, the first: %s".formatted(kinds, first);
    List<String> shared = shared(study, failed);
    return shared.isEmpty() ? why : why + "; all had " + String.join(", ", shared);
  }

  /** Reason without its numbers, so that equal messages about different values are equal. */
  private static String kind(String reason) {
    return NUMBER.matcher(reason).replaceAll("#");
  }

  private static List<String> shared(Study study, List<Outcome> failed) {
    Map<String, Object> common = new LinkedHashMap<>(configuration(study, failed.get(0)).values());
    failed.forEach(o -> common.entrySet().retainAll(configuration(study, o).values().entrySet()));
    Set<Map.Entry<String, Object>> fine =
        study.outcomes().stream()
            .filter(Outcome::completed)
            .flatMap(o -> configuration(study, o).values().entrySet().stream())
            .collect(Collectors.toSet());
    List<String> shared = new ArrayList<>();
    common.entrySet().stream()
        .filter(entry -> !fine.contains(entry))
        .forEach(entry -> shared.add("%s = %s".formatted(entry.getKey(), entry.getValue())));
    return shared;
  }

  private static Configuration configuration(Study study, Outcome outcome) {
    return study.trials().get(outcome.proposal().trial()).configuration();
  }
}
