package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.espalier.function.FakeStudy;
import org.espalier.function.FunctionSpace;
import org.espalier.function.FunctionTuner;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.StudyStatus;
import org.espalier.report.ReportPage;
import org.espalier.testing.FakeRunner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A running study is stopped by a command of another process, which knows its folder alone. */
final class StopCommandTest {

  private static final int TRIALS = 4;

  private static volatile CountDownLatch begun = new CountDownLatch(1);
  private static volatile CountDownLatch free = new CountDownLatch(0);
  private static volatile int held = 0; // first trial that waits

  @TempDir private Path folder;

  private static void hold(int first) {
    held = first;
    begun = new CountDownLatch(1);
    free = new CountDownLatch(1);
  }

  @AfterEach
  void release() {
    free.countDown();
  }

  private static FakeRunner runner() {
    return new FakeRunner(
        (cell, clock) -> {
          if (cell.proposal().trial() >= held) {
            begun.countDown();
            free.await();
          }
          return Math.pow(cell.configuration().number("x"), 2);
        });
  }

  private static StudyRecord run(FunctionTuner tuner) {
    try {
      return new FakeStudy(tuner).run(runner()).tables();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FunctionTuner tuner() {
    return new FunctionTuner()
        .setSpace(new FunctionSpace().addFloat("x", -2, 2))
        .setSampler("random")
        .setParallelism(1)
        .setTrials(TRIALS)
        .setSeed(3);
  }

  private CompletableFuture<StudyRecord> running(FunctionTuner tuner) throws Exception {
    CompletableFuture<StudyRecord> study = CompletableFuture.supplyAsync(() -> run(tuner));
    begun.await();
    return study;
  }

  private Path study() {
    return folder.resolve("study");
  }

  private FunctionTuner kept() {
    return tuner().setJournal(study().toString());
  }

  private String granted(String command) {
    CommandRun run = asked(command);
    assertThat(run.code()).as(run.err()).isZero();
    return run.out().strip();
  }

  private CommandRun asked(String command) {
    return CommandRun.of(command, study().toString());
  }

  private static List<String> scores(StudyRecord study) {
    return study.trials().stream()
        .map(trial -> trial.trial() + " " + trial.evaluation().score())
        .toList();
  }

  private Path leave(String name, String text) throws IOException {
    return Files.writeString(
        Files.createDirectories(study().resolve("control")).resolve(name), text);
  }

  @Test
  void a_stopped_study_has_ended_and_goes_on_to_the_table_of_the_uncut_one() throws Exception {
    List<String> uncut = scores(run(tuner()));
    hold(2);
    CompletableFuture<StudyRecord> study = running(kept());
    Path other =
        leave(
            "1-other.json",
            "{\"id\":\"1\",\"action\":\"STOP\",\"by\":\"ann\",\"study\":\"wine\","
                + "\"openedAt\":1,\"driver\":1}");
    Path broken = leave("2-broken.json", "stop!");
    assertThat(granted("stop")).isEqualTo("granted");
    free.countDown();
    StudyRecord stopped = study.get();
    assertThat(other).doesNotExist();
    assertThat(broken).exists(); // it may be another program's
    assertThat(stopped.summary().end().reason()).startsWith("it was asked to stop");
    CommandRun again = asked("stop");
    assertThat(again.code()).isEqualTo(StudyStatus.INVALID.exitCode());
    assertThat(again.err().strip())
        .startsWith(study() + ": the study has ended: it was asked to stop")
        .endsWith("; the same call with the same journal continues it");
    StudyRecord whole = run(kept());
    assertThat(scores(whole)).isEqualTo(uncut);
    assertThat(ReportPage.of(whole)).contains("Requests while it ran:", "<li>stop, requested by ");
  }

  @Test
  void without_a_study_it_is_refused_in_one_line() {
    assertThat(asked("stop").err().strip())
        .isEqualTo(
            study()
                + ": there is no such folder; name the folder of a study, <output.path>/<study>");
  }
}
