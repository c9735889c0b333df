package org.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.openlineage.client.OpenLineage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.hadoop.conf.Configuration;
import org.espalier.journal.JournalStore;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.StudyStatus;
import org.espalier.lineage.Receipt;
import org.espalier.spark.store.StudyFolder;
import org.espalier.spec.Origins;
import org.espalier.spec.OutputPlan;
import org.espalier.study.Door;
import org.espalier.testing.EveryEvent;
import org.espalier.testing.SampleStudy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Card, run events and receipt in a study's folder, without tables; starts no Spark. */
@Tag("spark") // Hadoop's file systems start where Spark does
final class StudyLineageTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String SETTINGS =
      """
      study = adult-income
      data { source = "hdfs:///tables/adult", format = delta, options { versionAsOf = 7 } }
      """;

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

  /** The sample study with rows of other settings. */
  private static List<StudyEvent> events(String settings, Map<String, String> columns) {
    List<StudyEvent> events = new ArrayList<>(SampleStudy.events());
    StudyEvent.Opened sample = (StudyEvent.Opened) events.get(0);
    events.set(
        0,
        new StudyEvent.Opened(
            sample.study(),
            sample.setup(),
            sample.folds(),
            Optional.of(new StudyEvent.Fingerprint("f181809645ef", 32_561, columns)),
            new StudyEvent.Request(Door.JOB, sample.request().asked(), settings),
            sample.training(),
            sample.versions(),
            sample.at()));
    return events;
  }

  private static List<StudyEvent> events() {
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put("age", "int");
    columns.put("income", "string");
    return events(SETTINGS, columns);
  }

  /** Leaves a study as a job would, but for its tables. */
  private void leave(List<StudyEvent> events) throws IOException {
    Files.createDirectories(own("model/metadata"));
    Files.writeString(own("model/metadata/part-00000"), "{}");
    Files.writeString(own("model/metadata/.part-00000.crc"), "checksum");
    Files.writeString(own("pipeline.py"), "Pipeline()");
    try (JournalStore journal = folder().journal()) {
      for (StudyEvent event : events) {
        journal.append(event);
      }
    }
    write(events);
  }

  private void write(List<StudyEvent> events) throws IOException {
    new StudyFiles(folder(), true).writePage(StudyRecord.of(events), Map.of());
  }

  private List<JsonNode> runEvents() throws IOException {
    List<JsonNode> events = new ArrayList<>();
    for (String line : Files.readAllLines(own("openlineage.ndjson"))) {
      events.add(JSON.readTree(line));
    }
    return events;
  }

  /** As catalogues read them: by the classes that OpenLineage generates of its schemas. */
  private static JsonNode readAndWritten(JsonNode event) throws IOException {
    ObjectMapper reader =
        new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL);
    OpenLineage.RunEvent read = reader.treeToValue(event, OpenLineage.RunEvent.class);
    return JSON.readTree(reader.writeValueAsString(read));
  }

  private static void valid(List<JsonNode> events) throws IOException {
    JsonSchema schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(Files.readString(Path.of("src/site/resources/spec/1-0-0/lineage.json")));
    assertThat(schema.validate(JSON.createObjectNode().put("eventType", "START"))).isNotEmpty();
    for (JsonNode event : events) {
      assertThat(schema.validate(event)).isEmpty();
      ObjectNode read = (ObjectNode) readAndWritten(event);
      assertThat(Instant.parse(read.get("eventTime").asText()))
          .isEqualTo(Instant.parse(event.get("eventTime").asText()));
      read.set("eventTime", event.get("eventTime"));
      assertThat(read).as("what the generated classes do not know is lost").isEqualTo(event);
    }
  }

  @Test
  void the_start_and_the_end_of_a_study_are_run_events_of_open_lineage() throws IOException {
    leave(events());
    List<JsonNode> events = runEvents();
    valid(events);
    assertThat(events)
        .extracting(e -> e.get("eventType").asText())
        .containsExactly("START", "COMPLETE");
    JsonNode end = events.get(1);
    assertThat(end.get("run").get("runId")).isEqualTo(events.get(0).get("run").get("runId"));
    JsonNode input = end.get("inputs").get(0);
    assertThat(input.get("namespace").asText() + " " + input.get("name").asText())
        .isEqualTo("hdfs:// /tables/adult");
    assertThat(input.at("/facets/version/datasetVersion").asText()).isEqualTo("7");
    assertThat(input.at("/facets/espalier_fingerprint/digest").asText()).isEqualTo("f181809645ef");
    assertThat(input.at("/facets/schema/fields/1/name").asText()).isEqualTo("income");
    JsonNode output = end.get("outputs").get(0);
    assertThat(output.get("name").asText()).isEqualTo(own("model").toString());
    assertThat(output.at("/facets/espalier_hash/digest").asText()).hasSize(64);
    JsonNode study = end.at("/run/facets/espalier_study");
    assertThat(study.at("/metrics/held_out").asDouble()).isEqualTo(0.926_418_3);
    assertThat(study.at("/params/maxDepth").isInt()).isTrue();
  }

  @Test
  void a_study_that_fails_or_is_interrupted_says_so_and_why() throws IOException {
    Map<StudyStatus, String> types =
        Map.of(
            StudyStatus.GAVE_UP, "FAIL",
            StudyStatus.DEFECT, "FAIL",
            StudyStatus.INTERRUPTED, "ABORT",
            StudyStatus.GATE_FAILED, "COMPLETE");
    for (StudyStatus status : types.keySet()) {
      List<StudyEvent> events = events();
      int last = events.size() - 1;
      events.set(last, new StudyEvent.Closed(status, 1, "the reason", List.of(), 1, 1_000));
      write(events);
      JsonNode end = runEvents().get(1);
      valid(runEvents());
      assertThat(end.get("eventType").asText()).isEqualTo(types.get(status));
      assertThat(end.at("/run/facets/errorMessage/message").asText())
          .isEqualTo(types.get(status).equals("FAIL") ? "the reason" : "");
    }
  }

  @Test
  void a_resumption_is_an_event_of_the_same_run_and_no_text_breaks_a_line() throws IOException {
    write(EveryEvent.events());
    List<JsonNode> events = runEvents();
    valid(events);
    assertThat(events)
        .extracting(event -> event.get("eventType").asText())
        .containsExactly("START", "RUNNING", "COMPLETE");
    assertThat(events)
        .extracting(event -> event.at("/run/runId"))
        .containsOnly(events.get(0).at("/run/runId"));
  }

  @Test
  void where_names_are_hidden_no_column_and_no_class_is_named() throws IOException {
    String hidden =
        """
        study = adult-income
        data { source = "*********(redacted)", format = sql, label = "*********(redacted)" }
        output.names = hidden
        """;
    leave(events(hidden, Map.of()));
    valid(runEvents());
    for (String file : List.of("model-card.md", "model-card.json", "openlineage.ndjson")) {
      assertThat(Files.readString(own(file)))
          .doesNotContain("50K")
          .doesNotContain("education")
          .doesNotContain("\"schema\"");
    }
  }

  @Test
  void what_a_person_added_to_the_card_is_kept_and_a_new_study_begins_with_an_empty_card()
      throws IOException {
    leave(events());
    Path card = own("model-card.md");
    String text = Files.readString(card);
    Files.writeString(
        card, text.replaceFirst("(?s)(add: caveats -->\n).*?\n<", "$1Not for loans.\n<"));
    write(events());
    assertThat(Files.readString(card)).contains("-->\nNot for loans.\n<!-- end -->");
    JsonNode json = JSON.readTree(own("model-card.json").toFile());
    assertThat(json.at("/added/caveats").asText()).isEqualTo("Not for loans.");
    assertThat(json.get("toAdd")).extracting(JsonNode::asText).doesNotContain("caveats");
    folder().clear();
    assertThat(card).doesNotExist();
  }

  @SuppressWarnings("NullAway") // no table, so no session
  private Optional<String> difference() throws IOException {
    Receipt receipt = folder().lineage().receipt().orElseThrow();
    return new StudyAudit(null, folder()).difference(receipt);
  }

  private void change(String file, UnaryOperator<String> how, String difference)
      throws IOException {
    String text = Files.readString(own(file));
    Files.writeString(own(file), how.apply(text));
    assertThat(difference().orElse("")).startsWith(difference);
    Files.writeString(own(file), text);
  }

  @Test
  void each_change_of_a_study_is_named() throws IOException {
    leave(events());
    assertThat(difference()).isEmpty();
    Receipt receipt = folder().lineage().receipt().orElseThrow();
    String segment = receipt.links().get(0).part();
    assertThat(receipt.links())
        .extracting(Receipt.Link::part)
        .containsExactly(
            segment,
            "settings",
            "fingerprint",
            "model/metadata/part-00000",
            "pipeline.py",
            "summary.json",
            "jar");
    for (Receipt.Link link : receipt.links()) {
      change(
          "receipt.json",
          text -> text.replace("\"" + link.hash() + "\"", "\"" + "0".repeat(64) + "\""),
          link.part() + ": the receipt itself was changed");
    }
    change(segment, text -> text.replace("0.92", "0.93"), segment + ": differs from the receipt");
    for (String file : List.of("model/metadata/part-00000", "pipeline.py", "summary.json")) {
      change(file, text -> text + " ", file + ": differs from the receipt: was ");
    }
    Files.writeString(own("model/metadata/part-00001"), "{}");
    assertThat(difference()).contains("model/metadata/part-00001: is not in the receipt");
    Files.delete(own("model/metadata/part-00001"));
    Files.delete(own("pipeline.py"));
    assertThat(difference()).contains("pipeline.py: is in the receipt, and no longer there");
  }
}
