package org.espalier.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.espalier.bench.blackbox.AnalyticFunctions;
import org.espalier.bench.blackbox.Blackbox;
import org.espalier.bench.blackbox.ErrorRange;
import org.espalier.bench.blackbox.PublishedFiles;
import org.espalier.bench.blackbox.SurrogateScenario;
import org.espalier.bench.blackbox.Surrogates;
import org.espalier.bench.blackbox.TabularBlackbox;
import org.espalier.bench.blackbox.TabularBlackbox.Column;

/** The published tables and surrogates in a folder, by name. */
final class PublishedBlackboxes {

  private final Path folder;
  private final Map<SurrogateScenario, Surrogates> surrogates =
      new EnumMap<>(SurrogateScenario.class);
  private final Map<String, ErrorRange> published = new LinkedHashMap<>();
  private final Map<String, Map<String, Double>> extremes = new LinkedHashMap<>();

  private final Map<String, Blackbox> known = new HashMap<>();

  /**
   * @param folder holds {@code fcnet} and {@code yahpo}
   */
  PublishedBlackboxes(Path folder) throws IOException {
    this.folder = folder;
    for (Csv.Row row : csv("yahpo/published/yahpo_so_v1_error_range.csv")) {
      published.put(
          row.text("scenario") + "/" + row.text("instance"),
          new ErrorRange(
              row.number("min_misclassification_observed"),
              row.number("max_misclassification_observed")));
    }
    for (Csv.Row row : csv("yahpo/instance_target_statistics.csv.gz")) {
      String key = key(row.text("scenario"), row.text("instance"), row.text("metric"));
      extremes
          .computeIfAbsent(key, k -> new LinkedHashMap<>())
          .put(row.text("statistic"), row.number("value"));
    }
  }

  private static String key(String scenario, String instance, String target) {
    return scenario + "/" + instance + "/" + target;
  }

  /** The rows of a file of the folder. */
  List<Csv.Row> csv(String file) throws IOException {
    try (BufferedReader reader = text(file)) {
      return Csv.read(reader);
    }
  }

  private BufferedReader text(String file) throws IOException {
    return PublishedFiles.text(folder.resolve(file));
  }

  /** All surrogates of a scenario; read once. */
  private Surrogates surrogates(SurrogateScenario scenario) {
    return surrogates.computeIfAbsent(
        scenario,
        s -> {
          Path files = folder.resolve("yahpo").resolve(s.folder());
          return Reading.of(() -> Surrogates.read(s, files));
        });
  }

  /**
   * The blackbox of a name: {@code fcnet/TASK}, {@code SCENARIO/INSTANCE} (also after {@code
   * yahpo/}), or an analytic function.
   */
  Blackbox named(String name) {
    return known.computeIfAbsent(name, this::load);
  }

  private Blackbox load(String name) {
    String[] parts = (name.startsWith("yahpo/") ? name.substring(6) : name).split("/", 2);
    if (parts[0].equals("fcnet")) {
      return Reading.of(() -> table(parts[1]));
    }
    for (SurrogateScenario scenario : SurrogateScenario.values()) {
      if (scenario.folder().equals(parts[0])) {
        return surrogates(scenario).blackbox(parts[1], errors(scenario, parts[1]));
      }
    }
    return AnalyticFunctions.all().stream()
        .filter(function -> function.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("There is no blackbox '%s'.".formatted(name)));
  }

  private TabularBlackbox table(String task) throws IOException {
    Path space = folder.resolve("fcnet/space.json");
    try (Reader rows = text("fcnet/" + task + ".csv.gz")) {
      List<Column> columns = List.of(PublishedFiles.json(space, Column[].class));
      return TabularBlackbox.read("fcnet/" + task, columns, rows);
    }
  }

  private ErrorRange errors(SurrogateScenario scenario, String instance) {
    ErrorRange known = published.get(scenario.folder() + "/" + instance);
    if (known != null) {
      return known;
    }
    String key = key(scenario.folder(), instance, scenario.target());
    Map<String, Double> ends = Objects.requireNonNull(extremes.get(key), key);
    double a = scenario.error(Objects.requireNonNull(ends.get("min")));
    double b = scenario.error(Objects.requireNonNull(ends.get("max")));
    return new ErrorRange(Math.min(a, b), Math.max(a, b));
  }

  /** The problems whose figures are reported: no constant is ever chosen on them. */
  static List<String> reported() {
    return List.of(
        "fcnet/naval_propulsion",
        "fcnet/parkinsons_telemonitoring",
        "fcnet/protein_structure",
        "fcnet/slice_localization",
        "lcbench/167168",
        "lcbench/189873",
        "lcbench/189906",
        "rbv2_rpart/14",
        "rbv2_rpart/40499",
        "rbv2_xgboost/12",
        "rbv2_xgboost/1501",
        "rbv2_xgboost/16",
        "rbv2_xgboost/40499");
  }

  /**
   * Other instances of a scenario, for choosing constants: spread evenly over all that are not
   * reported.
   */
  List<String> others(SurrogateScenario scenario, int number) {
    List<String> rest =
        surrogates(scenario).instances().stream()
            .map(instance -> scenario.folder() + "/" + instance)
            .filter(name -> !reported().contains(name))
            .toList();
    List<String> chosen = new ArrayList<>();
    for (int i = 0; i < Math.min(number, rest.size()); i++) {
      chosen.add(rest.get((int) ((i + 0.5) * rest.size() / Math.min(number, rest.size()))));
    }
    return chosen;
  }

  /**
   * The names a word stands for: a name itself, {@code reported}, {@code analytic}, or {@code
   * others:SCENARIO:NUMBER}.
   */
  Stream<String> expanded(String word) {
    if (word.equals("reported")) {
      return reported().stream();
    }
    if (word.equals("analytic")) {
      return AnalyticFunctions.all().stream().map(Blackbox::name);
    }
    if (word.startsWith("others:")) {
      String[] parts = word.split(":", -1);
      for (SurrogateScenario scenario : SurrogateScenario.values()) {
        if (scenario.folder().equals(parts[1])) {
          return others(scenario, Integer.parseInt(parts[2])).stream();
        }
      }
    }
    return Stream.of(word);
  }
}
