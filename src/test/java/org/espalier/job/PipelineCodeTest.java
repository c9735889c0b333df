package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyStatus;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of a winner's pipeline beside its model. */
final class PipelineCodeTest extends SparkTest {

  @TempDir Path folder;

  private CommandRun wine(String... more) throws IOException {
    return CommandRun.tune(folder, Files.readString(Path.of("conf/wine.conf")), "out", more);
  }

  @Test
  void is_that_of_the_study_and_listed_with_what_a_study_leaves() throws IOException {
    CommandRun run = wine();
    assertThat(run.code()).as(run.err()).isZero();
    Path code = folder.resolve("out/wine/pipeline.py");
    GoldenResult.assertGolden("pipeline-wine", Files.readAllLines(code));
    assertThat(run.out())
        .containsPattern("\nmodel     .*/wine/model\npipeline  .*/wine/pipeline.py\n");
    assertThat(Files.readString(folder.resolve("out/wine/summary.json")))
        .containsPattern("\"pipeline\" ?: ?\"pipeline.py\"");
    assertThatPredictionsAreOnlyThereWhereTheyWereAskedFor();
  }

  private void assertThatPredictionsAreOnlyThereWhereTheyWereAskedFor() throws IOException {
    assertThat(folder.resolve("out/wine/predictions")).doesNotExist();
    assertThat(folder.resolve("out/wine/out-of-fold")).doesNotExist();
    CommandRun late = wine("--resume", "--set", "output.collect-predictions=true");
    assertThat(late.code()).isEqualTo(StudyStatus.INVALID.exitCode());
    assertThat(late.err().lines())
        .singleElement()
        .asString()
        .contains("output.collect-predictions: was false when the study started, and is now true");
  }

  @Tag("slow")
  @Test
  void is_the_same_where_a_study_takes_the_place_of_another() throws IOException {
    assertThat(wine().code()).isZero();
    Path code = folder.resolve("out/wine/pipeline.py");
    String first = Files.readString(code);
    assertThat(wine("--overwrite").code()).isZero();
    assertThat(code).hasContent(first);
  }

  @Tag("slow")
  @Test
  void is_not_there_where_names_are_hidden() throws IOException {
    CommandRun run = wine("--set", "output.names=hidden");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(folder.resolve("out/wine/model")).isDirectory();
    assertThat(folder.resolve("out/wine/pipeline.py")).doesNotExist();
    assertThat(run.out()).doesNotContain("\npipeline ");
    assertThat(new WrittenStudy(folder.resolve("out"), "wine").events())
        .filteredOn(StudyEvent.Examined.class::isInstance)
        .singleElement()
        .satisfies(event -> assertThat(event.toString()).contains("name=column 1", "classes=[0, "));
  }
}
