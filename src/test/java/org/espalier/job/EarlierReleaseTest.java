package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.espalier.journal.CellRow;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.TrialRow;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Studies whose drivers were of earlier releases go on with this one. The journals, a folder for
 * each format, were written by {@code write.py} beside them.
 */
final class EarlierReleaseTest extends SparkTest {

  private static final Path JOURNALS = Path.of("src/test/resources/org/espalier/job/journals");
  private static final String STUDY = JOURNALS.resolve("earlier.conf").toString();

  @TempDir private static Path folder;

  private static WrittenStudy uncut;

  @BeforeAll
  static void a_study_of_this_release() {
    uncut = study("uncut");
    // Trained as an earlier release did, which goes on to be the way of its studies.
    CommandRun run =
        CommandRun.of(
            "tune", STUDY, "--output", uncut.output().toString(), "--set", "run.training=jobs");
    assertThat(run.code()).as(run.err()).isZero();
  }

  private static WrittenStudy study(String out) {
    return new WrittenStudy(folder.resolve(out), "earlier");
  }

  private static WrittenStudy left(String format) throws IOException {
    WrittenStudy study = study(format);
    Path journal = Files.createDirectories(study.path().resolve("journal"));
    try (DirectoryStream<Path> files = Files.newDirectoryStream(JOURNALS.resolve(format))) {
      for (Path file : files) {
        Files.copy(file, journal.resolve(file.getFileName()));
      }
    }
    return study;
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.1"})
  void a_study_that_an_earlier_release_began_goes_on_to_the_same_tables(String format)
      throws IOException {
    WrittenStudy study = left(format);
    List<StudyEvent> before = study.events();
    assertThat(before).filteredOn(StudyEvent.Told.class::isInstance).hasSize(7);
    CommandRun run =
        CommandRun.of("tune", STUDY, "--output", study.output().toString(), "--resume");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(study.events()).startsWith(before.toArray(StudyEvent[]::new));
    assertThat(study.endedCells())
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(uncut.endedCells());
    assertThat(comparable(study)).isEqualTo(comparable(uncut));
  }

  /** The tables without why a cell was trained where it was, known since journal 1.5. */
  private static List<List<String>> comparable(WrittenStudy study) {
    List<String> without = new ArrayList<>(CellRow.CLOCK);
    without.add("trainerReason");
    return List.of(
        study.rows("trials", TrialRow.CLOCK),
        study.rows("cells", without),
        study.rows("decisions", List.of()));
  }
}
