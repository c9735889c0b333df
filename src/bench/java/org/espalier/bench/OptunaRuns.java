package org.espalier.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.espalier.bench.blackbox.Blackbox;

/** Running bests of Optuna's samplers by seed, as they were measured on the same blackboxes. */
final class OptunaRuns {

  private final Map<String, List<Csv.Row>> runs = new LinkedHashMap<>();

  OptunaRuns(PublishedBlackboxes blackboxes) {
    Stream.of("reference/optuna_singlefidelity.csv", "reference/optuna_gp.csv")
        .flatMap(file -> Reading.of(() -> blackboxes.csv(file)).stream())
        .forEach(
            row ->
                runs.merge(
                    key(row.text("benchmark"), row.text("sampler")),
                    List.of(row),
                    (a, b) -> Stream.concat(a.stream(), b.stream()).toList()));
  }

  private static String key(String problem, String sampler) {
    return problem + " " + sampler;
  }

  /** Log regret by seed after a number of evaluations; empty if there are no runs. */
  double[] logRegrets(Blackbox blackbox, String sampler, int evaluations) {
    String name = blackbox.name();
    String problem = name.startsWith("fcnet/") ? name : "yahpo/" + name;
    return runs.getOrDefault(key(problem, sampler), List.of()).stream()
        .mapToDouble(row -> Experiment.logRegret(blackbox, row.number("best@" + evaluations)))
        .toArray();
  }

  /** The name of its TPE for a problem: grouped where the space is conditional. */
  static String tpe(Blackbox blackbox) {
    return blackbox.name().startsWith("rbv2_xgboost/") ? "TPE-group" : "TPE";
  }
}
