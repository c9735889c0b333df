package org.espalier.bench;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.espalier.bench.BenchmarkResult.Times;
import org.espalier.metric.ProblemType;
import org.espalier.study.Direction;

/**
 * The command {@code auto} against searches of Python's libraries: whole processes of as many
 * seconds, one after the other, on the same rows of six tables, and the scores of their models on
 * the same held-out rows. Each study uses the portfolio that is learned without its table.
 */
final class AutoBenchmark {

  static final String NAME = "auto";

  private static final String DEFAULTS = NormalisedScores.DEFAULTS;
  private static final String SHORT = "short";
  private static final String SECONDS = "seconds=";

  /** Rivals, each with the property {@code bench.NAME} of the Python that has it. */
  private static final List<String> RIVALS = List.of("flaml", "h2o", "autogluon");

  private static final List<Source> TABLES =
      List.of(
          new Source("adult", "label", ProblemType.BINARY, List.of("adult")),
          new Source("bank_marketing", "deposit", ProblemType.BINARY, List.of("bank")),
          new Source("skin_segmentation", "label", ProblemType.BINARY, List.of("skin")),
          new Source("digits", "label", ProblemType.MULTICLASS, List.of("digits")),
          new Source("diamonds", "price", ProblemType.REGRESSION, List.of("diamonds")),
          new Source(
              "california_housing",
              "median_house_value",
              ProblemType.REGRESSION,
              List.of("california_housing_train", "california_housing_test")));

  /** What {@value #SHORT} tries. */
  private static final List<String> SHORT_TABLES = List.of("adult", "digits");

  private static final List<String> SHORT_RIVALS = List.of("flaml");
  private static final int SHORT_SECONDS = 30;

  private static final Path FOLDER = Path.of("target", "bench", NAME).toAbsolutePath();

  /**
   * Table of the data, in files of the same columns.
   *
   * @param name of it and of its folder
   */
  private record Source(String name, String label, ProblemType task, List<String> files) {

    CutTable cut(Path data) throws IOException {
      return CutTable.of(
          files.stream().map(file -> data.resolve(name).resolve(file + ".csv.gz")).toList(),
          FOLDER.resolve(name),
          label,
          task);
    }
  }

  /**
   * Process that has ended.
   *
   * @param score in the metric's own direction; empty without a model
   * @param seconds NaN of one that ended with an error
   * @param said what it tells of itself
   */
  private record Run(OptionalDouble score, double seconds, String said) {

    String scoreText() {
      return score.isPresent()
          ? String.format(Locale.ROOT, "%.6g", score.getAsDouble())
          : "no score";
    }
  }

  private final Path data;
  private final int seconds;
  private final List<Source> sources;
  private final Map<String, String> pythons = new LinkedHashMap<>(); // by rival
  private final List<BenchmarkResult.Row> rows = new ArrayList<>();
  private final Map<String, Object> about = new LinkedHashMap<>();
  private final List<Map<String, Double>> scores = new ArrayList<>();
  private final Map<String, List<Double>> times = new LinkedHashMap<>();

  /**
   * @param data folder of the tables
   * @param words names of tables, all without one; {@code seconds=S} of each process; {@code short}
   *     for two tables, 30 seconds and one rival
   */
  AutoBenchmark(Path data, List<String> words) {
    List<String> named = new ArrayList<>(words);
    boolean brief = named.remove(SHORT);
    this.data = data;
    this.seconds =
        words.stream()
            .filter(word -> word.startsWith(SECONDS))
            .map(word -> Integer.parseInt(word.substring(SECONDS.length())))
            .findFirst()
            .orElse(brief ? SHORT_SECONDS : 60);
    named.removeIf(word -> word.startsWith(SECONDS));
    List<String> known = TABLES.stream().map(Source::name).toList();
    if (!known.containsAll(named)) {
      throw new IllegalArgumentException(
          "auto: must name tables of %s, but has %s".formatted(known, named));
    }
    List<String> chosen = named.isEmpty() ? (brief ? SHORT_TABLES : known) : named;
    this.sources = TABLES.stream().filter(table -> chosen.contains(table.name)).toList();
    for (String rival : brief ? SHORT_RIVALS : RIVALS) {
      String python = System.getProperty("bench." + rival, "");
      if (python.isEmpty()) {
        about.put(rival, "LEFT OUT: it cannot be installed");
      } else {
        pythons.put(rival, python);
      }
    }
  }

  BenchmarkResult run() throws IOException, InterruptedException {
    String python = System.getProperty(PythonSearch.PYTHON, "");
    if (python.isEmpty()) {
      throw new IllegalStateException("auto: there is no Python with scikit-learn");
    }
    boolean archived =
        LocalRun.archive(
            environment -> environment.remove("ESPALIER_CLASSES"),
            Path.of(System.getProperty("bench.jar"), "..").normalize(),
            FOLDER.resolve("archive").toString());
    about.put("archive of classes", archived ? "there" : "NOT THERE");
    for (Source source : sources) {
      CutTable table = source.cut(data);
      Map<String, Run> runs = new LinkedHashMap<>();
      runs.put(DEFAULTS, python(table, python, DEFAULTS));
      AutoRun ours =
          AutoRun.of(
              table,
              table.folder().resolve(NAME),
              PortfolioBenchmark.without(source.name).toString(),
              seconds);
      runs.put(NAME, new Run(ours.score(), ours.seconds(), ours.text()));
      for (Map.Entry<String, String> rival : pythons.entrySet()) {
        runs.put(rival.getKey(), rival(table, rival.getValue(), rival.getKey()));
      }
      judge(source.name, table, runs);
      ours.gains().forEach((part, gain) -> tell(source.name, part, gain));
    }
    verdict();
    about.put("bound", "%d s from the start of each process to its end".formatted(seconds));
    about.put("cores", Runtime.getRuntime().availableProcessors());
    about.put("Java", Runtime.version().toString());
    return new BenchmarkResult(about, rows);
  }

  private Run rival(CutTable table, String python, String tool)
      throws IOException, InterruptedException {
    try {
      return python(table, python, tool);
    } catch (IllegalStateException e) { // it ended with an error
      return new Run(OptionalDouble.empty(), Double.NaN, String.valueOf(e.getMessage()));
    }
  }

  private Run python(CutTable table, String python, String tool)
      throws IOException, InterruptedException {
    CutTable.Search search = table.python(python, tool, seconds);
    OptionalDouble score = OptionalDouble.of(table.score(search.heldOut()));
    return new Run(score, search.seconds(), search.about().toString());
  }

  private void tell(String table, String of, String said) {
    String name = "%s, %s".formatted(table, of);
    System.err.printf("%s: %s%n", name, said);
    about.put(name, said);
  }

  /** Adds the line of a table. */
  private void judge(String name, CutTable table, Map<String, Run> runs) {
    int sign = table.metric().direction().orElseThrow() == Direction.MAXIMIZE ? 1 : -1;
    Map<String, Double> larger = new LinkedHashMap<>();
    runs.forEach((tool, run) -> run.score.ifPresent(score -> larger.put(tool, sign * score)));
    scores.add(larger);
    NormalisedScores normalised = new NormalisedScores(List.of(larger));
    runs.forEach(
        (tool, run) -> {
          double over = Math.max(0, run.seconds - seconds);
          double of = normalised.mean(tool);
          tell(
              name,
              tool,
              String.format(
                  Locale.ROOT,
                  "%s %s, normalised %.3f, %.1f s, over by %.1f s; %s",
                  table.metric().key(),
                  run.scoreText(),
                  of,
                  run.seconds,
                  over,
                  run.said));
          times.computeIfAbsent(tool, key -> new ArrayList<>()).add(run.seconds);
        });
    String best =
        larger.entrySet().stream()
            .filter(score -> !score.getKey().equals(NAME))
            .max(Map.Entry.comparingByValue())
            .orElseThrow()
            .getKey();
    Run ours = requireNonNull(runs.get(NAME));
    Run other = requireNonNull(runs.get(best));
    rows.add(
        new BenchmarkResult.Row(
            "%s, %s / the best other".formatted(name, table.metric().key()),
            new Times(NAME, List.of(ours.seconds)),
            new Times(best, List.of(other.seconds)),
            seconds,
            "a model within %d s; %s to %s's %s"
                .formatted(seconds, ours.scoreText(), best, other.scoreText()),
            ours.score.isPresent() && ours.seconds <= seconds));
  }

  /** Adds the line of all tables. */
  private void verdict() {
    NormalisedScores all = new NormalisedScores(scores);
    String first = all.first();
    for (String tool : times.keySet()) {
      String said =
          "%.3f, behind %s by %.3f, standard error %.3f"
              .formatted(
                  all.mean(tool), first, all.mean(first) - all.mean(tool), all.error(tool, first));
      tell("mean", tool, said);
    }
    rows.add(
        new BenchmarkResult.Row(
            "mean over %d tables / the first".formatted(scores.size()),
            new Times(NAME, requireNonNull(times.get(NAME))),
            new Times(first, requireNonNull(times.get(first))),
            seconds,
            "a model in all runs; first, or not behind by the standard error (%.3f); %.3f to %s's %.3f"
                .formatted(all.error(NAME, first), all.mean(NAME), first, all.mean(first)),
            all.isFirst(NAME) && scores.stream().allMatch(table -> table.containsKey(NAME))));
  }
}
