package org.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyRecord;
import org.espalier.spark.store.StudyFolder;
import org.espalier.spec.Origins;
import org.espalier.spec.OutputPlan;
import org.espalier.study.EntryPoint;
import org.espalier.testing.SampleStudy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Model card in a study's folder, without tables; starts no Spark. */
@Tag("spark") // Hadoop's file systems start where Spark does
final class StudyFilesTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path temporary;

  private StudyFolder folder() {
    return StudyFolder.of(
        new OutputPlan(temporary.toString(), true),
        "adult-income",
        Origins.none("test"),
        new Configuration(false));
  }

  private Path own(String name) {
    return temporary.resolve("adult-income").resolve(name);
  }

  /** The sample study with other settings. */
  private static List<StudyEvent> events(String settings) {
    List<StudyEvent> events = new ArrayList<>(SampleStudy.events());
    StudyEvent.Opened sample = (StudyEvent.Opened) events.get(0);
    events.set(
        0,
        new StudyEvent.Opened(
            sample.study(),
            sample.setup(),
            sample.folds(),
            Optional.of(new StudyEvent.Fingerprint("f181809645ef", 32_561, Map.of())),
            new StudyEvent.Request(EntryPoint.JOB, sample.request().asked(), settings),
            sample.training(),
            sample.versions(),
            sample.at()));
    return events;
  }

  /** Leaves a study as a job would, but for its tables. */
  private void leave(List<StudyEvent> events) throws IOException {
    Files.createDirectories(own("model/metadata"));
    write(events);
  }

  private void write(List<StudyEvent> events) throws IOException {
    new StudyFiles(folder(), true).writePage(StudyRecord.of(events), Map.of());
  }

  @Test
  void where_names_are_hidden_no_column_and_no_class_is_named() throws IOException {
    String hidden =
        """
        study = adult-income
        data { source = "*********(redacted)", format = sql, label = "*********(redacted)" }
        output.names = hidden
        """;
    leave(events(hidden));
    for (String file : List.of("model-card.md", "model-card.json")) {
      assertThat(Files.readString(own(file))).doesNotContain("50K").doesNotContain("education");
    }
  }

  @Test
  void what_a_person_added_to_the_card_is_kept_and_a_new_study_begins_with_an_empty_card()
      throws IOException {
    leave(SampleStudy.events());
    Path card = own("model-card.md");
    String text = Files.readString(card);
    Files.writeString(
        card, text.replaceFirst("(?s)(add: caveats -->\n).*?\n<", "$1Not for loans.\n<"));
    write(SampleStudy.events());
    assertThat(Files.readString(card)).contains("-->\nNot for loans.\n<!-- end -->");
    JsonNode json = JSON.readTree(own("model-card.json").toFile());
    assertThat(json.at("/added/caveats").asText()).isEqualTo("Not for loans.");
    assertThat(json.get("toAdd")).extracting(JsonNode::asText).doesNotContain("caveats");
    folder().clear();
    assertThat(card).doesNotExist();
  }
}
