package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineModel;
import org.espalier.job.output.StudyOutput;
import org.espalier.job.prepare.PreparedStudy;
import org.espalier.job.terminal.ClosingSummary;
import org.espalier.journal.StudyStatus;
import org.espalier.plan.Redaction;
import org.espalier.settings.CheckedSettings;
import org.espalier.settings.SettingsReader;
import org.espalier.spark.pipeline.PipelineCells;
import org.espalier.spark.store.StudyFolder;
import org.espalier.testing.SparkTest;
import org.espalier.testing.UnsavableClassifier;
import org.espalier.tune.JournalRecorder;
import org.espalier.tune.Reserve;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a study tries before it begins. */
final class PreFlightTest extends SparkTest {

  private static final String STUDY =
      """
      study = cells
      data { source = "embedded:breast-cancer", label = label }
      learners = [ { type = logistic-regression, space { maxIter = 2 } } ]
      folds = 2
      search.trials = 1
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

  @Test
  void a_study_whose_learners_can_be_fitted_says_what_that_cost_and_begins() throws IOException {
    CommandRun run = tune("--set", "budget.time=1 ms");
    assertThat(run.code()).as(run.err()).isEqualTo(StudyStatus.GAVE_UP.exitCode());
    assertThat(run.out())
        .contains("the defaults of logistic-regression are left as the model, fitted on all rows")
        .containsPattern("pre-flight: 1 learner fitted on \\d+ rows and scored in \\d+\\.\\d s");
    try (Stream<Path> left = Files.list(folder.resolve("out"))) {
      assertThat(left).containsExactly(folder.resolve("out/cells"));
    }
    CommandRun resumed = tune("--resume", "--set", "budget.time=2 ms");
    assertThat(resumed.code()).as(resumed.err()).isEqualTo(StudyStatus.GAVE_UP.exitCode());
    assertThat(resumed.out()).doesNotContain("pre-flight");
  }

  @Test
  void where_the_time_left_is_all_needed_after_the_search_the_defaults_are_the_model()
      throws Exception {
    Path file = Files.writeString(folder.resolve("study.conf"), STUDY);
    String out = "output.path=\"%s\"".formatted(folder.resolve("out"));
    CheckedSettings settings =
        new SettingsReader(Map.of(), Map.of(), Redaction.SPARK)
            .check(file.toFile(), List.of("budget.time=1 h", out), PreparedStudy::catalogue);
    Reserve reserve = new Reserve(1, Duration.ofHours(2), Duration.ZERO);
    StudyRun.Time time = new StudyRun.Time(InstantSource.system(), Instant.now(), reserve);
    StringWriter said = new StringWriter();
    StudyFolder left =
        StudyOutput.awaited(spark(), settings.settings().plan(), new PrintWriter(said, true));
    try (PreparedStudy study = PreparedStudy.of(settings, spark());
        PipelineCells work = study.cells(spark());
        JournalRecorder recorder = JournalRecorder.open(left.journal(), InstantSource.system());
        ShutdownHook hook = new ShutdownHook(code -> true)) {
      ClosingSummary farewell = new ClosingSummary(new PrintWriter(said, true), left, "");
      assertThat(
              new StudyRun(spark(), study, work, left, recorder, Optional.empty(), farewell, time)
                  .run(hook))
          .isEqualTo(StudyStatus.GAVE_UP.exitCode());
    }
    assertThat(said.toString())
        .contains("the defaults of logistic-regression are left as the model, fitted on all rows")
        .contains("; held-out area-under-roc 0.9")
        .contains("model     " + left.model());
    assertThat(PipelineModel.load(left.model().toString()).stages()).isNotEmpty();
    assertThat(folder.resolve("out/cells/summary.json"))
        .content()
        .contains("\"reproducible\" : false", "\"model\" : \"model\"");
  }

  @Test
  void a_learner_that_cannot_be_saved_stops_the_study_unless_its_own_format_is_taken()
      throws IOException {
    CommandRun run = tune("--set", UNSAVABLE);
    assertThat(run.code()).as(run.out()).isEqualTo(StudyStatus.INVALID.exitCode());
    assertThat(run.err().lines())
        .singleElement()
        .asString()
        .contains("learners[0]: 'odd' cannot be saved: NoSuchMethodError")
        .endsWith("; model.save = native if its library has a format of its own");
    assertThat(folder.resolve("out")).doesNotExist();

    run = tune("--set", UNSAVABLE, "--set", "model.save=native");
    assertThat(run.code()).as(run.out() + run.err()).isZero();
    Path model = folder.resolve("out/cells/model");
    assertThat(model.resolve("learner.ubj")).content().startsWith("[");
    assertThat(PipelineModel.load(model.resolve("before").toString()).stages()).isNotEmpty();
    assertThat(PipelineModel.load(model.resolve("after").toString()).stages()).isNotEmpty();
  }

  @Test
  void a_learner_without_a_format_of_its_own_is_saved_as_spark_has_it() throws IOException {
    CommandRun run = tune("--set", "model.save=native");
    assertThat(run.code()).as(run.out() + run.err()).isZero();
    assertThat(PipelineModel.load(folder.resolve("out/cells/model").toString()).stages())
        .isNotEmpty();
  }

  @Test
  void every_learner_that_cannot_be_fitted_has_a_line_and_an_earlier_study_stays()
      throws IOException {
    assertThat(tune("--set", "run.pre-flight=false").code()).isZero();
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
