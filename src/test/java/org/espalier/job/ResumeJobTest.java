package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.espalier.journal.JournalStore;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyHistory;
import org.espalier.journal.StudyStatus;
import org.espalier.journal.Summary;
import org.espalier.journal.TrialRow;
import org.espalier.spark.store.StudyFolder;
import org.espalier.spec.JournalPlan;
import org.espalier.spec.Origins;
import org.espalier.spec.OutputPlan;
import org.espalier.testing.EveryEvent;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Studies that were broken off, or came to an end, and what becomes of them. */
final class ResumeJobTest extends SparkTest {

  private static final String STUDY =
      """
      study = flowers
      data { source = "embedded:iris", label = label }
      learners = [ { type = logistic-regression
          space { regParam = { from = 1e-3, to = 10, scale = log }, maxIter = 3 } } ]
      folds = 2
      search = { sampler = random, trials = 4 }
      schedule.scheduler = full
      run { window = 2, pre-flight = false }
      model.save = none
      """;

  @TempDir private static Path shared;

  /** The study as it was run to its end. */
  private static WrittenStudy ended;

  @TempDir Path folder;

  @BeforeAll
  static void a_study_that_ended() throws IOException {
    ended = new WrittenStudy(shared.resolve("out"), "flowers");
    CommandRun run = CommandRun.tune(shared, STUDY, "out");
    assertThat(run.code()).as(run.err()).isZero();
  }

  private CommandRun tune(String out, String study, String... more) throws IOException {
    return CommandRun.tune(folder, study, out, more);
  }

  private StudyFolder studyFolder(String out) {
    return study(out).folder();
  }

  private static StudyFolder studyFolder(OutputPlan output) {
    return StudyFolder.of(
        output, "flowers", Origins.none("test"), spark().sparkContext().hadoopConfiguration());
  }

  private List<StudyEvent> events(String out) throws IOException {
    return study(out).events();
  }

  /** The study as a driver left it that died after so many events. */
  private void cut(WrittenStudy from, String to, int events) throws IOException {
    List<StudyEvent> kept =
        from.events().stream().filter(event -> !(event instanceof StudyEvent.Began)).toList();
    try (JournalStore journal = studyFolder(to).journal()) {
      for (StudyEvent event : kept.subList(0, events)) {
        journal.append(event);
      }
    }
  }

  private WrittenStudy study(String out) {
    return new WrittenStudy(folder.resolve(out), "flowers");
  }

  private List<String> rows(String out, String table, List<String> clock) {
    return study(out).rows(table, clock);
  }

  private List<List<String>> tables(String out) {
    return study(out).tables();
  }

  private String summary(String out) throws IOException {
    return study(out).summary();
  }

  private static <E> int indexOf(List<StudyEvent> events, Class<E> type) {
    List<StudyEvent> own =
        events.stream().filter(event -> !(event instanceof StudyEvent.Began)).toList();
    return own.indexOf(own.stream().filter(type::isInstance).findFirst().orElseThrow());
  }

  @Test
  void a_study_goes_on_where_it_was_cut_and_comes_to_the_same_tables() throws IOException {
    cut(ended, "out", indexOf(ended.events(), StudyEvent.Told.class) + 1);
    CommandRun resumed = tune("out", STUDY, "--resume", "--set", "run.parallelism=3");
    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(resumed.out()).contains("resumes after 1 evaluation and ");
    assertThat(tables("out")).isEqualTo(ended.tables());
    assertThat(study("out").endedCells()).doesNotHaveDuplicates();
    assertThat(summary("out")).contains("\"reproducible\" : true");
  }

  @Test
  void a_study_that_was_broken_off_is_replaced_if_that_is_asked_for() throws IOException {
    cut(ended, "out", 4);
    CommandRun refused = tune("out", STUDY);
    assertThat(refused.code()).isEqualTo(StudyStatus.INVALID.exitCode());
    assertThat(refused.err().lines())
        .singleElement()
        .asString()
        .contains("has an interrupted study");
    CommandRun replaced = tune("out", STUDY, "--overwrite", "--set", "budget.max-task-time=1 ms");
    assertThat(replaced.code()).as(replaced.err()).isZero();
    assertThat(replaced.out()).doesNotContain("resumes after");
    assertThat(study("out").folder().history().opened().at())
        .as("no earlier study")
        .isGreaterThan(ended.folder().history().opened().at());
  }

  @Test
  void a_finished_study_is_left_as_it_is_unless_its_budget_is_raised() throws IOException {
    ended.copyTo(folder.resolve("out"));
    int events = events("out").size();
    CommandRun again = tune("out", STUDY, "--resume");
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(again.out()).contains("already finished; these settings add no work to the study");
    assertThat(events("out")).hasSize(events + 1); // that there was another driver
    String raised = STUDY.replace("trials = 4", "trials = 6") + "output.resume = auto\n";
    CommandRun more = tune("out", raised);
    assertThat(more.code()).as(more.err()).isZero();
    assertThat(more.out()).contains("changed: search.trials: was 4, is now 6");
    assertThat(rows("out", "trials", List.of())).hasSize(6);
    assertThat(study("out").endedCells()).hasSize(12).doesNotHaveDuplicates();
    assertThat(summary("out")).contains("search.trials was changed while it ran");
  }

  @Test
  void changed_settings_are_refused_a_line_each_and_harmless_ones_are_taken() throws IOException {
    String limited = STUDY + "budget.timeout = 1 h\n";
    assertThat(tune("whole", limited).code()).isZero();
    cut(study("whole"), "out", 4);
    String other = limited.replace("1e-3", "1e-2").replace("folds = 2", "folds = 3") + "seed = 7\n";
    CommandRun refused = tune("out", other, "--resume");
    assertThat(refused.code()).isEqualTo(StudyStatus.INVALID.exitCode());
    assertThat(refused.err().lines())
        .hasSize(3)
        .anyMatch(
            line -> line.contains("folds.num-folds: was 2 when the study started, and is now 3"))
        .anyMatch(line -> line.contains("learners[0].space.regParam.from: was 0.001"))
        .anyMatch(line -> line.contains("seed: was 42"));
    CommandRun halving =
        tune("out", limited.replace("trials = 4", "trials = 8") + "schedule = halving", "--resume");
    assertThat(halving.err()).contains("the rungs of halving depend on that number");
    CommandRun taken =
        tune("out", STUDY + "budget.max-failures = 4", "--resume", "--set", "run.parallelism=1");
    assertThat(taken.code()).as(taken.err()).isZero();
    assertThat(taken.out()).contains("changed: budget.timeout: was 1 h, is now none");
  }

  @Test
  void a_study_that_was_begun_under_the_former_defaults_goes_on_with_them() throws IOException {
    String defaults =
        STUDY.replace("sampler = random, ", "").replace("schedule.scheduler = full\n", "");
    cut(ended, "out", indexOf(ended.events(), StudyEvent.Told.class) + 1); // random, in full
    CommandRun resumed = tune("out", defaults, "--resume");
    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(resumed.out()).contains("by random").doesNotContain("changed: ");
    assertThat(tables("out")).isEqualTo(ended.tables());
  }

  @Test
  void changed_rows_are_refused_unless_new_data_is_allowed() throws IOException {
    StringBuilder csv = new StringBuilder("x,answer\n");
    for (int i = 0; i < 60; i++) {
      csv.append("%d,%s\n".formatted(i, i % 10 > 4 ? "yes" : "no"));
    }
    Path data = Files.writeString(folder.resolve("answers.csv"), csv);
    String study =
        STUDY
            .replace("source = \"embedded:iris\", label = label", "source = \"%s\", label = answer")
            .formatted(data);
    assertThat(tune("out", study + "budget.max-units = 80").code()).isZero();
    Files.writeString(data, csv + "61,yes\n");
    CommandRun refused = tune("out", study, "--resume");
    assertThat(refused.code()).isEqualTo(StudyStatus.INVALID.exitCode());
    assertThat(refused.err().lines())
        .singleElement()
        .asString()
        .contains("data.source: has other rows than when the study started: 60 then")
        .contains("61 now")
        .endsWith("use the same rows, or --new-data to continue with these");
    CommandRun taken = tune("out", study, "--resume", "--new-data");
    assertThat(taken.code()).as(taken.err()).isZero();
    assertThat(summary("out")).contains("\"new data\"");
  }

  @Test
  void a_folder_that_another_driver_writes_to_is_refused_whatever_is_asked_for()
      throws IOException {
    String quick = STUDY + "output.lease = 2 s\n";
    JournalPlan journal = new JournalPlan(1, Duration.ofSeconds(2));
    OutputPlan output =
        new OutputPlan(folder.resolve("out").toString(), OutputPlan.Resume.NEVER, false, journal);
    try (JournalStore held = studyFolder(output).journal()) {
      held.append(EveryEvent.events().get(0));
      held.flush();
      for (String[] flags :
          List.of(
              new String[] {},
              new String[] {"--resume"},
              new String[] {"--set", "output.resume=auto"},
              new String[] {"--overwrite"})) {
        CommandRun run = tune("out", quick, flags);
        assertThat(run.code()).isEqualTo(StudyStatus.INVALID.exitCode());
        assertThat(run.err()).contains("is written to by").contains("process ");
      }
    }
  }

  @Test
  void resume_needs_a_study_and_does_not_go_with_overwrite() throws IOException {
    CommandRun absent = tune("out", STUDY, "--resume");
    assertThat(absent.code()).isEqualTo(StudyStatus.INVALID.exitCode());
    assertThat(absent.err())
        .contains(
            "has no study to continue; run without --resume, or set output.resume = auto, to start one");
    assertThat(tune("out", STUDY, "--resume", "--overwrite").code())
        .isEqualTo(StudyStatus.INVALID.exitCode());
    CommandRun both = tune("out", STUDY + "output { resume = auto, overwrite = true }");
    assertThat(both.err()).contains("replaces the study that output.resume continues");
    Files.createDirectories(folder.resolve("out/flowers"));
    Files.writeString(folder.resolve("out/flowers/notes.txt"), "mine");
    for (String flag : List.of("--resume", "--overwrite")) {
      CommandRun foreign = tune("out", STUDY, flag);
      assertThat(foreign.code()).isEqualTo(StudyStatus.INVALID.exitCode());
      assertThat(foreign.err()).contains("holds files that are not a study of Espalier");
    }
  }

  /** Leaves a study whose drivers died, one after the other, while a fold ran alone. */
  private void leaveDeaths(long proposal, int number) throws IOException {
    for (int death = 0; death < number; death++) {
      try (JournalStore journal = studyFolder("out").journal()) {
        journal.append(new StudyEvent.CellStarted(proposal, 0, 0));
      }
    }
  }

  private static Summary.CrossValidated baseline(WrittenStudy study) throws IOException {
    Summary summary = StudyHistory.of(study.events()).record().summary();
    return summary.result().baseline().orElseThrow().crossValidated();
  }

  @Test
  void a_cell_that_its_driver_died_of_three_times_fails_and_the_baseline_is_tried_again()
      throws IOException {
    try (JournalStore journal = studyFolder("out").journal()) {
      for (StudyEvent event : ended.events()) {
        if (event instanceof StudyEvent.Opened || event instanceof StudyEvent.Proposed) {
          journal.append(event);
        }
      }
    }
    leaveDeaths(0, 3);
    leaveDeaths(1, 2); // twice is not enough
    leaveDeaths(2, 3);
    CommandRun resumed = tune("out", STUDY, "--resume");
    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(resumed.out())
        .contains(
            "proposal 0, fold 0: counts as failed, because its driver died 3 times while nothing else ran")
        .contains(
            "proposal 2, fold 0: counts as failed, because its driver died 3 times while nothing else ran")
        .doesNotContain("proposal 1, fold 0");
    assertThat(rows("out", "trials", List.of()).get(2))
        .contains("\"state\":\"FAILED\"")
        .contains("fold 0: driver died");
    assertThat(summary("out"))
        .contains("\"driver died\"")
        .contains("the baseline, whose drivers had died, was evaluated after the search")
        .contains("\"reproducible\" : false");
    assertThat(baseline(study("out"))).isEqualTo(baseline(ended));
    assertThat(rows("out", "trials", TrialRow.CLOCK).get(0)).contains("\"state\":\"COMPLETED\"");
    // A study that goes on keeps what it knows, and numbers its proposals as before.
    CommandRun more = tune("out", STUDY, "--resume", "--set", "search.trials=6");
    assertThat(more.code()).as(more.err()).isZero();
    assertThat(events("out")).filteredOn(StudyEvent.Retried.class::isInstance).hasSize(1);
  }
}
