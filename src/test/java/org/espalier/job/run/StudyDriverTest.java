package org.espalier.job.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.espalier.hocon.Settings;
import org.espalier.hocon.SettingsReader;
import org.espalier.job.prepare.PreparedStudy;
import org.espalier.journal.StudyStatus;
import org.espalier.spec.learners.StudyPlan;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A study whose time is up before it begins. */
final class StudyDriverTest extends SparkTest {

  private static final String STUDY =
      """
      study = late
      data { source = "embedded:breast-cancer", label = label }
      learners = [ { type = logistic-regression, space { maxIter = 2 } } ]
      folds = 2
      search.trials = 1
      budget.timeout = 1 h
      """;

  @TempDir private Path folder;

  @Test
  void an_abandoned_command_that_missed_its_interrupt_writes_nothing() throws Exception {
    Path file = Files.writeString(folder.resolve("study.conf"), STUDY);
    Path output = folder.resolve("out");
    Settings.Checked checked =
        new SettingsReader(Map.of(), Map.of())
            .check(
                file.toFile(),
                List.of("output.path=\"%s\"".formatted(output)),
                PreparedStudy::catalogue);
    StudyPlan plan = checked.settings().plan();
    PrintWriter out = new PrintWriter(new StringWriter());
    StringWriter err = new StringWriter();
    Instant start = Instant.EPOCH;
    AtomicReference<Instant> now = new AtomicReference<>(start);
    CompletableFuture<Integer> left = new CompletableFuture<>();
    try (ShutdownHook hook = new ShutdownHook(code -> true)) {
      StudyDriver.Caller caller =
          new StudyDriver.Caller(out, new PrintWriter(err, true), hook, "", false);
      StudyDriver driver = new StudyDriver(caller, plan, plan.tuning().origins(), now::get, start);
      StudyDriver.Preparation slow =
          there -> {
            now.set(start.plus(Duration.ofHours(2)));
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException e) {
              // as code that a study calls may do
            }
            return PreparedStudy.read(checked, there, now::get, out);
          };
      int code =
          driver.guarded(
              () -> {
                try {
                  return driver.tune(driver.open(), slow);
                } finally {
                  left.complete(0);
                }
              });
      assertThat(code).isEqualTo(StudyStatus.GAVE_UP.exitCode());
      left.get(60, TimeUnit.SECONDS);
    }
    assertThat(err.toString()).contains("the table was not read after");
    assertThat(output.resolve("late")).doesNotExist();
  }
}
