package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.spark.SparkContext;
import org.espalier.journal.JournalStore;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyRecord;
import org.espalier.plan.Origins;
import org.espalier.plan.OutputPlan;
import org.espalier.spark.store.StudyFolder;
import org.espalier.study.CellState;
import org.espalier.testing.Command;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drivers in processes of their own that are ended from outside, and what goes on from there. */
final class KilledDriverTest extends SparkTest {

  private static final String STUDY =
      """
      study = flowers
      data { source = "embedded:iris", label = label }
      learners = [ { type = decision-tree
          space { maxDepth = { from = 1, to = 6 }, minInstancesPerNode = { from = 1, to = 20 } } } ]
      folds = 2
      metric = accuracy
      search = { sampler = random, trials = 9 }
      schedule = { type = asha, min = 20 }
      run { window = 3, parallelism = 2 }
      output { resume = auto, journal.loss.events = 1 }
      """;

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir private Path folder;

  private final List<Command> started = new ArrayList<>();

  @AfterEach
  void leave_no_process() throws IOException {
    for (Command command : started) {
      command.close();
    }
  }

  /** Runs a study, and stops the Spark context under it once a few cells have ended. */
  public static final class StoppedContext {

    private StoppedContext() {}

    public static void main(String[] args) throws Exception {
      Path out = Path.of(args[args.length - 1]);
      Thread stopping =
          new Thread(
              () -> {
                await(out, events -> cells(events) >= 4);
                SparkContext.getOrCreate().stop();
              });
      stopping.setDaemon(true);
      stopping.start();
      Main.main(args);
    }
  }

  private Process start(Class<?> main, Path out) throws IOException {
    Files.createDirectories(out);
    Path study = Files.writeString(out.resolve("study.conf"), STUDY);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(word -> word.startsWith("--add"))
        .forEach(command::add);
    command.addAll(
        List.of(
            "-Xmx700m",
            "-cp",
            System.getProperty("java.class.path"),
            "org.apache.spark.deploy.SparkSubmit",
            "--master",
            "local[2]",
            "--conf",
            "spark.ui.enabled=false",
            "--conf",
            "spark.driver.host=127.0.0.1",
            "--conf",
            "spark.driver.bindAddress=127.0.0.1",
            "--class",
            main.getName(),
            "spark-internal",
            "tune",
            study.toString(),
            "--output",
            out.toString()));
    Command driver = Command.start(folder, Map.of(), command);
    started.add(driver);
    return driver.process();
  }

  private static StudyFolder study(Path out) {
    return StudyFolder.of(
        new OutputPlan(out.toString(), false),
        "flowers",
        Origins.none("test"),
        new org.apache.hadoop.conf.Configuration());
  }

  private static List<StudyEvent> events(Path out) {
    try {
      return study(out).readJournal();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static long cells(List<StudyEvent> events) {
    return events.stream().filter(StudyEvent.CellEnded.class::isInstance).count();
  }

  private static void await(Path out, Predicate<List<StudyEvent>> come) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!come.test(events(out))) {
      assertThat(System.nanoTime()).as("patience with %s", out).isLessThan(end);
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static int ended(Process process) throws InterruptedException {
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  /** Goes on in this process, to the tables of a study that was left alone. */
  private void assertGoesOn(Path out) throws IOException {
    Path alone = folder.resolve("alone");
    for (Path place : List.of(alone, out)) {
      Files.createDirectories(place);
      Path file = Files.writeString(place.resolve("study.conf"), STUDY);
      CommandRun run = CommandRun.of("tune", file.toString(), "--output", place.toString());
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.out().contains("goes on after")).isEqualTo(place.equals(out));
    }
    assertThat(tables(out)).isEqualTo(tables(alone));
    Set<String> places = new HashSet<>();
    for (StudyEvent event : events(out)) {
      if (event instanceof StudyEvent.CellEnded cell) {
        assertThat(places.add(cell.proposal() + "/" + cell.outcome().fold())).isTrue();
      }
    }
  }

  private static List<String> tables(Path out) {
    StudyRecord record = StudyRecord.of(events(out));
    List<String> lines = new ArrayList<>();
    record
        .trials()
        .forEach(
            t ->
                lines.add(
                    List.of(
                            t.trial(),
                            t.configuration(),
                            t.state(),
                            t.rung(),
                            t.scores(),
                            t.reason())
                        .toString()));
    record
        .cells()
        .forEach(c -> lines.add(List.of(c.proposal(), c.fold(), c.state(), c.score()).toString()));
    record.decisions().forEach(d -> lines.add(d.toString()));
    return lines;
  }

  @Test
  void a_study_goes_on_where_its_driver_was_killed() throws Exception {
    Path out = folder.resolve("killed");
    Process driver = start(Main.class, out);
    await(out, events -> cells(events) >= 5);
    driver.destroyForcibly();
    assertThat(ended(driver)).isEqualTo(128 + 9);
    assertGoesOn(out);
  }

  @Test
  @Tag("full")
  void a_study_goes_on_after_kills_in_a_row_of_which_one_hits_it_as_it_confirms() throws Exception {
    Path out = folder.resolve("killed");
    Process driver = start(Main.class, out);
    await(out, events -> events.stream().anyMatch(StudyEvent.CellStarted.class::isInstance));
    driver.destroyForcibly();
    ended(driver);
    Process next = start(Main.class, out);
    await(out, events -> events.stream().anyMatch(StudyEvent.Confirmed.class::isInstance));
    next.destroyForcibly();
    ended(next);
    assertGoesOn(out);
  }

  /** By SIGTERM: page and summary are left, and what was recorded is not run again. */
  @Test
  void a_driver_that_is_told_to_end_leaves_page_and_summary() throws Exception {
    Path out = folder.resolve("told");
    Process driver = start(Main.class, out);
    await(out, events -> cells(events) >= 5);
    driver.destroy();
    assertThat(ended(driver)).as(started.get(0).printed()).isEqualTo(128 + 15);
    assertInterrupted(out, ExitCode.TERMINATED, "ended from outside");
    assertGoesOn(out);
  }

  @Test
  @Tag("full")
  void a_driver_that_is_interrupted_says_so() throws Exception {
    Path out = folder.resolve("interrupted");
    Process driver = start(Main.class, out);
    await(out, events -> cells(events) >= 5);
    new ProcessBuilder("kill", "-INT", String.valueOf(driver.pid())).start().waitFor();
    assertThat(ended(driver)).isEqualTo(128 + 2);
    assertInterrupted(out, ExitCode.INTERRUPTED, "ended from outside");
    assertGoesOn(out);
  }

  @Test
  @Tag("full")
  void a_study_whose_context_was_stopped_has_no_failed_cell_and_goes_on() throws Exception {
    Path out = folder.resolve("stopped");
    Process driver = start(StoppedContext.class, out);
    assertThat(ended(driver)).as(started.get(0).printed()).isEqualTo(128 + 15);
    assertInterrupted(out, ExitCode.TERMINATED, "the Spark context was stopped");
    assertThat(events(out))
        .filteredOn(StudyEvent.CellEnded.class::isInstance)
        .extracting(event -> ((StudyEvent.CellEnded) event).outcome().state())
        .containsOnly(CellState.COMPLETED);
    assertGoesOn(out);
  }

  private static void assertInterrupted(Path out, int code, String reason) throws IOException {
    assertThat(Files.readString(out.resolve("flowers/summary.json")))
        .contains("\"status\" : \"interrupted\"")
        .contains("\"exitCode\" : " + code)
        .contains(reason);
    assertThat(out.resolve("flowers/report.html")).isRegularFile();
    try (JournalStore journal = study(out).journal()) { // nobody holds it
      assertThat(cells(journal.read())).isGreaterThanOrEqualTo(4);
    }
  }
}
