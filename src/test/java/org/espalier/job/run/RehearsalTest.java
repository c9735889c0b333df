package org.espalier.job.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineModel;
import org.espalier.hocon.Settings;
import org.espalier.hocon.SettingsReader;
import org.espalier.job.CommandRun;
import org.espalier.job.WrittenStudy;
import org.espalier.job.model.StudyOutput;
import org.espalier.job.prepare.PreparedStudy;
import org.espalier.job.rehearse.Rehearsal;
import org.espalier.job.terminal.ClosingSummary;
import org.espalier.journal.JournalStore;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.StudyStatus;
import org.espalier.spark.pipeline.PipelineCells;
import org.espalier.spark.store.StudyFolder;
import org.espalier.testing.SampleStudy;
import org.espalier.testing.SparkTest;
import org.espalier.testing.UnsavableClassifier;
import org.espalier.tune.FinishReserve;
import org.espalier.tune.JournalRecorder;
import org.espalier.tune.ListenerThread;
import org.espalier.tune.StudyInterruptedException;
import org.espalier.tune.StudyListener;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a study tries before it begins. */
final class RehearsalTest extends SparkTest {

  private static final String STUDY =
      """
      study = cells
      data { source = "embedded:breast-cancer", label = label }
      learners = [ { type = logistic-regression, space { maxIter = 2 } } ]
      folds = 2
      search.trials = 1
      """;

  private static final String MANY =
      """
      learners = [ { type = logistic-regression, space.regParam = { from = 1e-6, to = 1 } } ]
      search.trials = 500
      """;

  private static final String UNSAVABLE =
      "learners=[{type=\"%s\", name=odd, space { maxIter = 2 }}]"
          .formatted(UnsavableClassifier.class.getName());

  @TempDir Path folder;

  private CommandRun tune(String... more) throws IOException {
    Path file = Files.writeString(folder.resolve("study.conf"), STUDY);
    return CommandRun.of(
        Stream.concat(
                Stream.of("tune", file.toString(), "--output", folder.resolve("out").toString()),
                Stream.of(more))
            .toArray(String[]::new));
  }

  @Tag("slow")
  @Test
  void a_study_under_a_deadline_keeps_a_model_and_says_what_that_cost() throws IOException {
    CommandRun run = tune("--set", "budget.timeout=1 h");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .containsPattern("pre-flight: 1 learner fitted on all rows and scored in \\d+\\.\\d s");
    try (Stream<Path> left = Files.list(folder.resolve("out"))) {
      assertThat(left).containsExactly(folder.resolve("out/cells"));
    }
    assertThat(PipelineModel.load(model()).stages()).isNotEmpty(); // the kept one: trial 0 wins
    assertThat(folder.resolve("out/cells/defaults")).doesNotExist();
    CommandRun resumed = tune("--resume", "--set", "budget.timeout=2 h");
    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(resumed.out()).contains("resumes after 1 ev").doesNotContain("pre-flight");
  }

  private String model() {
    return folder.resolve("out/cells/model").toString();
  }

  /** Study of an hour, in this process. */
  private interface Running {
    int run(StudyRun run, JournalRecorder recorder) throws Exception;
  }

  /**
   * Runs a study.
   *
   * @param reserve time kept for what follows the search; empty for the measured one, after a model
   *     is fitted in case there is no time for a better one
   * @return what it says
   */
  private String hour(String more, Optional<FinishReserve> reserve, Running running)
      throws Exception {
    Path file = Files.writeString(folder.resolve("study.conf"), STUDY + more);
    String out = "output.path=\"%s\"".formatted(folder.resolve("out"));
    Settings.Checked settings =
        new SettingsReader(Map.of(), Map.of())
            .check(file.toFile(), List.of("budget.timeout=1 h", out), PreparedStudy::catalogue);
    StringWriter said = new StringWriter();
    PrintWriter console = new PrintWriter(said, true);
    StudyFolder left = StudyOutput.awaited(spark(), settings.settings().plan(), console);
    InstantSource clock = InstantSource.system();
    try (PreparedStudy study = PreparedStudy.read(settings, spark(), clock, console);
        PipelineCells work = study.cells();
        Rehearsal rehearsal = new Rehearsal(study, work, left, clock)) {
      FinishReserve kept = reserve.isPresent() ? reserve.get() : rehearsal.run(console);
      StudyRun.Time time = new StudyRun.Time(clock, clock.instant(), kept, rehearsal.keep());
      ClosingSummary closing = new ClosingSummary(console, left, "");
      try (JournalRecorder recorder = JournalRecorder.open(left.journal(), clock)) {
        StudyRun run = new StudyRun(study, work, recorder, Optional.empty(), closing, time);
        console.printf("code %d%n", running.run(run, recorder));
      }
    }
    return said.toString();
  }

  @Test
  void where_the_time_left_is_all_needed_after_the_search_the_defaults_are_the_model()
      throws Exception {
    String said =
        hour(
            "",
            Optional.of(new FinishReserve(1, Duration.ofHours(2), Map.of())),
            (run, recorder) -> {
              try (ShutdownHook hook = new ShutdownHook(code -> true)) {
                return run.run(hook);
              }
            });
    assertThat(said)
        .contains("code " + StudyStatus.GAVE_UP.exitCode())
        .contains("the defaults of logistic-regression are left as the model, fitted on all rows")
        .contains("; held-out area-under-roc 0.9")
        .contains("model     file:" + model());
    assertThat(PipelineModel.load(model()).stages()).isNotEmpty();
    assertThat(folder.resolve("out/cells/defaults")).doesNotExist();
    assertThat(folder.resolve("out/cells/summary.json"))
        .content()
        .contains("\"reproducible\" : false", "\"model\" : \"model\"");
  }

  @Tag("slow")
  @Test
  void a_study_whose_time_is_up_leaves_the_model_that_it_kept() throws Exception {
    CompletableFuture<Integer> code = new CompletableFuture<>();
    String said =
        hour(
            MANY,
            Optional.empty(),
            (run, recorder) -> {
              StudyListener late =
                  event -> {
                    if (event instanceof StudyEvent.Told && !code.isDone()) {
                      try {
                        code.complete(run.late("needs more", () -> {}));
                      } catch (IOException | RuntimeException e) {
                        code.completeExceptionally(e);
                      }
                    }
                  };
              try (ShutdownHook hook = new ShutdownHook(done -> true);
                  ListenerThread thread = recorder.listen(late, message -> {})) {
                assertThat(thread).isNotNull();
                assertThatThrownBy(() -> run.run(hook))
                    .isInstanceOf(StudyInterruptedException.class);
              }
              return code.get();
            });
    assertThat(said)
        .contains("code 0")
        .contains("finished: the time of 1 h 00 min was up: the defaults, fitted before the search")
        .containsPattern("pre-flight: 1 learner fitted on all rows and scored in \\d+\\.\\d s");
    try (Stream<Path> all = Files.list(folder.resolve("out"))) {
      assertThat(all).containsExactly(folder.resolve("out/cells"));
    }
    assertThat(PipelineModel.load(model()).stages()).isNotEmpty(); // the kept one
    assertThat(folder.resolve("out/cells/defaults")).doesNotExist();
    assertThat(folder.resolve("out/cells/summary.json"))
        .content()
        .contains("\"exitCode\" : 0", "\"model\" : \"model\"", "not written; 'report");
  }

  @Test
  void a_learner_that_cannot_be_saved_stops_the_study() throws IOException {
    CommandRun run = tune("--set", UNSAVABLE);
    assertThat(run.code()).as(run.out()).isEqualTo(StudyStatus.INVALID.exitCode());
    assertThat(run.err().lines())
        .singleElement()
        .asString()
        .contains("learners[0]: 'odd' cannot be saved: NoSuchMethodError")
        .endsWith("; model.save = native if its library has a format of its own");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  /** Saves the model of a few rows natively, without a try before. */
  private CommandRun saveNatively(String... more) throws IOException {
    StringBuilder csv = new StringBuilder("x,label\n");
    for (int i = 0; i < 40; i++) {
      csv.append("%d,%d\n".formatted(i % 7, i % 2));
    }
    Path data = Files.writeString(folder.resolve("few.csv"), csv);
    return tune(
        Stream.concat(
                Stream.of(
                    "--set",
                    "data={source=\"%s\",label=label,test=none}".formatted(data),
                    "--set",
                    "run.pre-flight=false",
                    "--set",
                    "model.save=native"),
                Stream.of(more))
            .toArray(String[]::new));
  }

  @Test
  void a_learner_that_spark_cannot_save_is_saved_in_its_own_format() throws IOException {
    CommandRun run = saveNatively("--set", UNSAVABLE);
    assertThat(run.code()).as(run.out() + run.err()).isZero();
    Path model = folder.resolve("out/cells/model");
    assertThat(model.resolve("learner.ubj")).content().startsWith("[");
    assertThat(PipelineModel.load(model.resolve("before").toString()).stages()).isNotEmpty();
    assertThat(PipelineModel.load(model.resolve("after").toString()).stages()).isNotEmpty();
  }

  @Test
  void a_learner_without_a_format_of_its_own_is_saved_as_spark_has_it() throws IOException {
    CommandRun run = saveNatively();
    assertThat(run.code()).as(run.out() + run.err()).isZero();
    assertThat(PipelineModel.load(folder.resolve("out/cells/model").toString()).stages())
        .isNotEmpty();
  }

  @Test
  void every_learner_that_cannot_be_fitted_has_a_line_and_an_earlier_study_stays()
      throws IOException {
    StudyFolder earlier = new WrittenStudy(folder.resolve("out"), "cells").folder();
    try (JournalStore journal = earlier.journal()) {
      journal.append(SampleStudy.events().get(0));
    }
    earlier.writeSummary(StudyRecord.of(SampleStudy.events()).summary());
    Path summary = folder.resolve("out/cells/summary.json");
    String before = Files.readString(summary);
    // MLlib refuses the huber loss with an elastic net, but not before it fits.
    String huber = "{type=linear-regression,name=%s,space{loss=huber,elasticNetParam=0.5}}";
    CommandRun run =
        tune(
            "--overwrite",
            "--set",
            "data={source=\"embedded:diabetes\",label=target}",
            "--set",
            "learners=[%s,linear-regression,%s]"
                .formatted(huber.formatted("one"), huber.formatted("two")));
    assertThat(run.code()).as(run.out()).isEqualTo(StudyStatus.INVALID.exitCode());
    assertThat(run.err().lines()).hasSize(2);
    assertThat(run.err())
        .contains("learners[0]: 'one' cannot be fitted: ")
        .contains("learners[2]: 'two' cannot be fitted: ");
    assertThat(Files.readString(summary)).isEqualTo(before);
  }

  @Test
  void a_folder_that_cannot_be_written_to_is_found_before_anything_is_fitted() throws IOException {
    Files.writeString(folder.resolve("out"), "a file");
    CommandRun run = tune();
    assertThat(run.code()).as(run.out()).isEqualTo(StudyStatus.INVALID.exitCode());
    assertThat(run.err().lines()).singleElement().asString().contains("output.path: '");
  }
}
