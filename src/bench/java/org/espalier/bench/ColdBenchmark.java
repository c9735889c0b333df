package org.espalier.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.espalier.bench.BenchmarkResult.Times;

/**
 * Whole studies from the start of a fresh process of {@code submit/local.sh} to its end: what they
 * cost beside their search. Embedded studies with and without the archive of loaded classes and on
 * the other line of Spark; whether a table of mixed columns is searched through within a minute.
 */
final class ColdBenchmark {

  /** Name of the benchmark. */
  static final String NAME = "cold";

  private static final String SHORT = "short";
  private static final String PAGE = "page";

  private static final int ROUNDS = 3;
  private static final Duration HANGS = Duration.ofMinutes(15); // the first one may build the jar

  private static final String LINE = "4.1";
  private static final String OTHER_LINE = "3.5";
  private static final Path OTHER_FOLDER = Path.of("target", "spark-3.5");

  private static final String DIGITS = "digits";
  private static final String WINE = "wine";
  private static final double DIGITS_SECONDS = 12;
  private static final double DIGITS_CPU = 25;
  private static final double WINE_SECONDS = 8;

  private static final int BUDGET = 60;

  private static final Pattern DECIDED =
      Pattern.compile("trial (\\d+) (completed|pruned|failed) at rung .*");
  private static final Pattern PLANNED = Pattern.compile("\\btrials = (\\d+)");

  /**
   * Runs of an embedded study.
   *
   * @param number of the line that shows them
   * @param spark line of Spark
   * @param archived with the archive of loaded classes, if that is there
   * @param bound seconds; empty of what is only shown
   * @param cpuBound CPU seconds; likewise
   */
  private record Series(
      int number,
      String study,
      String spark,
      boolean archived,
      OptionalDouble bound,
      OptionalDouble cpuBound,
      List<LocalRun> runs) {

    static Series shown(int number, String study, String spark, boolean archived) {
      return new Series(
          number,
          study,
          spark,
          archived,
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          new ArrayList<>());
    }

    Series within(double seconds, OptionalDouble cpu) {
      return new Series(number, study, spark, archived, OptionalDouble.of(seconds), cpu, runs);
    }

    String name() {
      return "%d %s%s%s"
          .formatted(
              number,
              study,
              archived ? "" : ", no archive of classes",
              spark.equals(LINE) ? "" : ", Spark " + spark);
    }

    Times times(ToDoubleFunction<LocalRun> measure) {
      return new Times(study, runs.stream().mapToDouble(measure).boxed().toList());
    }

    ColdResult.Row row() {
      Times seconds = times(LocalRun::seconds);
      Times cpu = times(run -> run.cpuSeconds().orElseThrow());
      ColdResult.Row shown = ColdResult.Row.shown(name(), seconds, Optional.of(cpu));
      if (bound.isEmpty()) {
        return shown;
      }
      boolean met =
          seconds.median() <= bound.getAsDouble()
              && cpu.median() <= cpuBound.orElse(Double.POSITIVE_INFINITY);
      String words = "at most %.0f s".formatted(bound.getAsDouble());
      return shown.judged(
          cpuBound.isPresent()
              ? "%s, and %.0f s of CPU time".formatted(words, cpuBound.getAsDouble())
              : words,
          met);
    }

    /** The run of which half are faster. */
    LocalRun middle() {
      return runs.stream()
          .sorted(Comparator.comparingDouble(LocalRun::seconds))
          .toList()
          .get(runs.size() / 2);
    }
  }

  private final ColdResult result = new ColdResult();
  private final Path scratch;
  private final boolean brief;
  private int outputs = 0;
  private boolean archives = true; // each that was waited for is there

  private ColdBenchmark(Path scratch, boolean brief) {
    this.scratch = scratch;
    this.brief = brief;
  }

  /**
   * Runs it, prints its lines and leaves them in {@code target/bench}.
   *
   * @param words {@code short} for a round of the first two lines, {@code page} to write the page
   */
  static void run(List<String> words) throws IOException, InterruptedException {
    if (!List.of(SHORT, PAGE).containsAll(words)) {
      System.err.printf("%s: the words are %s and %s, not %s%n", NAME, SHORT, PAGE, words);
      System.exit(2);
    }
    Path scratch = Files.createTempDirectory(Files.createDirectories(Path.of("target")), NAME);
    new ColdBenchmark(scratch, words.contains(SHORT)).run(words.contains(PAGE));
  }

  private void run(boolean page) throws IOException, InterruptedException {
    result.say("cores", Runtime.getRuntime().availableProcessors());
    result.say("master", System.getenv().getOrDefault("ESPALIER_MASTER", "local[*]"));
    result.say("versions", versions());
    result.say("rounds", brief ? 1 : ROUNDS);
    List<Series> all = series();
    for (int round = 0; round < (brief ? 1 : ROUNDS); round++) {
      for (Series each : all) {
        LocalRun run = embedded(each.study(), each.spark(), each.archived());
        each.runs().add(run);
        System.err.printf("%s: %.1f s%n", each.name(), run.seconds());
      }
    }
    all.forEach(each -> result.add(each.row()));
    if (!brief) {
      loans();
    }
    ColdPhases phases = ColdPhases.of(all.get(0).middle());
    System.out.printf("%nphases of %s, a run of which half were faster:%n", DIGITS);
    System.out.print(phases.table());
    result.say("phases", phases.lines());
    System.out.println(result.write(Path.of("target", "bench", NAME + ".json")));
    if (page && !archives) {
      System.err.println("The page is not written: an archive of classes is not there.");
    } else if (page) {
      System.out.println(new ColdPage(result, phases).write());
    }
  }

  private static String versions() throws IOException, InterruptedException {
    return LocalRun.of(List.of("--version"), environment(LINE, true), HANGS)
        .finished()
        .first(line -> line.startsWith("espalier "))
        .map(LocalRun.Line::text)
        .orElseThrow();
  }

  private List<Series> series() throws IOException, InterruptedException {
    List<Series> all = new ArrayList<>();
    OptionalDouble cpu = OptionalDouble.of(DIGITS_CPU);
    all.add(Series.shown(1, DIGITS, LINE, true).within(DIGITS_SECONDS, cpu));
    all.add(Series.shown(2, WINE, LINE, true).within(WINE_SECONDS, OptionalDouble.empty()));
    archive(LINE, Path.of("target"));
    if (brief) {
      return all;
    }
    all.add(Series.shown(3, DIGITS, LINE, false));
    all.add(Series.shown(3, WINE, LINE, false));
    if (Files.exists(OTHER_FOLDER.resolve("espalier.jar"))) {
      all.add(Series.shown(4, DIGITS, OTHER_LINE, true));
      all.add(Series.shown(4, WINE, OTHER_LINE, true));
      archive(OTHER_LINE, OTHER_FOLDER);
    } else {
      result.say("line 4", "left out: there is no " + OTHER_FOLDER.resolve("espalier.jar"));
    }
    return all;
  }

  private void archive(String spark, Path folder) throws IOException, InterruptedException {
    boolean there = LocalRun.archive(environment(spark, true), folder, output());
    archives &= there;
    result.say(
        "archive of classes, Spark " + spark,
        there ? "there" : "NOT THERE after %s".formatted(LocalRun.ARCHIVED.toSeconds() + " s"));
  }

  /** Variables of a process: those of this one, but for what submit/bench.sh sets. */
  private static Consumer<Map<String, String>> environment(String spark, boolean archived) {
    return variables -> {
      variables.put("SPARK_LINE", spark);
      variables.remove("ESPALIER_CLASSES");
      if (!archived) {
        variables.put("ESPALIER_CLASSES", "none");
      }
    };
  }

  private LocalRun embedded(String study, String spark, boolean archived)
      throws IOException, InterruptedException {
    String file = Path.of("conf", study + ".conf").toString();
    List<String> words = List.of(file, "--output", output());
    return LocalRun.of(words, environment(spark, archived), HANGS).finished();
  }

  private String output() {
    return scratch.resolve("out-" + outputs++).toString();
  }

  private LocalRun underDeadline(Path file) throws IOException, InterruptedException {
    List<String> words =
        List.of(
            "tune",
            file.toString(),
            "--set",
            "budget.timeout=%d s".formatted(BUDGET),
            "--output",
            output());
    return LocalRun.of(words, environment(LINE, true), HANGS);
  }

  private static long decided(LocalRun run) {
    return run.lines().stream()
        .map(line -> DECIDED.matcher(line.text()))
        .filter(Matcher::matches)
        .map(trial -> trial.group(1))
        .distinct()
        .count();
  }

  private static Optional<Times> cpu(String of, OptionalDouble seconds) {
    return seconds.isPresent()
        ? Optional.of(new Times(of, List.of(seconds.getAsDouble())))
        : Optional.empty();
  }

  /** Line 6: the share of the trials that the proposed study decides within a minute. */
  private void loans() throws IOException, InterruptedException {
    Path file = scratch.resolve("loans.conf");
    String source = GeneratedTable.LOANS.table(scratch).toAbsolutePath().toString();
    List<String> init =
        List.of("init", "--source=" + source, "--label=label", "--file=" + file.toAbsolutePath());
    LocalRun.of(init, environment(LINE, true), HANGS).finished();
    Matcher trials = PLANNED.matcher(Files.readString(file));
    if (!trials.find()) {
      throw new IllegalStateException(file + ": says no number of trials");
    }
    long planned = Long.parseLong(trials.group(1));
    LocalRun run = underDeadline(file);
    long decided = decided(run);
    String words =
        "all trials decided within %d s, are %d of %d (%.0f %%); exit code %d"
            .formatted(BUDGET, decided, planned, 100.0 * decided / planned, run.code());
    result.add(
        ColdResult.Row.shown(
                "6 10,000 rows x 55 mixed columns",
                new Times("loans", List.of(run.seconds())),
                cpu("loans", run.cpuSeconds()))
            .judged(words, decided >= planned));
  }
}
