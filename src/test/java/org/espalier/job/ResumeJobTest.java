package org.espalier.job;

import static org.apache.spark.ml.functions.array_to_vector;
import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.journal.CellRow;
import org.espalier.journal.JournalStore;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.TrialRow;
import org.espalier.ml.Tuner;
import org.espalier.plan.Origins;
import org.espalier.plan.OutputPlan;
import org.espalier.spark.store.StudyFolder;
import org.espalier.testing.EveryEvent;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
      run { window = 2 }
      """;

  private static final String ASHA = STUDY + "schedule = { type = asha, min = 30 }\n";

  /** What a study that nobody broke off left, once for all tests: cells are what costs time. */
  @TempDir private static Path whole;

  @TempDir private Path folder;

  @BeforeAll
  static void run_the_study() throws IOException {
    spark();
    CommandRun run = tune(whole, STUDY);
    assertThat(run.code()).as(run.err()).isZero();
  }

  private CommandRun tune(String out, String study, String... more) throws IOException {
    return tune(folder.resolve(out), study, more);
  }

  private static CommandRun tune(Path out, String study, String... more) throws IOException {
    Files.createDirectories(out);
    Path file = Files.writeString(out.resolve("study.conf"), study);
    return CommandRun.of(
        Stream.concat(
                Stream.of("tune", file.toString(), "--output", out.toString()), Stream.of(more))
            .toArray(String[]::new));
  }

  private StudyFolder studyFolder(String out) {
    return studyFolder(folder.resolve(out));
  }

  private static StudyFolder studyFolder(Path out) {
    return studyFolder(new OutputPlan(out.toString(), false));
  }

  private static StudyFolder studyFolder(OutputPlan output) {
    return StudyFolder.of(
        output, "flowers", Origins.none("test"), spark().sparkContext().hadoopConfiguration());
  }

  private List<StudyEvent> events(String out) throws IOException {
    return studyFolder(out).readJournal();
  }

  /** The study as a driver left it that died after so many events. */
  private void cut(Path from, String to, int events) throws IOException {
    List<StudyEvent> kept =
        studyFolder(from).readJournal().stream()
            .filter(event -> !(event instanceof StudyEvent.Began))
            .toList();
    try (JournalStore journal = studyFolder(to).journal()) {
      for (StudyEvent event : kept.subList(0, events)) {
        journal.append(event);
      }
    }
  }

  private List<String> rows(String out, String table, List<String> clock) {
    return rows(folder.resolve(out), table, clock);
  }

  private static List<String> rows(Path out, String table, List<String> clock) {
    String[] without =
        clock.stream()
            .map(name -> name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT))
            .toArray(String[]::new);
    Path path = out.resolve("flowers").resolve(table);
    return spark().read().parquet(path.toString()).drop(without).toJSON().collectAsList();
  }

  private List<List<String>> tables(String out) {
    return tables(folder.resolve(out));
  }

  private static List<List<String>> tables(Path out) {
    return List.of(
        rows(out, "trials", TrialRow.CLOCK),
        rows(out, "cells", CellRow.CLOCK),
        rows(out, "decisions", List.of()));
  }

  private String summary(String out) throws IOException {
    return Files.readString(folder.resolve(out).resolve("flowers").resolve("summary.json"));
  }

  private static <E> int indexOf(List<StudyEvent> events, Class<E> type) {
    List<StudyEvent> own =
        events.stream().filter(event -> !(event instanceof StudyEvent.Began)).toList();
    return own.indexOf(own.stream().filter(type::isInstance).findFirst().orElseThrow());
  }

  private static List<String> endedCells(List<StudyEvent> events) {
    List<String> ended = new ArrayList<>();
    for (StudyEvent event : events) {
      if (event instanceof StudyEvent.CellEnded cell) {
        ended.add(cell.proposal() + "/" + cell.outcome().fold());
      }
    }
    return ended;
  }

  @Test
  void a_study_cut_anywhere_comes_to_the_same_tables_and_runs_no_recorded_cell_again()
      throws IOException {
    CommandRun uncut = tune("uncut", ASHA);
    assertThat(uncut.code()).as(uncut.err()).isZero();
    List<List<String>> expected = tables("uncut");
    List<StudyEvent> events = events("uncut");
    int told = indexOf(events, StudyEvent.Told.class);
    int confirmed = indexOf(events, StudyEvent.Confirmed.class);
    for (int cut : new int[] {told - 1, (told + confirmed) / 2}) {
      String out = "cut" + cut;
      cut(folder.resolve("uncut"), out, cut);
      CommandRun resumed = tune(out, ASHA, "--resume", "--set", "run.parallelism=3");
      assertThat(resumed.code()).as(resumed.err()).isZero();
      assertThat(resumed.out()).contains("goes on after");
      assertThat(tables(out)).as("after %d events", cut).isEqualTo(expected);
      assertThat(endedCells(events(out))).doesNotHaveDuplicates();
      assertThat(summary(out)).contains("\"reproducible\" : true");
    }
  }

  @Test
  void a_finished_study_is_left_as_it_is_unless_its_budget_is_raised() throws IOException {
    copy(whole, "out");
    int events = events("out").size();
    CommandRun again = tune("out", STUDY, "--resume");
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(again.out()).contains("has ended, and nothing more is asked for");
    assertThat(events("out")).hasSize(events + 1); // that there was another driver
    String raised = STUDY.replace("trials = 4", "trials = 6") + "output.resume = auto\n";
    CommandRun more = tune("out", raised);
    assertThat(more.code()).as(more.err()).isZero();
    assertThat(more.out()).contains("changed: search.trials: was 4, is now 6");
    assertThat(rows("out", "trials", List.of())).hasSize(6);
    assertThat(endedCells(events("out"))).hasSize(12).doesNotHaveDuplicates();
    assertThat(summary("out")).contains("search.trials was changed while it ran");
  }

  @Test
  void changed_settings_are_refused_a_line_each_and_harmless_ones_are_taken() throws IOException {
    String limited = STUDY + "budget.time = 1 ms\n";
    assertThat(tune("out", limited).code()).isEqualTo(ExitCode.GAVE_UP);
    String other = limited.replace("1e-3", "1e-2").replace("folds = 2", "folds = 3") + "seed = 7\n";
    CommandRun refused = tune("out", other, "--resume");
    assertThat(refused.code()).isEqualTo(ExitCode.INVALID);
    assertThat(refused.err().lines())
        .hasSize(3)
        .anyMatch(line -> line.contains("folds.number: was 2 when flowers was begun, and is now 3"))
        .anyMatch(line -> line.contains("learners[0].space.regParam.from: was 0.001"))
        .anyMatch(line -> line.contains("seed: was 42"));
    CommandRun halving =
        tune("out", limited.replace("trials = 4", "trials = 8") + "schedule = halving", "--resume");
    assertThat(halving.err()).contains("halving cuts its rungs by that number");
    CommandRun taken =
        tune("out", STUDY + "budget.max-failures = 4", "--resume", "--set", "run.parallelism=1");
    assertThat(taken.code()).as(taken.err()).isZero();
    assertThat(taken.out()).contains("changed: budget.time: was 1 ms, is now none");
  }

  @Test
  void time_that_was_spent_counts_and_the_deadline_holds() throws IOException {
    cut(whole, "out", 4);
    try (JournalStore journal = studyFolder("out").journal()) {
      StudyEvent.Opened opened = StudyEvent.opening(events("out"));
      journal.append(
          new StudyEvent.Closed(
              "interrupted", 143, "test", List.of(), 3600, opened.at() + 3_600_000));
    }
    CommandRun late = tune("out", STUDY + "budget.time = 59 m", "--resume");
    assertThat(late.code()).as(late.out()).isEqualTo(ExitCode.GAVE_UP);
    CommandRun more = tune("out", STUDY + "budget.time = 10 h", "--resume");
    assertThat(more.code()).as(more.err()).isZero();
    assertThat(tables("out")).isEqualTo(tables(whole));
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
    assertThat(tune("out", study + "budget.units = 80").code()).isZero();
    Files.writeString(data, csv + "61,yes\n");
    CommandRun refused = tune("out", study, "--resume");
    assertThat(refused.code()).isEqualTo(ExitCode.INVALID);
    assertThat(refused.err().lines())
        .singleElement()
        .asString()
        .contains("data.source: holds other rows than the study was begun with: 60 then")
        .contains("61 now")
        .endsWith("the same rows, or --new-data to go on with these");
    CommandRun taken = tune("out", study, "--resume", "--new-data");
    assertThat(taken.code()).as(taken.err()).isZero();
    assertThat(summary("out")).contains("\"new data\"");
  }

  /** What may be asked for of a folder. */
  private static final String[][] ASKED = {
    {}, {"--resume"}, {"--set", "output.resume=auto"}, {"--overwrite"}
  };

  private void copy(Path from, String to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : all.toList()) {
        Path copy = folder.resolve(to).resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
  }

  /** The table in README, "Resume": a row of it, cell by cell. */
  private void assertActs(String state, Making making, int... codes) throws IOException {
    for (int i = 0; i < ASKED.length; i++) {
      String out = state + i;
      making.make(out);
      CommandRun run = tune(out, STUDY, ASKED[i]);
      assertThat(run.code())
          .as("%s, %s: %s", state, List.of(ASKED[i]), run.err())
          .isEqualTo(codes[i]);
      if (codes[i] == 0) {
        assertThat(tables(out)).isEqualTo(tables(whole));
      } else {
        assertThat(run.err().lines()).as(state).hasSize(1);
      }
    }
  }

  /** Puts a folder into a state. */
  private interface Making {
    void make(String out) throws IOException;
  }

  @Test
  void where_nothing_is_a_study_begins_unless_one_is_to_go_on() throws IOException {
    assertActs("absent", out -> {}, 0, 2, 0, 0);
    assertThat(tune("none", STUDY, "--resume").err())
        .contains("holds no study to go on with; resume = auto begins one");
  }

  @Test
  void a_study_that_was_broken_off_goes_on_or_begins_anew_as_asked() throws IOException {
    int last = indexOf(studyFolder(whole).readJournal(), StudyEvent.Confirmed.class);
    assertActs("unfinished", out -> cut(whole, out, last), 2, 0, 0, 0);
    assertThat(endedCells(events("unfinished2"))).hasSize(8).doesNotHaveDuplicates();
    assertThat(events("unfinished1")).anyMatch(StudyEvent.Resumed.class::isInstance);
    assertThat(events("unfinished3")).noneMatch(StudyEvent.Resumed.class::isInstance);
    assertThat(summary("unfinished1")).contains("\"resumed\" : 1");
    assertThat(Files.readString(folder.resolve("unfinished1/flowers/report.html")))
        .contains("It was broken off once");
  }

  @Test
  void a_study_that_ended_is_left_or_begins_anew_as_asked() throws IOException {
    assertActs("finished", out -> copy(whole, out), 2, 0, 0, 0);
    assertThat(events("finished2")).noneMatch(StudyEvent.Resumed.class::isInstance);
    assertThat(studyFolder("finished3").readJournal().size())
        .isEqualTo(studyFolder(whole).readJournal().size());
  }

  @Test
  void a_folder_that_another_driver_writes_to_is_refused_whatever_is_asked_for()
      throws IOException {
    List<JournalStore> held = new ArrayList<>();
    try {
      assertActs(
          "held",
          out -> {
            JournalStore journal = studyFolder(out).journal();
            held.add(journal);
            journal.append(EveryEvent.events().get(0));
            journal.flush();
          },
          2,
          2,
          2,
          2);
      assertThat(tune("held1", STUDY, "--resume").err())
          .contains("is written to by")
          .contains("process " + ProcessHandle.current().pid());
    } finally {
      for (JournalStore journal : held) {
        journal.close();
      }
    }
  }

  @Test
  void files_of_others_are_never_touched() throws IOException {
    assertActs(
        "foreign",
        out -> {
          Files.createDirectories(folder.resolve(out).resolve("flowers"));
          Files.writeString(folder.resolve(out).resolve("flowers/notes.txt"), "mine");
        },
        2,
        2,
        2,
        2);
    assertThat(folder.resolve("foreign3/flowers")).isDirectoryContaining("glob:**notes.txt");
    assertThat(tune("foreign1", STUDY, "--resume").err())
        .contains("holds files that are no study of ours");
  }

  /** As earlier formats wrote them; see journal.py beside the golden ones. */
  @ParameterizedTest
  @ValueSource(strings = {"v1.0", "v1.1"})
  void a_study_that_an_earlier_version_began_goes_on(String format) throws Exception {
    URL golden =
        Objects.requireNonNull(ResumeJobTest.class.getResource("flowers-" + format), format);
    copy(Path.of(golden.toURI()), format + "/flowers/journal");
    int before = endedCells(events(format)).size();
    CommandRun run = tune(format, STUDY, "--resume");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("goes on after 2 evaluations told");
    assertThat(rows(format, "trials", TrialRow.CLOCK)).isEqualTo(tables(whole).get(0));
    assertThat(endedCells(events(format))).hasSizeGreaterThan(before).doesNotHaveDuplicates();
  }

  @Test
  void the_record_of_a_fit_by_the_library_makes_a_page_and_is_no_study_of_a_job()
      throws IOException {
    LogisticRegression learner = new LogisticRegression().setMaxIter(1);
    Path record = folder.resolve("library/flowers");
    Dataset<Row> rows =
        spark()
            .range(0, 60, 1, 2)
            .selectExpr("CAST(id % 2 AS DOUBLE) AS label", "array(id % 7, id % 2) AS a")
            .select(col("label"), array_to_vector(col("a").cast("array<double>")).as("features"));
    new Tuner()
        .setEstimator(learner)
        .setEvaluator(new BinaryClassificationEvaluator())
        .setEstimatorParamMaps(
            new ParamGridBuilder().addGrid(learner.regParam(), new double[] {0, 1}).build())
        .setNumFolds(2)
        .setJournal(record.toString())
        .fit(rows);
    CommandRun report = CommandRun.of("report", record.toString());
    assertThat(report.code()).as(report.err()).isZero();
    assertThat(Files.readString(record.resolve("report.html"))).contains("logreg.regParam");
    assertThat(rows("library", "trials", List.of())).hasSize(2);
    CommandRun simulated = CommandRun.of("simulate", record.toString());
    assertThat(simulated.code()).isEqualTo(ExitCode.INVALID);
    assertThat(simulated.err().lines()).hasSize(1);
    CommandRun resumed = tune("library", STUDY, "--resume");
    assertThat(resumed.code()).isEqualTo(ExitCode.INVALID);
    assertThat(resumed.err()).contains("holds a fit of a Tuner, and no study of a job");
  }

  @Test
  void resume_does_not_go_with_overwrite() throws IOException {
    assertThat(tune("out", STUDY, "--resume", "--overwrite").code()).isEqualTo(ExitCode.INVALID);
    CommandRun both = tune("out", STUDY + "output { resume = auto, overwrite = true }");
    assertThat(both.err()).contains("replaces the study that output.resume goes on with");
  }

  @Test
  void a_cell_that_its_driver_died_of_three_times_is_not_run_again() throws IOException {
    List<StudyEvent> uncut = studyFolder(whole).readJournal();
    StudyEvent.Opened opened = StudyEvent.opening(uncut);
    try (JournalStore journal = studyFolder("out").journal()) {
      for (StudyEvent event : uncut) {
        if (event instanceof StudyEvent.Opened || event instanceof StudyEvent.Proposed) {
          journal.append(event);
        }
      }
    }
    for (int death = 0; death < 3; death++) {
      try (JournalStore journal = studyFolder("out").journal()) {
        journal.append(new StudyEvent.CellStarted(1, 0, opened.at()));
      }
    }
    CommandRun resumed = tune("out", STUDY, "--resume");
    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(resumed.out()).contains("proposal 1, fold 0: not run again, its driver died");
    assertThat(rows("out", "trials", List.of()).get(1))
        .contains("\"state\":\"FAILED\"")
        .contains("fold 0: driver died");
    assertThat(summary("out")).contains("\"driver died\"").contains("\"reproducible\" : false");
  }
}
