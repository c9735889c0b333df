package org.espalier.tune;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.espalier.space.Configuration;
import org.espalier.study.Outcome;
import org.espalier.study.Study;
import org.espalier.study.TrialState;

/** What the failed trials of a study had in common, and no completed one had. */
public final class CommonCause {

  private CommonCause() {}

  /** One sentence: their reasons, and the values that only they have. */
  public static String of(Study study) {
    List<Outcome> failed =
        study.outcomes().stream().filter(o -> o.state() == TrialState.FAILED).toList();
    if (failed.isEmpty()) {
      return "no trial failed";
    }
    Set<String> reasons = new LinkedHashSet<>();
    failed.forEach(outcome -> reasons.add(outcome.reason().replaceFirst("^fold \\d+: ", "")));
    String first = reasons.iterator().next();
    String why =
        reasons.size() == 1
            ? "all failed with: " + first
            : "%d different reasons, the first: %s".formatted(reasons.size(), first);
    List<String> shared = shared(study, failed);
    return shared.isEmpty() ? why : why + "; all had " + String.join(", ", shared);
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
