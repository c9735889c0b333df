package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.espalier.journal.JournalStore;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyStatus;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of {@code guide/resume.md}: what a folder holds, what is asked for, what is done. */
@Tag("slow")
final class ResumeTableTest extends SparkTest {

  private static final String STUDY =
      """
      study = table
      data { source = "embedded:iris", label = label }
      learners = [ { type = decision-tree, space.maxDepth = [1, 2] } ]
      folds = 2
      search = { sampler = grid }
      output.lease = 2 s
      run.pre-flight = false
      """;

  /** So that a study that begins ends with its first outcome. */
  private static final String[] ENDS_AT_ONCE = {"--set", "budget.max-task-time=1 ms"};

  /** What a folder may hold. */
  enum Found {
    ABSENT,
    UNFINISHED,
    FINISHED,
    HELD,
    FOREIGN
  }

  @TempDir private static Path shared;

  private static Path file;
  private static WrittenStudy finished;

  @TempDir Path folder;

  @BeforeAll
  static void a_study_that_ended() throws IOException {
    spark();
    file = Files.writeString(shared.resolve("table.conf"), STUDY);
    finished = new WrittenStudy(shared, "table");
    CommandRun run = CommandRun.of("tune", file.toString(), "--output", shared.toString());
    assertThat(run.code()).as(run.err()).isZero();
  }

  private WrittenStudy study() {
    return new WrittenStudy(folder, "table");
  }

  private JournalStore half() throws IOException {
    JournalStore journal = study().folder().journal();
    List<StudyEvent> events =
        finished.events().stream().filter(e -> !(e instanceof StudyEvent.Began)).toList();
    for (StudyEvent event : events.subList(0, events.size() / 2)) {
      journal.append(event);
    }
    journal.flush();
    return journal;
  }

  /** Something to close when the driver has come and gone. */
  private AutoCloseable place(Found found) throws IOException {
    switch (found) {
      case ABSENT -> {}
      case UNFINISHED -> half().close();
      case FINISHED -> finished.copyTo(folder);
      case HELD -> {
        return half();
      }
      case FOREIGN -> {
        Files.createDirectories(study().path());
        Files.writeString(study().path().resolve("notes.txt"), "mine");
      }
    }
    return () -> {};
  }

  private List<String> files() throws IOException {
    if (!Files.exists(study().path())) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(study().path())) {
      return files.filter(Files::isRegularFile).map(this::content).sorted().toList();
    }
  }

  private String content(Path path) {
    try {
      return path + " " + Files.size(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long begun(WrittenStudy study) throws IOException {
    return study.folder().history().opened().at();
  }

  private CommandRun tune(String asked, String... more) throws IOException {
    List<String> words =
        new ArrayList<>(List.of("tune", file.toString(), "--output", folder.toString()));
    words.addAll(List.of(more));
    switch (asked) {
      case "none" -> {}
      case "auto" -> words.addAll(List.of("--set", "output.resume=auto"));
      default -> words.add(asked);
    }
    return CommandRun.of(words.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource({
    "ABSENT, none, begins",
    "ABSENT, --resume, has no study to continue",
    "ABSENT, auto, begins",
    "ABSENT, --overwrite, begins",
    "UNFINISHED, none, has an interrupted study",
    "UNFINISHED, --resume, goes on",
    "UNFINISHED, auto, goes on",
    "UNFINISHED, --overwrite, begins",
    "FINISHED, none, holds a finished study",
    "FINISHED, --resume, has ended",
    "FINISHED, auto, has ended",
    "FINISHED, --overwrite, begins",
    "HELD, none, is written to by",
    "HELD, --resume, is written to by",
    "HELD, auto, is written to by",
    "HELD, --overwrite, is written to by",
    "FOREIGN, none, holds files that are not a study of Espalier",
    "FOREIGN, --resume, holds files that are not a study of Espalier",
    "FOREIGN, auto, holds files that are not a study of Espalier",
    "FOREIGN, --overwrite, holds files that are not a study of Espalier",
  })
  void what_is_found_and_what_is_asked_for_decide(Found found, String asked, String action)
      throws Exception {
    try (AutoCloseable held = place(found)) {
      assertThat(held).isNotNull();
      List<String> before = files();
      String[] more = action.equals("begins") ? ENDS_AT_ONCE : new String[0];
      CommandRun run = tune(asked, more);
      switch (action) {
        case "begins" -> {
          assertThat(run.code()).as(run.err()).isZero();
          assertThat(run.out()).doesNotContain("resumes after");
          assertThat(begun(study())).as("no earlier study").isGreaterThan(begun(finished));
        }
        case "goes on" -> {
          assertThat(run.code()).as(run.err()).isZero();
          assertThat(run.out()).contains("resumes after");
          assertThat(study().endedCells()).doesNotHaveDuplicates();
          assertThat(study().tables()).isEqualTo(finished.tables());
        }
        case "has ended" -> {
          assertThat(run.code()).as(run.err()).isZero();
          assertThat(run.out())
              .contains("already finished; these settings add no work to the study");
          assertThat(study().endedCells()).isEqualTo(finished.endedCells());
        }
        default -> {
          assertThat(run.code()).isEqualTo(StudyStatus.INVALID.exitCode());
          assertThat(run.err().lines()).singleElement().asString().contains(action);
          assertThat(files()).isEqualTo(before);
        }
      }
    }
  }
}
