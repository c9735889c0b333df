package org.espalier.spark.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.espalier.journal.StudyRecord;
import org.espalier.spark.store.StudyFolder.State;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.Origins;
import org.espalier.spec.OutputPlan;
import org.espalier.testing.EveryEvent;
import org.espalier.testing.SampleStudy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("spark") // Hadoop's file systems start where Spark does
final class StudyFolderTest {

  private static final Origins ORIGINS =
      new Origins("study.conf", Map.of("output.path", "study.conf: 9"));

  private static final Configuration HADOOP = new Configuration();

  @TempDir Path temporary;

  private Path output() {
    return temporary.resolve("größe, mit Leerzeichen");
  }

  private Path own(String name) {
    return output().resolve("adult").resolve(name);
  }

  private StudyFolder folder(boolean overwrite) {
    OutputPlan plan = new OutputPlan(output().toString(), overwrite);
    return StudyFolder.of(plan, "adult", ORIGINS, HADOOP);
  }

  private StudyFolder folder() {
    return folder(false);
  }

  private void write(String name, String text) throws IOException {
    Files.createDirectories(own(name).getParent());
    Files.writeString(own(name), text);
  }

  private void journal() throws IOException {
    try (JsonJournal journal = folder().journal()) {
      journal.append(EveryEvent.events().get(0));
    }
  }

  private void finished() throws IOException {
    journal();
    folder().writeSummary(StudyRecord.of(SampleStudy.events()).summary());
  }

  private static void refused(StudyFolder folder, String message) throws IOException {
    assertThat(folder.problem().orElseThrow().toString())
        .startsWith("study.conf: 9: output.path: 'file:/")
        .endsWith("adult' " + message);
    assertThatThrownBy(folder::clear).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void can_be_written_to_where_folders_can_be_made_and_leaves_none_of_them() throws IOException {
    assertThat(folder().unwritable()).isEmpty();
    assertThat(output()).doesNotExist();
    write("journal", "");
    assertThat(folder().unwritable()).isEmpty();
    assertThat(output().resolve("adult")).isDirectoryContaining("glob:**/journal");
    assertThat(output().resolve("adult").toFile().list()).hasSize(1);
  }

  @Test
  void cannot_be_written_to_below_a_file() throws IOException {
    Files.writeString(output(), "a file");
    assertThat(folder().unwritable().orElseThrow().toString())
        .startsWith("study.conf: 9: output.path: 'file:/")
        .contains("' cannot be written to: 'file:/")
        .endsWith("' is a file; name a folder that you may write to");
    assertThat(output()).hasContent("a file");
  }

  @Test
  void is_absent_where_nothing_is() throws IOException {
    assertThat(folder().state()).isEqualTo(State.ABSENT);
    assertThat(folder().problem()).isEmpty();
    folder().clear();
    assertThat(output()).doesNotExist();
    Files.createDirectories(own("journal"));
    assertThat(folder().state()).isEqualTo(State.ABSENT);
  }

  @Test
  void is_unfinished_with_a_journal_alone() throws IOException {
    journal();
    assertThat(folder().state()).isEqualTo(State.UNFINISHED);
    refused(
        folder(),
        "has an interrupted study; use --resume to continue it, choose another name or output.path, or set output.overwrite = true to replace it");
    assertThat(folder(true).problem()).isEmpty();
  }

  private StudyFolder resuming(OutputPlan.Resume resume) {
    OutputPlan plan = new OutputPlan(output().toString(), resume, false, folderPlan().journal());
    return StudyFolder.of(plan, "adult", ORIGINS, HADOOP);
  }

  private static OutputPlan folderPlan() {
    return new OutputPlan("out", false);
  }

  @Test
  void a_study_that_may_go_on_goes_on_where_there_is_one_and_begins_only_with_auto()
      throws IOException {
    StudyFolder always = resuming(OutputPlan.Resume.ALWAYS);
    StudyFolder auto = resuming(OutputPlan.Resume.AUTO);
    refused(
        always,
        "has no study to continue; run without --resume, or set output.resume = auto, to start one");
    assertThat(auto.problem()).isEmpty();
    assertThat(auto.resumes()).isFalse();
    journal();
    for (StudyFolder folder : List.of(always, auto)) {
      assertThat(folder.problem()).as("unfinished").isEmpty();
      assertThat(folder.resumes()).isTrue();
      assertThatThrownBy(folder::clear).hasMessageContaining("has a study that is running");
    }
    finished();
    for (StudyFolder folder : List.of(always, auto)) {
      assertThat(folder.problem()).as("finished").isEmpty();
      assertThat(folder.resumes()).isTrue();
    }
    assertThat(folder().resumes()).isFalse();
    assertThat(folder(true).resumes()).isFalse();
  }

  /** What is done, or the problem, for: nothing that is asked for, resume, auto, overwrite. */
  @ParameterizedTest
  @CsvSource({
    "ABSENT, begins, has no study to continue, begins, begins",
    "UNFINISHED, has an interrupted study, goes on, goes on, begins",
    "FINISHED, holds a finished study, goes on, goes on, begins",
    "HELD, is written to by, is written to by, is written to by, is written to by",
    "FOREIGN, holds files that are not a study of Espalier, holds files that are not a study of"
        + " Espalier, holds files that are not a study of Espalier, holds files that are not a"
        + " study of Espalier"
  })
  void what_is_found_and_what_is_asked_for_decide(
      State found, String none, String resume, String auto, String overwrite) throws IOException {
    switch (found) {
      case ABSENT -> {}
      case UNFINISHED, HELD -> journal();
      case FINISHED -> finished();
      case FOREIGN -> write("notes.txt", "mine");
    }
    try (JsonJournal held = found == State.HELD ? folder().journal() : null) {
      assertThat(folder().state()).isEqualTo(found);
      assertThat(held == null).isEqualTo(found != State.HELD);
      assertDone(folder(), none);
      assertDone(resuming(OutputPlan.Resume.ALWAYS), resume);
      assertDone(resuming(OutputPlan.Resume.AUTO), auto);
      assertDone(folder(true), overwrite); // the last, as it clears
    }
  }

  private static void assertDone(StudyFolder folder, String action) throws IOException {
    State before = folder.state();
    switch (action) {
      case "begins" -> {
        assertThat(folder.problem()).isEmpty();
        assertThat(folder.resumes()).isFalse();
        folder.clear();
        assertThat(folder.state()).isEqualTo(State.ABSENT);
      }
      case "goes on" -> {
        assertThat(folder.problem()).isEmpty();
        assertThat(folder.resumes()).isTrue();
        assertThatThrownBy(folder::clear).isInstanceOf(IllegalStateException.class);
        assertThat(folder.state()).isEqualTo(before);
      }
      default -> {
        assertThat(folder.problem().orElseThrow().toString()).contains("adult' " + action);
        assertThatThrownBy(folder::clear).isInstanceOf(IllegalStateException.class);
        assertThat(folder.state()).isEqualTo(before);
      }
    }
  }

  @Test
  void is_held_as_long_as_a_driver_writes_to_it() throws IOException {
    finished();
    try (JsonJournal journal = folder().journal()) {
      for (boolean overwrite : List.of(false, true)) {
        assertThat(folder(overwrite).state()).isEqualTo(State.HELD);
        assertThat(folder(overwrite).problem().orElseThrow().toString())
            .contains("adult' is written to by ")
            .contains("process " + ProcessHandle.current().pid())
            .endsWith("; choose another name or output.path, or wait until it has ended");
        assertThatThrownBy(folder(overwrite)::clear).isInstanceOf(IllegalStateException.class);
      }
      assertThatThrownBy(folder()::journal)
          .isInstanceOf(InvalidStudyException.class)
          .hasMessageContaining("is written to by ");
      journal.append(EveryEvent.events().get(1));
    }
    assertThat(folder().state()).isEqualTo(State.FINISHED);
    assertThat(folder().holder()).isEmpty();
  }

  @Test
  void a_driver_that_may_have_died_is_watched_and_one_of_this_machine_is_not() throws Exception {
    WorstFileSystem store = new WorstFileSystem();
    FakeDrivers drivers = new FakeDrivers();
    OutputPlan plan = new OutputPlan("worst://bucket", true);
    List<String> said = new ArrayList<>();
    DriverEnvironment own = drivers.environment(DriverProcess.current());
    StudyFolder alive = StudyFolder.of(plan, "adult", ORIGINS, store, own);
    try (JsonJournal journal = alive.journal()) {
      journal.flush();
      alive.awaitHolder((most, who) -> said.add(who));
      assertThat(said).isEmpty();
      assertThat(alive.holder()).isPresent();
    }
    DriverEnvironment far = drivers.next(Duration.ofHours(1));
    StudyFolder.of(plan, "adult", ORIGINS, store, far).journal();
    drivers.die();
    StudyFolder next = StudyFolder.of(plan, "adult", ORIGINS, store, drivers.next());
    assertThat(next.state()).isEqualTo(State.HELD);
    Instant before = drivers.now();
    next.awaitHolder((most, who) -> said.add(most + " for " + who));
    assertThat(said)
        .singleElement()
        .asString()
        .matches(
            "PT1M for \\Q%s\\E, whose clock is 3,[56]\\d\\d s ahead of the one here"
                .formatted(far.process()));
    assertThat(next.holder()).isEmpty();
    assertThat(next.state()).isEqualTo(State.ABSENT);
    next.journal().close(); // without another watch
    assertThat(Duration.between(before, drivers.now()))
        .isLessThan(Duration.ofMinutes(1).plusSeconds(5));
  }

  @Test
  void a_folder_that_cannot_be_gone_on_with_is_refused_without_a_watch() throws Exception {
    WorstFileSystem store = new WorstFileSystem();
    FakeDrivers drivers = new FakeDrivers();
    OutputPlan plan = new OutputPlan("worst://bucket", false);
    StudyFolder dead = StudyFolder.of(plan, "adult", ORIGINS, store, drivers.next());
    dead.journal().append(EveryEvent.events().get(0));
    drivers.pass(Duration.ofSeconds(10));
    drivers.die();
    StudyFolder next = StudyFolder.of(plan, "adult", ORIGINS, store, drivers.next());
    next.awaitHolder(
        (most, who) -> {
          throw new AssertionError(who);
        });
    assertThat(next.problem()).isPresent();
  }

  @Test
  void a_claim_keeps_others_out_and_leaves_nothing() throws Exception {
    WorstFileSystem store = new WorstFileSystem();
    FakeDrivers drivers = new FakeDrivers();
    OutputPlan plan = new OutputPlan("worst://bucket", true);
    StudyFolder first = StudyFolder.of(plan, "adult", ORIGINS, store, drivers.next());
    StudyFolder second = StudyFolder.of(plan, "adult", ORIGINS, store, drivers.next());
    for (int round = 0; round < 2; round++) { // a new folder, then one with a study
      State state = first.state();
      JournalClaim claim = first.claim();
      assertThat(second.state()).isEqualTo(State.HELD);
      drivers.pass(Duration.ofMinutes(10)); // while a long table is read
      assertThatThrownBy(second::claim)
          .isInstanceOf(InvalidStudyException.class)
          .hasMessageContaining("is written to by ann@node1, process 101, which renews its lease");
      claim.close();
      claim.close();
      assertThat(second.holder()).isEmpty();
      assertThat(second.state()).isEqualTo(state);
      try (JsonJournal journal = second.journal()) {
        journal.append(EveryEvent.events().get(round));
      }
    }
  }

  @Test
  void a_damaged_journal_may_be_replaced() throws IOException {
    journal();
    try (var files = Files.list(own("journal"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".jsonl")).toList()) {
        Files.writeString(file, "x\n");
      }
    }
    assertThatThrownBy(() -> folder().readJournal()).isInstanceOf(UnreadableJournalException.class);
    assertThat(folder().state()).isEqualTo(State.UNFINISHED);
    folder(true).clear();
    assertThat(folder().state()).isEqualTo(State.ABSENT);
    journal();
    assertThat(folder().readJournal()).hasSize(2);
  }

  @Test
  void a_driver_that_was_killed_at_its_very_start_left_nothing() throws IOException {
    folder().journal().close();
    assertThat(folder().state()).isEqualTo(State.ABSENT);
  }

  @Test
  void overwriting_leaves_no_event_on_a_store_that_lists_late() throws IOException {
    WorstFileSystem store = new WorstFileSystem();
    FakeDrivers drivers = new FakeDrivers();
    StudyFolder folder =
        StudyFolder.of(
            new OutputPlan("worst://bucket", true), "adult", ORIGINS, store, drivers.next());
    try (JsonJournal journal = folder.journal()) {
      journal.append(EveryEvent.events().get(0));
    }
    folder.writeSummary(StudyRecord.of(SampleStudy.events()).summary());
    folder.writeReport("<html>");
    assertThat(folder.state()).isEqualTo(State.FINISHED);
    folder.clear();
    assertThat(folder.readJournal()).isEmpty();
    try (JsonJournal journal = folder.journal()) {
      journal.append(EveryEvent.events().get(0));
    }
    assertThat(folder.readJournal()).hasSize(2);
  }

  @Test
  void events_that_do_not_follow_each_other_are_refused_with_their_line() throws IOException {
    try (JsonJournal journal = folder().journal()) {
      journal.append(EveryEvent.events().get(0));
      journal.append(EveryEvent.events().get(0));
    }
    assertThatThrownBy(folder()::history)
        .isInstanceOf(UnreadableJournalException.class)
        .hasMessageContaining(
            "000000.jsonl: 3: does not follow the events before it: A study is opened once");
  }

  @Test
  void is_finished_with_the_summary_of_a_study_that_ended() throws IOException {
    finished();
    assertThat(folder().state()).isEqualTo(State.FINISHED);
    refused(
        folder(),
        "holds a finished study; choose another name or output.path, or set output.overwrite = true to replace it");
    String summary = Files.readString(own("summary.json"));
    for (String status : List.of("gave-up", "gate-failed")) {
      write("summary.json", summary.replace("\"finished\"", "\"" + status + "\""));
      assertThat(folder().state()).isEqualTo(State.FINISHED);
    }
    for (String status : List.of("interrupted", "defect")) {
      write("summary.json", summary.replace("\"finished\"", "\"" + status + "\""));
      assertThat(folder().state()).isEqualTo(State.UNFINISHED);
    }
  }

  @Test
  void a_study_that_was_refused_before_it_began_is_no_obstacle() throws IOException {
    write("summary.json", "{\"format\": 1, \"status\": \"invalid\"}");
    assertThat(folder().state()).isEqualTo(State.ABSENT);
    folder().clear();
    assertThat(own("summary.json")).doesNotExist();
  }

  @Test
  void is_free_with_nothing_but_what_trials_of_a_killed_study_left() throws IOException {
    write("state/17/0-0/recorded", "attempt");
    assertThat(folder().state()).isEqualTo(State.ABSENT);
    folder().clear();
    assertThat(own("state")).doesNotExist();
  }

  @Test
  void is_foreign_with_anything_that_is_no_study_even_if_it_may_be_overwritten()
      throws IOException {
    for (String name :
        List.of(
            "model/part-0",
            "notes.txt",
            "summary.json",
            "journal/events.log",
            "state/mine",
            ".hidden")) {
      write(name, "{\"status\": \"mine\"}");
      assertThat(folder().state()).as(name).isEqualTo(State.FOREIGN);
      String message =
          "holds files that are not a study of Espalier; name an empty folder, or one that does not exist";
      refused(folder(), message);
      refused(folder(true), message);
      assertThat(own(name)).exists();
      Files.delete(own(name));
      if (name.contains("/")) {
        Files.delete(own(name).getParent());
      }
    }
    Files.delete(output().resolve("adult"));
    Files.writeString(output().resolve("adult"), "a file");
    assertThat(folder().state()).isEqualTo(State.FOREIGN);
  }

  @Test
  void overwriting_removes_the_entries_of_a_study_and_nothing_else() throws IOException {
    finished();
    folder().writeReport("<html>");
    write("model/metadata/part-0", "x");
    write("trials/part-0.parquet", "x");
    write("cells/part-0.parquet", "x");
    write("decisions/part-0.parquet", "x");
    write("receipt.json", "of an earlier version");
    write("notes.txt", "mine");
    write("plots/roc.png", "mine");
    folder(true).clear();
    try (var left = Files.walk(own("."))) {
      assertThat(left.filter(Files::isRegularFile).map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder("notes.txt", "roc.png");
    }
  }

  @Test
  void writes_whole_files_in_place_of_earlier_ones_and_leaves_nothing_beside_them()
      throws IOException {
    journal();
    folder().writeReport("<p>größe</p>");
    folder().writeReport("<p>模型</p>");
    assertThat(own("report.html")).hasContent("<p>模型</p>");
    try (var left = Files.list(own("."))) {
      assertThat(left.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder("journal", "report.html");
    }
    write(".report.html.tmp", "half of it");
    assertThat(folder().state()).isEqualTo(State.UNFINISHED);
  }

  @Test
  void names_what_lies_where() {
    assertThat(folder().model().toString()).endsWith("/größe, mit Leerzeichen/adult/model");
    assertThat(folder().path().toUri().getScheme()).isEqualTo("file");
  }

  @Test
  void a_path_without_a_file_system_is_a_problem_of_the_settings() {
    for (String path : List.of("nowhere://x/y", "s3a://x/y")) { // unknown; known, but without a jar
      OutputPlan plan = new OutputPlan(path, false);
      assertThatThrownBy(() -> StudyFolder.of(plan, "adult", ORIGINS, HADOOP))
          .isInstanceOf(InvalidStudyException.class)
          .hasMessageStartingWith(
              "study.conf: 9: output.path: '%s' cannot be written to: ".formatted(path))
          .hasMessageEndingWith("; give a path such as /data/tuning or hdfs:///tuning");
    }
  }
}
