package org.espalier.bench;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.espalier.bench.BenchmarkResult.Times;
import org.espalier.job.Main;
import org.espalier.journal.JournalStore;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.StudyStatus;
import org.espalier.spark.store.StudyFolder;
import org.espalier.spec.Origins;
import org.espalier.spec.OutputPlan;

/**
 * Studies with the default search and schedule against the same studies in full, and against random
 * draws with halving: held-out scores, and the run time of all tasks. Each study is a piece of its
 * own, which is not run again.
 */
final class DefaultsBenchmark {

  static final String NAME = "defaults";

  private static final Path FOLDER = Path.of("target", "bench", NAME).toAbsolutePath();

  private static final String SEEDS = "seeds=";
  private static final String MINUTES = "minutes=";
  private static final int USUAL_SEEDS = 3;

  /** Standard errors that a held-out score may be worse by. */
  private static final int ERRORS = 2;

  /** Share of full in task time that is to be reached in the mean. */
  private static final double SHARE = 0.6;

  private static final String LINEAR_REGRESSION = "linear-regression";
  private static final String LOGISTIC_REGRESSION = "logistic-regression";

  /** Search that is compared, with its settings. */
  private record Arm(String key, List<String> settings) {}

  private static final Arm DEFAULTS = new Arm("defaults", List.of());
  private static final Arm FULL = new Arm("full", List.of("schedule.scheduler=full"));
  private static final Arm RANDOM =
      new Arm("random", List.of("search.sampler=random", "schedule.scheduler=halving"));
  private static final List<Arm> ARMS = List.of(DEFAULTS, FULL, RANDOM);

  /**
   * Table of a study.
   *
   * @param data section {@code data}, without the source
   */
  private record Source(String name, Path file, String data, String linear) {}

  private final Configuration hadoop;
  private final Path data;
  private final int seeds;
  private final Optional<Instant> until;
  private final List<String> tables;
  private boolean isWarm = false;
  private boolean isWhole = true;

  /**
   * @param data folder of the tables
   * @param words names of tables, all without one; {@code seeds=N}; {@code minutes=M}, after which
   *     no further study begins
   */
  DefaultsBenchmark(Configuration hadoop, Path data, List<String> words) {
    this.hadoop = hadoop;
    this.data = data;
    this.seeds = number(words, SEEDS).orElse(USUAL_SEEDS);
    this.until = number(words, MINUTES).map(minutes -> Instant.now().plus(minutes(minutes)));
    List<String> named =
        words.stream()
            .filter(word -> !word.startsWith(SEEDS) && !word.startsWith(MINUTES))
            .toList();
    List<String> known = names().toList();
    if (!known.containsAll(named)) {
      throw new IllegalArgumentException(
          "defaults: must name tables of %s, but has %s".formatted(known, named));
    }
    this.tables = named.isEmpty() ? known : named;
  }

  private static Duration minutes(int number) {
    return Duration.ofMinutes(number);
  }

  private static Optional<Integer> number(List<String> words, String prefix) {
    return words.stream()
        .filter(word -> word.startsWith(prefix))
        .map(word -> Integer.parseInt(word.substring(prefix.length())))
        .findFirst();
  }

  private static Stream<String> names() {
    return Stream.concat(
        PortfolioTable.ALL.stream().map(PortfolioTable::name),
        Stream.of(GeneratedTable.MILLION.key()));
  }

  BenchmarkResult run() throws Exception {
    List<BenchmarkResult.Row> rows = new ArrayList<>();
    Map<String, Object> about = new LinkedHashMap<>();
    List<Double> shares = new ArrayList<>();
    int compared = 0;
    for (String name : tables) {
      Map<Arm, EndedStudies> ended = ended(source(name));
      if (ended.size() < ARMS.size()) {
        about.put(name, "NOT YET: another call goes on");
        continue;
      }
      compared++;
      EndedStudies ours = requireNonNull(ended.get(DEFAULTS));
      about.put(name, ours.choice());
      if (!ours.scheduler().equals("full")) {
        shares.add(mean(ours.taskSeconds()) / mean(requireNonNull(ended.get(FULL)).taskSeconds()));
      }
      for (Arm rival : List.of(FULL, RANDOM)) {
        rows.add(row(name, ours, rival, requireNonNull(ended.get(rival))));
      }
    }
    boolean many = 2 * shares.size() >= compared;
    double share = shares.stream().mapToDouble(Double::doubleValue).average().orElse(1);
    about.put(
        "task time where the schedule is not full",
        String.format(
            Locale.ROOT,
            "%s: %.2f of full in the mean (at most %.1f), on %d of %d tables (at least half)",
            share <= SHARE && many ? "met" : "NOT MET",
            share,
            SHARE,
            shares.size(),
            compared));
    about.put("seeds", seeds);
    about.put("cores", Runtime.getRuntime().availableProcessors());
    about.put("whole", isWhole);
    return new BenchmarkResult(about, rows);
  }

  private static double mean(double[] values) {
    return Significance.mean(values);
  }

  /** A line of held-out scores, with the task time. */
  private static BenchmarkResult.Row row(
      String table, EndedStudies ours, Arm rival, EndedStudies other) {
    double[] differences =
        IntStream.range(0, ours.scores().length)
            .mapToDouble(seed -> ours.scores()[seed] - other.scores()[seed])
            .toArray();
    double difference = mean(differences);
    double error = Significance.error(differences);
    return new BenchmarkResult.Row(
        "%s: %s / %s, task time".formatted(table, ours.scheduler(), rival.key),
        new Times(ours.scheduler(), list(ours.taskSeconds())),
        new Times(rival.key, list(other.taskSeconds())),
        SHARE * mean(other.taskSeconds()),
        String.format(
            Locale.ROOT,
            "held-out score at most %d standard errors worse; %.4g, %+.2g (%.2g) better",
            ERRORS,
            Math.abs(mean(ours.scores())),
            difference,
            error),
        difference >= -ERRORS * error);
  }

  private static List<Double> list(double[] values) {
    return Arrays.stream(values).boxed().toList();
  }

  private Source source(String name) throws IOException {
    Files.createDirectories(FOLDER);
    Optional<PortfolioTable> real =
        PortfolioTable.ALL.stream().filter(table -> table.name().equals(name)).findFirst();
    if (real.isEmpty()) {
      return new Source(
          name, GeneratedTable.MILLION.table(FOLDER), "label = label", LOGISTIC_REGRESSION);
    }
    Path file = FOLDER.resolve(name + ".csv");
    if (!Files.exists(file)) {
      real.get().sample(data, Integer.MAX_VALUE, file);
    }
    String linear = real.get().task().isClassification() ? LOGISTIC_REGRESSION : LINEAR_REGRESSION;
    return new Source(name, file, real.get().roles() + ", missing = [NA]", linear);
  }

  /** Studies of a table, by arm; arms are left out of which a seed has not yet ended. */
  private Map<Arm, EndedStudies> ended(Source source) throws Exception {
    Map<Arm, List<StudyRecord>> records = new LinkedHashMap<>();
    for (int seed = 1; seed <= seeds; seed++) {
      for (Arm arm : ARMS) { // in turns, so that no arm has the warmer process
        study(source, arm, seed)
            .ifPresent(
                record -> records.computeIfAbsent(arm, none -> new ArrayList<>()).add(record));
      }
    }
    records.values().removeIf(some -> some.size() < seeds);
    Map<Arm, EndedStudies> ended = new LinkedHashMap<>();
    records.forEach((arm, all) -> ended.put(arm, new EndedStudies(all)));
    return ended;
  }

  /** A study that has ended, after running what is left of it; empty if there is no time for it. */
  private Optional<StudyRecord> study(Source source, Arm arm, int seed) throws Exception {
    Path output = FOLDER.resolve("%s-%s-%d".formatted(source.name, arm.key, seed));
    Optional<StudyRecord> before = record(output, source.name);
    if (before.isPresent()) {
      return before;
    }
    if (until.filter(end -> Instant.now().isAfter(end)).isPresent()) {
      isWhole = false;
      return Optional.empty();
    }
    warmUp();
    tune(source, output, arm.settings, seed);
    return record(output, source.name);
  }

  /** Runs a small study once, so that the first one that counts does not run on a cold process. */
  private void warmUp() throws Exception {
    if (!isWarm) {
      isWarm = true;
      tune(source("wine"), FOLDER.resolve("warm-up"), List.of("output.overwrite=true"), 0);
    }
  }

  private static void tune(Source source, Path output, List<String> settings, int seed)
      throws Exception {
    Path file = FOLDER.resolve(source.name + ".conf");
    Files.writeString(
        file,
        """
        study = %s
        data { source = "%s", %s }
        learners = [{ type = %s, space = auto }, { type = random-forest, space = auto }]
        """
            .formatted(source.name, source.file, source.data, source.linear));
    List<String> words = new ArrayList<>(List.of("tune", file.toString()));
    words.addAll(List.of("--output", output.toString(), "--set", "seed=" + seed));
    boolean isNew = settings.contains("output.overwrite=true");
    words.addAll(List.of("--set", "output.resume=" + (isNew ? "never" : "auto")));
    settings.forEach(setting -> words.addAll(List.of("--set", setting)));
    Main.main(words.toArray(String[]::new));
  }

  private Optional<StudyRecord> record(Path output, String study) throws IOException {
    if (!Files.exists(output.resolve(study).resolve("summary.json"))) {
      return Optional.empty();
    }
    StudyFolder folder =
        StudyFolder.of(new OutputPlan(output.toString(), false), study, Origins.none(NAME), hadoop);
    try (JournalStore journal = folder.journal()) {
      return Optional.of(StudyRecord.of(journal.read()))
          .filter(record -> record.summary().end().status() == StudyStatus.FINISHED);
    }
  }
}
