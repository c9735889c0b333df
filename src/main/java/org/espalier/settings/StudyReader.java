package org.espalier.settings;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.espalier.metric.Metric;
import org.espalier.spec.Door;
import org.espalier.spec.OutputPlan;
import org.espalier.spec.Setting;
import org.espalier.spec.SettingTable;
import org.espalier.spec.SettingValues;
import org.espalier.spec.StudyPlan;
import org.espalier.spec.TuningPlan;
import org.espalier.spec.data.DataPlan;
import org.espalier.spec.data.FoldsPlan;
import org.espalier.spec.learner.FeaturesPlan;
import org.espalier.spec.learner.LearnerPlan;
import org.espalier.spec.problem.Suggestion;

/** Reader of a study's settings, section by section, in the order of {@code reference.conf}. */
final class StudyReader {

  /**
   * Pattern of names that are valid folders on any file system; leading dots and dashes are special
   * there.
   */
  private static final Pattern STUDY_NAME =
      Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}._-]{0,99}");

  private static final String AUTO = "auto";

  /** Settings of which a missing one is a problem with an example. */
  private static final Map<String, String> REQUIRED =
      Map.of("study", "name it: study = my-study", "data.source", DataReader.EXAMPLE);

  private final ReadingContext reading;
  private final Map<String, Section> sections = new LinkedHashMap<>();

  StudyReader(ReadingContext reading) {
    this.reading = reading;
  }

  /** The plan, with a harmless value for each wrong one, whose problem the context gets. */
  StudyPlan read(ConfigObject all) {
    Section root = new Section(reading, "", all);
    sections.put("", root);
    SettingValues values = values();
    String name = name(root, values.text("study").orElseThrow());
    DataPlan data = DataReader.read(section("data"), section("data.test"), values);
    FeaturesPlan features = FeaturesReader.read(root);
    List<LearnerPlan> learners = LearnerReader.list(root);
    StudyPlan.Scoring scoring = new StudyPlan.Scoring(metric(root), metrics(root));
    FoldsPlan folds = FoldsReader.read(section("folds"), values);
    Section search = section("search");
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
                folds.all(),
                SearchReader.points(search),
                SearchReader.refinements(search),
                reading.origins()),
            OutputPlan.of(values));
    sections.values().forEach(Section::close);
    return plan;
  }

  /** Single values of the table; of a wrong one its default is used. */
  private SettingValues values() {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Setting setting : SettingTable.of(Door.JOB)) {
      Section section = section(setting.section());
      section.value(setting.name()); // known now, in the order of the table
      String example = REQUIRED.get(setting.path());
      if (example != null) {
        values.put(setting.name(), section.requiredPlace(setting.name(), example));
      } else if (setting.type(Door.JOB).isScalar()) {
        section.read(setting).ifPresent(value -> values.put(setting.name(), value));
      }
    }
    return new SettingValues(Door.JOB, values);
  }

  private Section section(String path) {
    Section known = sections.get(path);
    if (known != null) {
      return known;
    }
    int dot = path.lastIndexOf('.');
    Section section = section(path.substring(0, Math.max(0, dot))).section(path.substring(dot + 1));
    sections.put(path, section);
    return section;
  }

  private static String name(Section root, String name) {
    if (!name.isEmpty() && !STUDY_NAME.matcher(name).matches()) {
      root.problem(
          "study",
          "must name a folder, but is '%s'".formatted(name),
          "use up to 100 letters, digits, '.', '_' and '-', the first a letter or a digit");
    }
    return name;
  }

  private static Optional<Metric> metric(Section root) {
    Optional<Metric> named =
        root.value("metric").filter(Section::isPlain).map(ReadingContext::text).flatMap(Metric::of);
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

  private static List<Metric> metrics(Section root) {
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
