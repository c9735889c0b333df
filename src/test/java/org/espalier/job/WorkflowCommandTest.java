package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.espalier.job.workflow.WorkflowStudy;
import org.espalier.journal.JournalStore;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyStatus;
import org.espalier.journal.Summary;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A workflow on a small table, and one that is broken off. */
final class WorkflowCommandTest extends SparkTest {

  private static final String FILE =
      """
      study = growers
      data { source = "embedded:wine", label = label }
      learners = [{ type = decision-tree, space {
        maxDepth = { from = 1, to = 8 }, minInstancesPerNode = [1, 4, 8] } }]
      metric = log-loss
      folds = 2
      search = { trials = 6 }
      winner.winner-repeats = 1
      run { pre-flight = false }
      """;

  @TempDir private static Path folder;

  private static CommandRun whole;

  private static CommandRun run(String out, String... more) throws IOException {
    Path file = Files.writeString(folder.resolve("workflow.conf"), FILE);
    return CommandRun.of(
        Stream.concat(
                Stream.of("workflow", file.toString(), "--output", folder.resolve(out).toString()),
                Stream.of(more))
            .toArray(String[]::new));
  }

  @BeforeAll
  static void a_workflow_that_nobody_ends() throws IOException {
    whole = run("whole", "--resume"); // as a nightly job is started, with nothing there yet
    assertThat(whole.code()).as(whole.out() + whole.err()).isZero();
  }

  private static WrittenStudy study(String out, WorkflowStudy study) {
    return new WrittenStudy(folder.resolve(out).resolve("growers"), study.folder());
  }

  private static Summary summary(WorkflowStudy study) throws IOException {
    return study("whole", study).folder().history().record().summary();
  }

  @Test
  void every_study_is_there_and_held_out_rows_are_seen_by_the_last_one_alone() throws IOException {
    for (WorkflowStudy study : WorkflowStudy.values()) {
      Summary summary = summary(study);
      assertThat(summary.end().exitCode()).as(study.folder()).isZero();
      assertThat(summary.result().winner().orElseThrow().heldOut().isPresent())
          .isEqualTo(study.isLast());
      assertThat(study("whole", study).path().resolve("model").toFile().exists())
          .isEqualTo(study.isLast());
    }
    assertThat(summary(WorkflowStudy.FINAL).result().winner().orElseThrow().repeated()).isPresent();
  }

  @Test
  void the_defaults_have_the_same_scores_in_all_studies() throws IOException {
    List<Double> scores =
        summary(WorkflowStudy.DEFAULTS).result().baseline().orElseThrow().crossValidated().scores();
    for (WorkflowStudy study : WorkflowStudy.values()) {
      assertThat(summary(study).result().baseline().orElseThrow().crossValidated().scores())
          .isEqualTo(scores);
    }
  }

  @Test
  void the_table_of_stages_and_the_page_come_last() throws IOException {
    Path home = folder.resolve("whole/growers");
    assertThat(whole.out())
        .contains("1 defaults")
        .contains("6 held-out rows")
        .contains("model     file:" + home.resolve("4-final/model"))
        .contains("page      file:" + home.resolve("4-final/report.html"));
    String page = Files.readString(home.resolve("4-final/report.html"));
    assertThat(page).contains("Gain and cost of each stage", "Finalists on folds");
    assertThat(home.resolve("3-random/report.html"))
        .content()
        .doesNotContain("Gain and cost of each stage");
    assertThat(CommandRun.of("report", home.resolve("4-final").toString()).code()).isZero();
    assertThat(home.resolve("4-final/report.html")).hasContent(page);
  }

  @Test
  void a_workflow_that_has_ended_is_kept_and_nothing_of_it_is_run_again() throws IOException {
    CommandRun left = run("whole");
    assertThat(left.code()).isEqualTo(StudyStatus.INVALID.exitCode());
    assertThat(left.err()).contains("holds a finished study").hasLineCount(1);
    CommandRun other = run("whole", "--resume", "--set", "seed=7");
    assertThat(other.code()).isEqualTo(StudyStatus.INVALID.exitCode());
    assertThat(other.err()).contains("seed: was 42 when the study started, and is now 7");
    List<StudyEvent> before = study("whole", WorkflowStudy.FINAL).events();
    CommandRun resumed = run("whole", "--resume");
    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(resumed.out())
        .contains("1-defaults kept: it has ended")
        .contains("3-random kept: it has ended");
    assertThat(study("whole", WorkflowStudy.FINAL).events())
        .filteredOn(event -> !(event instanceof StudyEvent.Began))
        .isEqualTo(before.stream().filter(e -> !(e instanceof StudyEvent.Began)).toList());
  }

  @Tag("slow")
  @Test
  void a_workflow_that_was_broken_off_goes_on_to_the_same_tables() throws IOException {
    copy(WorkflowStudy.DEFAULTS);
    copy(WorkflowStudy.ONE_AT_A_TIME);
    List<StudyEvent> events =
        study("whole", WorkflowStudy.RANDOM).events().stream()
            .filter(event -> !(event instanceof StudyEvent.Began))
            .toList();
    try (JournalStore journal = study("cut", WorkflowStudy.RANDOM).folder().journal()) {
      for (StudyEvent event : events.subList(0, events.size() / 2)) {
        journal.append(event);
      }
    }
    CommandRun left = run("cut");
    assertThat(left.code()).isEqualTo(StudyStatus.INVALID.exitCode());
    assertThat(left.err()).contains("holds a finished study").hasLineCount(1);
    CommandRun other = run("cut", "--resume", "--set", "seed=7");
    assertThat(other.code()).isEqualTo(StudyStatus.INVALID.exitCode());
    assertThat(other.err()).contains("seed: was 42 when the study started, and is now 7");
    CommandRun resumed = run("cut", "--resume");
    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(resumed.out())
        .contains("1-defaults kept: it has ended")
        .contains("2-one-at-a-time kept: it has ended")
        .contains("which are not run again");
    for (WorkflowStudy study : WorkflowStudy.values()) {
      assertThat(study("cut", study).tables()).isEqualTo(study("whole", study).tables());
    }
  }

  private static void copy(WorkflowStudy study) throws IOException {
    Path from = study("whole", study).path();
    Path to = study("cut", study).path();
    List<Path> paths = new ArrayList<>();
    try (Stream<Path> all = Files.walk(from)) {
      all.forEach(paths::add);
    }
    for (Path path : paths) {
      Path copy = to.resolve(from.relativize(path));
      if (Files.isDirectory(path)) {
        Files.createDirectories(copy);
      } else {
        Files.copy(path, copy);
      }
    }
  }
}
