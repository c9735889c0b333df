package org.espalier.bench;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.espalier.job.Main;
import org.espalier.journal.CellRow;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.TableColumn;
import org.espalier.journal.TrialRow;
import org.espalier.spark.store.StudyFolder;
import org.espalier.spec.Origins;
import org.espalier.spec.OutputPlan;

/**
 * Studies whose drivers are ended by SIGKILL, each in a process of its own, and go on; against the
 * same study left alone, at several parallelisms.
 */
final class KillProtocol {

  /** When a driver is killed. */
  private enum Moment {
    /** At any time after its first event. */
    ANY,
    /** As it goes on from what another left. */
    RESUMING,
    /** After the last outcome was told. */
    CONFIRMING
  }

  /** Of one study, one after the other: at most two, so that no cell comes under suspicion. */
  private static final List<List<Moment>> KILLS =
      List.of(
          List.of(Moment.ANY, Moment.RESUMING),
          List.of(Moment.ANY, Moment.ANY),
          List.of(Moment.ANY, Moment.CONFIRMING),
          List.of(Moment.CONFIRMING, Moment.RESUMING));

  private static final int[] PARALLELISMS = {1, 2, 8};
  private static final long SEED = 42;
  private static final String NAME = "killed";

  /** Every so many-th row of the table: 61,265 of them, which makes four partitions. */
  private static final int STEP = 4;

  private static final double RESUMING_SECONDS = 3;
  private static final double CONFIRMING_SECONDS = 0.5;
  private static final long HANGS_SECONDS = 900;
  private static final long LOOK_MILLIS = 20;

  private static final String STUDY =
      """
      study = killed
      data { source = "%s", label = label }
      learners = [
        { type = naive-bayes            # adds up whole numbers: the same to the last bit each time
          space { smoothing = { from = 1e-3, to = 1000, scale = log } } }
        { type = logistic-regression    # adds up partitions in the order in which they come
          space { regParam = { from = 1e-4, to = 1, scale = log }, elasticNetParam = { from = 0, to = 1 }, maxIter = 3 } }
      ]
      metric = accuracy
      folds = %d
      search = { sampler = tpe, trials = 60 }
      schedule = { scheduler = asha, %s }
      """;

  /** A study of each resource, and what it came to when left alone. */
  private record Reference(Path file, List<List<String>> tables, int told, double seconds) {}

  private final Path scratch;
  private final SplittableRandom random = new SplittableRandom(SEED);
  private final SparkSession spark;
  private final Map<Moment, Integer> kills = new EnumMap<>(Moment.class);
  private final List<String> wrong = new ArrayList<>();
  private int studies = 0;
  private int tooLate = 0;
  private int cellsAgain = 0;
  private int runs = 0;

  KillProtocol(Path scratch) {
    this.scratch = scratch;
    this.spark = SparkSession.builder().master("local[1]").appName("tables").getOrCreate();
  }

  /**
   * @param wanted so many kills
   */
  String run(int wanted) throws IOException, InterruptedException {
    String source = table();
    List<Reference> references =
        List.of(
            reference("rows", STUDY.formatted(source, 2, "min-resource = 6000, eta = 3")),
            reference("folds", STUDY.formatted(source, 4, "resource = folds, eta = 2")));
    long began = System.nanoTime();
    while (kills.values().stream().mapToInt(i -> i).sum() < wanted) {
      killed(references.get(studies % 2), KILLS.get(studies / 2 % KILLS.size()));
      studies++;
      System.err.printf(
          "%d studies, kills %s, wrong %d, %.0f s%n",
          studies, kills, wrong.size(), (System.nanoTime() - began) / 1e9);
    }
    return String.format(
        Locale.ROOT,
        "kill: %s kills (%s; %d came after the end) of %d studies of 60 trials, ASHA over rows and"
            + " folds, at parallelism 1, 2 and 8; left alone one takes %.0f and %.0f s%n"
            + "      tables other than those of the study left alone: %d of %d (target 0)%n"
            + "      recorded cells run again: %d (target 0)%n%s",
        kills.values().stream().mapToInt(i -> i).sum(),
        kills,
        tooLate,
        studies,
        references.get(0).seconds(),
        references.get(1).seconds(),
        wrong.size(),
        studies + PARALLELISMS.length * references.size(),
        cellsAgain,
        String.join("", wrong));
  }

  /** Every fourth row of a real table, or a small one where it is not there. */
  private String table() throws IOException {
    Path whole =
        Path.of(
            System.getenv().getOrDefault("ESPALIER_DATA", ""), "skin_segmentation", "skin.csv.gz");
    if (!Files.isRegularFile(whole)) {
      System.err.println("ESPALIER_DATA has no skin_segmentation/skin.csv.gz: digits, in one part");
      return "embedded:digits";
    }
    List<String> kept = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(whole)), StandardCharsets.UTF_8))) {
      kept.add(lines.readLine());
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (number++ % STEP == 0) {
          kept.add(line);
        }
      }
    }
    return Files.write(scratch.resolve("skin.csv"), kept).toAbsolutePath().toString();
  }

  /** The study left alone at each parallelism, which has to come to the same tables. */
  private Reference reference(String name, String text) throws IOException, InterruptedException {
    Path file = Files.writeString(scratch.resolve(name + ".conf"), text);
    List<List<String>> tables = List.of();
    double seconds = 0;
    Path out = scratch;
    for (int parallelism : PARALLELISMS) {
      out = scratch.resolve("%s-%d".formatted(name, parallelism));
      long began = System.nanoTime();
      Process driver = start(file, out, parallelism, List.of());
      int code = await(driver);
      seconds = (System.nanoTime() - began) / 1e9;
      List<List<String>> now = code == 0 ? tables(out) : List.of(List.of("exit " + code));
      check(out, code, tables.isEmpty() ? now : tables, now);
      tables = tables.isEmpty() ? now : tables;
    }
    int told = (int) events(out).stream().filter(StudyEvent.Told.class::isInstance).count();
    return new Reference(file, tables, told, seconds);
  }

  private void killed(Reference reference, List<Moment> moments)
      throws IOException, InterruptedException {
    Path out = scratch.resolve("study-%03d".formatted(studies));
    int first = random.nextInt(PARALLELISMS.length);
    for (Moment moment : moments) {
      Process driver = start(reference.file(), out, parallelism(first++), List.of());
      if (kill(driver, out, moment, reference)) {
        kills.merge(moment, 1, Integer::sum);
      } else {
        tooLate++;
      }
    }
    int code = await(start(reference.file(), out, parallelism(first), List.of()));
    check(out, code, reference.tables(), code == 0 ? tables(out) : List.of());
  }

  private static int parallelism(int index) {
    return PARALLELISMS[index % PARALLELISMS.length];
  }

  /** Waits for the moment and kills; false if the driver was faster. */
  private boolean kill(Process driver, Path out, Moment moment, Reference reference)
      throws IOException, InterruptedException {
    int before = epochs(out);
    double most =
        switch (moment) {
          case ANY -> reference.seconds();
          case RESUMING -> RESUMING_SECONDS;
          case CONFIRMING -> CONFIRMING_SECONDS;
        };
    while (driver.isAlive() && !hasCome(out, moment, before, reference)) {
      Thread.sleep(LOOK_MILLIS);
    }
    long nanos = (long) (random.nextDouble() * most * 1e9);
    if (driver.waitFor(nanos, TimeUnit.NANOSECONDS)) {
      return false;
    }
    driver.destroyForcibly(); // SIGKILL
    driver.waitFor();
    return true;
  }

  private boolean hasCome(Path out, Moment moment, int before, Reference reference)
      throws IOException {
    if (epochs(out) == before) {
      return false;
    }
    return moment != Moment.CONFIRMING
        || events(out).stream().filter(StudyEvent.Told.class::isInstance).count()
            >= reference.told();
  }

  private static int epochs(Path out) throws IOException {
    Path journal = out.resolve(NAME).resolve("journal");
    if (!Files.isDirectory(journal)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(journal)) {
      return (int) files.filter(f -> f.getFileName().toString().startsWith("events-")).count();
    }
  }

  private static List<StudyEvent> events(Path out) throws IOException {
    return StudyFolder.of(
            new OutputPlan(out.toString(), false), NAME, Origins.none("kill"), new Configuration())
        .readJournal();
  }

  private int await(Process driver) throws InterruptedException {
    if (driver.waitFor(HANGS_SECONDS, TimeUnit.SECONDS)) {
      return driver.exitValue();
    }
    driver.destroyForcibly();
    return -1;
  }

  /** A driver of the same Java, class path and options as this process. */
  private Process start(Path study, Path out, int parallelism, List<String> more)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(word -> word.startsWith("--add") || word.startsWith("-Dlog4j2"))
        .forEach(command::add);
    String code = Main.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    String jar = code.endsWith(".jar") ? code : "spark-internal"; // Spark's word for: no jar
    command.addAll(
        List.of(
            "-Xmx1g",
            "-cp",
            System.getProperty("java.class.path"),
            "org.apache.spark.deploy.SparkSubmit",
            "--master",
            "local[4]",
            "--conf",
            "spark.ui.enabled=false",
            "--class",
            Main.class.getName(),
            jar,
            "tune",
            study.toString(),
            "--output",
            out.toString(),
            "--set",
            "output.resume=auto",
            // So that the moment at which the last outcome was told can be seen from here.
            "--set",
            "output.loss-events=1",
            "--set",
            "run.parallelism=" + parallelism));
    command.addAll(more);
    File log = scratch.resolve("driver-%04d.log".formatted(runs++)).toFile();
    return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start();
  }

  private void check(Path out, int code, List<List<String>> expected, List<List<String>> tables)
      throws IOException {
    Set<String> places = new HashSet<>();
    for (StudyEvent event : events(out)) {
      if (event instanceof StudyEvent.CellEnded cell
          && !places.add(cell.proposal() + "/" + cell.outcome().fold())) {
        cellsAgain++;
      }
    }
    if (code != 0 || !tables.equals(expected)) {
      wrong.add("      %s: exit %d, log driver-%04d.log%n".formatted(out, code, runs - 1));
    }
  }

  private List<List<String>> tables(Path out) {
    return List.of(
        rows(out, "trials", TrialRow.CLOCK),
        rows(out, "cells", CellRow.CLOCK),
        rows(out, "decisions", List.of()));
  }

  private List<String> rows(Path out, String table, List<String> clock) {
    String[] without = clock.stream().map(TableColumn::name).toArray(String[]::new);
    Path path = out.resolve(NAME).resolve(table);
    return spark.read().parquet(path.toString()).drop(without).toJSON().collectAsList();
  }
}
