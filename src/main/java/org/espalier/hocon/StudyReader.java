package org.espalier.hocon;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.espalier.metric.Metric;
import org.espalier.spec.OutputPlan;
import org.espalier.spec.SettingValues;
import org.espalier.spec.Suggestion;
import org.espalier.spec.TuningPlan;
import org.espalier.spec.learners.FeaturesPlan;
import org.espalier.spec.learners.LearnerPlan;
import org.espalier.spec.learners.StudyPlan;
import org.espalier.spec.rows.DataPlan;
import org.espalier.spec.rows.FoldsPlan;

/** Reader of a study's settings, section by section, in the order of {@code reference.conf}. */
record StudyReader(ReadingContext reading) {

  /**
   * Pattern of names that are valid folders on any file system; leading dots and dashes are special
   * there.
   */
  private static final Pattern STUDY_NAME =
      Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}._-]{0,99}");

  private static final String AUTO = "auto";

  /** The plan, with a harmless value for each wrong one, whose problem the context receives. */
  StudyPlan read(ConfigObject all) {
    TableReader table = new TableReader(reading, all);
    SettingValues values = table.values();
    SettingsSection root = table.section("");
    String name = name(root, values.text("study").orElseThrow());
    DataPlan data = DataReader.read(table.section("data"), table.section("data.test"), values);
    FeaturesPlan features = FeaturesReader.read(root);
    List<LearnerPlan> learners = LearnerReader.list(root);
    StudyPlan.Scoring scoring = new StudyPlan.Scoring(metric(root), metrics(root));
    FoldsPlan folds = FoldsReader.read(table.section("folds"), values);
    SettingsSection search = table.section("search");
    StudyPlan plan =
        new StudyPlan(
            name,
            data,
            features,
            learners,
            scoring,
            folds,
            TuningPlan.of(
                values,
                values.longOrNone("seed").orElseThrow(),
                folds.foldsOfAllRepeats(),
                SearchReader.points(search),
                SearchReader.refinements(search),
                reading.origins()),
            OutputPlan.of(values, costs(table.section("model"))));
    table.close();
    return plan;
  }

  private static String name(SettingsSection root, String name) {
    if (!name.isEmpty() && !STUDY_NAME.matcher(name).matches()) {
      root.problem(
          "study",
          "must name a folder, but is '%s'".formatted(name),
          "use up to 100 letters, digits, '.', '_' and '-', the first a letter or a digit");
    }
    return name;
  }

  /** Rows of numbers, as many as each has. */
  private static List<List<Double>> costs(SettingsSection model) {
    String example = "for example costs = [[0, 1], [5, 0]]";
    List<List<Double>> costs = new ArrayList<>();
    Map<String, ConfigValue> rows = SettingsSection.elements("costs", model.list("costs", example));
    rows.forEach(
        (at, row) -> {
          List<Double> numbers =
              row instanceof ConfigList list
                  ? list.stream()
                      .map(ConfigValue::unwrapped)
                      .filter(Number.class::isInstance)
                      .map(number -> ((Number) number).doubleValue())
                      .toList()
                  : List.of();
          if (numbers.size() == rows.size() && ((ConfigList) row).size() == rows.size()) {
            costs.add(numbers);
          } else {
            model.problem(
                at,
                "must be a list of %d numbers, one for each class, but is %s"
                    .formatted(rows.size(), model.shown(at, row)),
                example);
          }
        });
    if (costs.size() == 1) {
      model.problem("costs", "has one class", example);
    }
    return costs.size() == rows.size() ? costs : List.of();
  }

  private static Optional<Metric> metric(SettingsSection root) {
    Optional<Metric> named =
        root.value("metric")
            .filter(SettingsSection::isPlain)
            .map(ReadingContext::text)
            .flatMap(Metric::of);
    if (named.isPresent()) {
      return named;
    }
    if (root.value("metric").filter(ConfigList.class::isInstance).isPresent()) {
      root.problem(
          "metric", "is a list", "give metric = one of them, and metrics = [ … ] the others");
      return Optional.empty();
    }
    List<String> names = new ArrayList<>(List.of(AUTO));
    names.addAll(Metric.keys());
    return Metric.of(root.oneOf("metric", names, Suggestion::metric));
  }

  private static List<Metric> metrics(SettingsSection root) {
    List<Metric> metrics = new ArrayList<>();
    List<String> names = root.texts("metrics");
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      Optional<Metric> metric = Metric.of(name);
      if (metric.isEmpty()) {
        root.problem(
            "metrics[%d]".formatted(i),
            "'%s' is not a metric".formatted(name),
            Suggestion.metric(name)
                .map("did you mean '%s'?"::formatted)
                .orElseGet(() -> Suggestion.of(name, Metric.keys())));
      }
      metric.ifPresent(metrics::add);
    }
    return metrics;
  }
}
