package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.espalier.function.FunctionSpace;
import org.espalier.function.FunctionStudy;
import org.espalier.function.FunctionTrial;
import org.espalier.function.FunctionTuner;
import org.espalier.journal.StudyStatus;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A running study is asked by commands of another process, which know its folder alone. */
final class ControlCommandsTest extends SparkTest {

  private static final int TRIALS = 4;

  private static final AtomicInteger CALLS = new AtomicInteger();
  private static volatile CountDownLatch begun = new CountDownLatch(1);
  private static volatile CountDownLatch free = new CountDownLatch(1);
  private static volatile int held = 0; // first trial that waits

  @TempDir private Path folder;

  @BeforeEach
  void reset() {
    CALLS.set(0);
    hold(0);
  }

  private static void hold(int first) {
    held = first;
    begun = new CountDownLatch(1);
    free = new CountDownLatch(1);
  }

  @AfterEach
  void release() {
    free.countDown();
  }

  private static Map<String, Double> loss(FunctionTrial trial) throws InterruptedException {
    CALLS.incrementAndGet();
    if (trial.trial() >= held) {
      begun.countDown();
      free.await();
    }
    return Map.of("loss", Math.pow(trial.number("x"), 2));
  }

  private static FunctionTuner tuner() {
    return new FunctionTuner()
        .setSpace(new FunctionSpace().addFloat("x", -2, 2))
        .setSampler("random")
        .setParallelism(1)
        .setTrials(TRIALS)
        .setSeed(3);
  }

  private CompletableFuture<FunctionStudy> running(FunctionTuner tuner) throws Exception {
    CompletableFuture<FunctionStudy> study =
        CompletableFuture.supplyAsync(() -> tuner.tune(spark(), ControlCommandsTest::loss));
    begun.await();
    return study;
  }

  private Path study() {
    return folder.resolve("study");
  }

  private FunctionTuner kept() {
    return tuner().setJournal(study().toString());
  }

  private String granted(String command, String... more) {
    CommandRun run = asked(command, more);
    assertThat(run.code()).as(run.err()).isZero();
    return run.out().strip();
  }

  private CommandRun asked(String command, String... more) {
    return CommandRun.of(
        Stream.concat(Stream.of(command, study().toString()), Stream.of(more))
            .toArray(String[]::new));
  }

  private static List<String> scores(FunctionStudy study) {
    return study.tables().trials().stream()
        .map(trial -> trial.trial() + " " + trial.evaluation().score())
        .toList();
  }

  private Path leave(String name, String text) throws IOException {
    return Files.writeString(
        Files.createDirectories(study().resolve("control")).resolve(name), text);
  }

  @Test
  void a_paused_study_begins_no_trial_and_goes_on_to_the_same_table_and_further() throws Exception {
    free.countDown();
    List<String> uncut = scores(tuner().setTrials(TRIALS + 2).tune(spark(), trial -> loss(trial)));
    reset();
    CompletableFuture<FunctionStudy> study = running(kept());
    assertThat(granted("pause")).isEqualTo("granted");
    free.countDown();
    Path other =
        leave(
            "1-other.json",
            "{\"id\":\"1\",\"action\":\"STOP\",\"trials\":0,\"by\":\"ann\",\"study\":\"wine\","
                + "\"openedAt\":1,\"driver\":1}");
    Path broken = leave("2-broken.json", "stop!");
    assertThat(granted("extend", "--trials", "2")).isEqualTo("granted: 6 trials are planned");
    assertThat(other).doesNotExist();
    assertThat(broken).exists(); // it may be another program's
    assertThat(CALLS).hasValue(1);
    assertThat(study).isNotDone();
    assertThat(granted("continue")).isEqualTo("granted");
    assertThat(scores(study.get())).isEqualTo(uncut);
    assertThat(study.get().tables().summary().provenance().causes())
        .containsExactly("search.trials was changed while it ran");
    assertThat(scores(kept().tune(spark(), trial -> loss(trial)))).isEqualTo(uncut);
    granted("report");
    assertThat(study().resolve("report.html"))
        .content()
        .contains("While it ran, it was asked to:", "<li>extend by 2 trials, asked by ");
  }

  @Test
  void a_stopped_study_has_ended_and_takes_further_trials_when_it_goes_on() throws Exception {
    hold(2);
    CompletableFuture<FunctionStudy> study = running(kept());
    assertThat(granted("stop")).isEqualTo("granted");
    free.countDown();
    FunctionStudy stopped = study.get();
    assertThat(stopped.tables().summary().end().reason()).startsWith("it was asked to stop");
    CommandRun again = asked("stop");
    assertThat(again.code()).isEqualTo(StudyStatus.INVALID.exitCode());
    assertThat(again.err().strip())
        .startsWith(study() + ": the study has ended: it was asked to stop")
        .endsWith("; the same call with the same journal goes on with it");
    assertThat(granted("extend", "--trials", "3"))
        .isEqualTo("no driver runs the study; the same call with the same journal adds the trials");
    free.countDown();
    assertThat(kept().tune(spark(), trial -> loss(trial)).tables().trials()).hasSize(TRIALS + 3);
    assertThat(study().resolve("control")).isEmptyDirectory();
  }

  @Test
  void what_cannot_be_asked_is_refused_in_one_line() {
    assertThat(asked("stop").err().strip())
        .isEqualTo(
            study()
                + ": there is no such folder; name the folder of a study, <output.path>/<study>");
    assertThat(asked("extend").err()).contains("extend: --trials N is missing");
    assertThat(asked("extend", "--trials", "0").code()).isEqualTo(StudyStatus.INVALID.exitCode());
  }
}
