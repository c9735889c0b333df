package org.espalier.bench;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.espalier.hocon.SettingsReader;
import org.espalier.job.Main;
import org.espalier.job.prepare.PreparedStudy;
import org.espalier.journal.JournalStore;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.TrialRow;
import org.espalier.learner.LearnerDescriptor;
import org.espalier.metric.ProblemType;
import org.espalier.search.SobolSampler;
import org.espalier.space.SearchSpace;
import org.espalier.spark.store.StudyFolder;
import org.espalier.spec.Origins;
import org.espalier.spec.OutputPlan;
import org.espalier.spec.learners.Learners;
import org.espalier.study.Direction;
import org.espalier.study.Objective;
import org.espalier.study.Seed;
import org.espalier.study.Study;
import org.espalier.study.Trial;

/**
 * Evaluation of the same configurations of each learner on samples of all tables: its defaults, and
 * points of a Sobol sequence in its suggested space, by the metric that {@code auto} is.
 *
 * @param data folder of the tables
 * @param folder working folder
 */
record PortfolioRun(Path data, Path folder, Configuration hadoop) {

  /** Rows of a sample, and points of a learner. */
  record Size(int rows, int points) {}

  static final Size USUAL = new Size(1000, 32);

  /** Of learners whose fits take a part of a second on a large sample. */
  static final Size LARGE = new Size(5000, 64);

  /** Of learners whose fits take seconds on a usual sample. */
  static final Size SMALL = new Size(300, 16);

  private static final Map<String, Size> SIZES =
      Map.of("xgboost", LARGE, "multilayer-perceptron", SMALL);

  /** Fitted by jobs of a hundred iterations and more; made for censored times. */
  private static final Set<String> LEFT_OUT =
      Set.of("factorization-machines", "survival-regression");

  /** Spaces of which a search sees everything anyway. */
  private static final int SMALL_SPACE = 10;

  private static final long SEED = 42;

  /** Digits of a value: more than a search can tell apart. */
  private static final MathContext DIGITS = new MathContext(3);

  static final String STUDY = "portfolio";

  /**
   * Evaluates all points of the learners; first of those of usual samples on all tables.
   *
   * @param only types of learners; all for none
   */
  PortfolioText run(List<String> only) throws Exception {
    Map<String, List<Map<String, Object>>> points = new LinkedHashMap<>();
    for (LearnerDescriptor learner : Learners.known().all()) {
      boolean asked = only.isEmpty() || only.contains(learner.type());
      if (asked && !learner.space().isEmpty() && !LEFT_OUT.contains(learner.type())) {
        points.put(learner.type(), points(learner));
      }
    }
    points.values().removeIf(List::isEmpty);
    Map<String, Map<String, OptionalDouble>> byTable = new LinkedHashMap<>();
    for (Size size : List.of(USUAL, LARGE, SMALL)) {
      for (PortfolioTable table : PortfolioTable.ALL) {
        byTable
            .computeIfAbsent(table.name(), none -> new LinkedHashMap<>())
            .putAll(scores(table, size, points));
      }
    }
    return new PortfolioText(scores(true, points, byTable), scores(false, points, byTable));
  }

  private static PortfolioScores scores(
      boolean classification,
      Map<String, List<Map<String, Object>>> points,
      Map<String, Map<String, OptionalDouble>> byTable) {
    List<String> tables =
        PortfolioTable.ALL.stream()
            .filter(table -> table.task().isClassification() == classification)
            .map(PortfolioTable::name)
            .filter(byTable::containsKey)
            .toList();
    List<PortfolioScores.Line> lines = new ArrayList<>();
    points.forEach(
        (learner, own) -> {
          List<Map<String, Object>> all = new ArrayList<>(List.of(Map.of()));
          all.addAll(own);
          for (Map<String, Object> point : all) {
            Map<String, String> params = new LinkedHashMap<>();
            point.forEach((param, value) -> params.put(param, String.valueOf(value)));
            String key = key(learner, point);
            List<OptionalDouble> scores =
                tables.stream()
                    .map(
                        table ->
                            byTable
                                .getOrDefault(table, Map.of())
                                .getOrDefault(key, OptionalDouble.empty()))
                    .toList();
            lines.add(new PortfolioScores.Line(learner, params, scores));
          }
        });
    return new PortfolioScores(
        tables, lines.stream().filter(line -> isScored(line.learner(), lines)).toList());
  }

  private static boolean isScored(String learner, List<PortfolioScores.Line> lines) {
    return lines.stream()
        .filter(line -> line.learner().equals(learner))
        .anyMatch(line -> line.scores().stream().anyMatch(OptionalDouble::isPresent));
  }

  private static String key(String learner, Map<String, Object> point) {
    return learner + " " + PortfolioScores.text(point);
  }

  private static Size size(String learner) {
    return SIZES.getOrDefault(learner, USUAL);
  }

  /** Points of a learner; none of a small space. */
  private List<Map<String, Object>> points(LearnerDescriptor known) throws IOException {
    if (known.tasks().stream()
        .noneMatch(task -> task.isClassification() || task == ProblemType.REGRESSION)) {
      return List.of();
    }
    String learner = known.type();
    Path file = Files.createDirectories(folder).resolve("space.conf");
    Files.writeString(
        file,
        """
        study = space, data { source = "space.csv", label = y }
        learners = [{ type = %s, space = auto }]
        """
            .formatted(learner));
    SearchSpace space =
        new SettingsReader(Map.of(), Map.of())
            .check(file.toFile(), List.of(), PreparedStudy::catalogue)
            .space()
            .space();
    OptionalLong size = space.size();
    if (size.isPresent() && size.getAsLong() <= SMALL_SPACE) {
      return List.of();
    }
    SobolSampler sobol = new SobolSampler(space, new Seed(SEED));
    Study none = Study.of(new Objective("none", Direction.MINIMIZE), new Seed(SEED));
    List<Map<String, Object>> points = new ArrayList<>();
    for (int i = 0; i < size(learner).points(); i++) {
      Map<String, Object> point = new LinkedHashMap<>();
      sobol
          .propose(none, i)
          .orElseThrow()
          .values()
          .forEach(
              (name, value) -> {
                if (name.startsWith(learner + ".")) {
                  point.put(name.substring(learner.length() + 1), rounded(value));
                }
              });
      if (!points.contains(point)) {
        points.add(point);
      }
    }
    return points;
  }

  private static Object rounded(Object value) {
    return value instanceof Double real
        ? (Object) new BigDecimal(real).round(DIGITS).doubleValue()
        : value;
  }

  /** Scores on a table of the learners whose samples have this size. */
  private Map<String, OptionalDouble> scores(
      PortfolioTable table, Size size, Map<String, List<Map<String, Object>>> points)
      throws Exception {
    Map<String, List<Map<String, Object>>> chosen = new LinkedHashMap<>(points);
    chosen
        .keySet()
        .removeIf(
            learner ->
                !size(learner).equals(size)
                    || !Learners.known()
                        .ofType(learner)
                        .orElseThrow()
                        .tasks()
                        .contains(table.task()));
    if (chosen.isEmpty()) {
      return Map.of();
    }
    List<String> starts = new ArrayList<>();
    chosen.forEach((learner, own) -> own.forEach(point -> starts.add(start(learner, point))));
    // Another study for other points.
    String name = "%s-%d-%08x".formatted(table.name(), size.rows(), starts.hashCode());
    Path sample = folder.resolve(name + ".csv");
    table.sample(data, size.rows(), sample);
    Path file = folder.resolve(name + ".conf");
    Files.writeString(
        file,
        """
        study = %s
        data { source = "%s", %s, missing = [NA], test = none }
        learners = [%s]
        folds = 3
        search { trials = %d, start-points = [
          %s
        ] }
        budget { max-failures = 10000 }
        run { pre-flight = false }
        search.portfolio = none
        """
            .formatted(
                STUDY,
                sample,
                table.roles(),
                chosen.keySet().stream()
                    .map("{ type = %s, space = auto }"::formatted)
                    .collect(Collectors.joining(", ")),
                chosen.size() + starts.size(),
                String.join("\n  ", starts)));
    Map<String, OptionalDouble> scores = new LinkedHashMap<>();
    for (TrialRow row : run(file, folder.resolve(name))) {
      TrialRow.Candidate tried = row.candidate();
      Map<String, Object> params =
          tried.origin().equals(Trial.DEFAULT) ? Map.of() : tried.configuration();
      scores.put(key(tried.learner(), params), row.evaluation().score());
    }
    return scores;
  }

  /** Trials of a study that is called {@value #STUDY}, after running what is left of it. */
  List<TrialRow> run(Path file, Path output) throws Exception {
    String resume = "output.resume=auto";
    Main.main(
        new String[] {"tune", file.toString(), "--output", output.toString(), "--set", resume});
    StudyFolder study =
        StudyFolder.of(
            new OutputPlan(output.toString(), false), STUDY, Origins.none("benchmark"), hadoop);
    try (JournalStore journal = study.journal()) {
      return StudyRecord.of(journal.read()).trials();
    }
  }

  private static String start(String learner, Map<String, Object> point) {
    return point.entrySet().stream()
        .map(
            entry ->
                "%s = %s"
                    .formatted(
                        entry.getKey(),
                        entry.getValue() instanceof String text
                            ? "\"%s\"".formatted(text)
                            : entry.getValue()))
        .collect(Collectors.joining(", ", "{ learner = %s, ".formatted(learner), " }"));
  }
}
