package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.espalier.journal.StudyEvent;
import org.espalier.testing.Command;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drivers in processes of their own that are ended by a signal, and the studies that go on. */
final class KilledDriverTest extends SparkTest {

  /** Trees are fitted the same to the last bit; logistic regression sums its parts as they come. */
  private static final String STUDY =
      """
      study = parts
      data { source = "%s", label = answer }
      learners = [
        { type = decision-tree, space { maxDepth = { from = 1, to = 6 }, minInstancesPerNode = { from = 1, to = 30 } } }
        { type = logistic-regression, space { regParam = { from = 1e-4, to = 1, scale = log }, maxIter = 3 } }
      ]
      metric = accuracy
      folds = 2
      search = { sampler = tpe, trials = 16 }
      schedule = { scheduler = asha, min-resource = 60 }
      run { window = 4, pre-flight = false }
      # So that what was told can be seen from outside.
      output.loss-events = 1
      """;

  /** Files of a table so small are each a partition. */
  private static final int PARTITIONS = 4;

  private static final int ROWS_EACH = 150;
  private static final int SIGINT = 130;
  private static final int SIGTERM = 143;
  private static final long LIMIT_SECONDS = 600;

  /** Within which a driver that was asked to end has written its page ({@code guide/resume.md}). */
  private static final long GRACE_SECONDS = 30;

  @TempDir private static Path folder;

  private static Path file;
  private static WrittenStudy uncut;

  @BeforeAll
  static void a_study_that_nobody_ends() throws IOException {
    Path table = Files.createDirectory(folder.resolve("table"));
    for (int part = 0; part < PARTITIONS; part++) {
      StringBuilder csv = new StringBuilder("a,b,c,answer\n");
      for (int row = part * ROWS_EACH; row < (part + 1) * ROWS_EACH; row++) {
        int a = row * 37 % 101;
        int b = row * row % 13;
        String answer = (a > 50) == (b > 5) || row % 11 == 0 ? "yes" : "no";
        csv.append("%d,%d,%d,%s\n".formatted(a, b, row * 7 % 29, answer));
      }
      Files.writeString(table.resolve("part-%d.csv".formatted(part)), csv);
    }
    file = Files.writeString(folder.resolve("parts.conf"), STUDY.formatted(table));
    uncut = new WrittenStudy(folder.resolve("uncut"), "parts");
    CommandRun run = CommandRun.of("tune", file.toString(), "--output", uncut.output().toString());
    assertThat(run.code()).as(run.err()).isZero();
  }

  private static Command driver(WrittenStudy study, int parallelism) throws IOException {
    return Command.start(
        folder,
        Map.of("SPARK_LOCAL_IP", "127.0.0.1"),
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "@" + Path.of("submit/java-options").toAbsolutePath(),
            "-Xmx1g",
            "-XX:TieredStopAtLevel=1", // as in the tests themselves
            "-cp",
            System.getProperty("java.class.path"),
            "org.apache.spark.deploy.SparkSubmit",
            "--master",
            "local[" + PARTITIONS + "]",
            "--conf",
            "spark.ui.enabled=false",
            "--conf",
            "spark.sql.codegen.wholeStage=false",
            "--conf",
            "spark.sql.codegen.factoryMode=NO_CODEGEN",
            "--class",
            Main.class.getName(),
            "spark-internal", // Spark's word for: no jar
            "tune",
            file.toString(),
            "--output",
            study.output().toString(),
            "--set",
            "output.resume=auto",
            "--set",
            "run.parallelism=" + parallelism));
  }

  /** Stops a driver once so many outcomes were told; false if it ended first. */
  private static boolean await(Command driver, WrittenStudy study, int told)
      throws IOException, InterruptedException {
    while (driver.process().isAlive()) {
      if (Files.isDirectory(study.path().resolve("journal"))) {
        signal(driver, "-STOP"); // it goes no further while it is looked at
        if (driver.process().isAlive()
            && study.events().stream().filter(StudyEvent.Told.class::isInstance).count() >= told) {
          return true;
        }
        signal(driver, "-CONT");
      }
      driver.process().waitFor(20, TimeUnit.MILLISECONDS);
    }
    return false;
  }

  private static void signal(Command driver, String signal)
      throws IOException, InterruptedException {
    String pid = String.valueOf(driver.process().pid());
    new ProcessBuilder("kill", signal, pid).start().waitFor();
  }

  private static void goesOn(WrittenStudy study) throws IOException {
    CommandRun resumed =
        CommandRun.of("tune", file.toString(), "--output", study.output().toString(), "--resume");
    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(study.tables()).isEqualTo(uncut.tables());
    assertThat(study.endedCells()).doesNotHaveDuplicates();
    assertThat(study.summary()).contains("\"reproducible\" : true");
  }

  private static WrittenStudy study(String out) {
    return new WrittenStudy(folder.resolve(out), "parts");
  }

  /** Ends a driver by a signal once so many outcomes were told, and says how it ended. */
  private static int end(WrittenStudy study, int parallelism, int told, String signal)
      throws IOException, InterruptedException {
    try (Command driver = driver(study, parallelism)) {
      assertThat(await(driver, study, told)).as(driver.printed()).isTrue();
      signal(driver, signal);
      signal(driver, "-CONT");
      assertThat(driver.process().waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
      return driver.process().exitValue();
    }
  }

  @Tag("slow")
  @Test
  void a_driver_that_is_killed_costs_nothing_that_it_recorded() throws Exception {
    WrittenStudy study = study("killed");
    end(study, 2, 5, "-KILL");
    assertThat(study.path().resolve("summary.json")).doesNotExist();
    assertThat(study.endedCells()).isNotEmpty();
    goesOn(study);
  }

  @Test
  @Tag("full")
  void drivers_that_are_killed_one_after_the_other_cost_nothing_either() throws Exception {
    List<int[]> kills = List.of(new int[] {1, 1, 2}, new int[] {8, 3, 9}, new int[] {2, 12, 12});
    for (int[] kill : kills) {
      WrittenStudy study = study("killed-%d-%d".formatted(kill[1], kill[2]));
      end(study, kill[0], kill[1], "-KILL");
      end(study, 4, kill[2], "-KILL");
      goesOn(study);
    }
  }

  @Test
  @Tag("full")
  void a_driver_that_is_asked_to_end_leaves_page_and_summary_in_time() throws Exception {
    List<Integer> codes = new ArrayList<>();
    for (String signal : List.of("-TERM", "-INT")) {
      WrittenStudy study = study("asked" + signal);
      try (Command driver = driver(study, 2)) {
        assertThat(await(driver, study, 3)).as(driver.printed()).isTrue();
        signal(driver, signal);
        signal(driver, "-CONT");
        assertThat(driver.process().waitFor(GRACE_SECONDS, TimeUnit.SECONDS)).isTrue();
        codes.add(driver.process().exitValue());
        assertThat(driver.printed())
            .contains("study parts interrupted (exit ")
            .contains("--resume")
            .doesNotContain("Exception", "ERROR", "WARN");
      }
      assertThat(study.summary()).contains("\"status\" : \"interrupted\"");
      assertThat(study.path().resolve("report.html")).isNotEmptyFile();
      goesOn(study);
    }
    assertThat(codes).containsExactly(SIGTERM, SIGINT);
  }
}
