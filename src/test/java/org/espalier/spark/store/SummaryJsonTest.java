package org.espalier.spark.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.StudyStatus;
import org.espalier.journal.Summary;
import org.espalier.testing.EveryEvent;
import org.espalier.testing.SampleStudy;
import org.junit.jupiter.api.Test;

final class SummaryJsonTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Summary SUMMARY = StudyRecord.of(SampleStudy.events()).summary();

  private static List<String> fields(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void has_the_fields_that_scripts_rely_on_in_their_order() throws Exception {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("model", "model");
    files.put("report", "report.html");
    JsonNode json = JSON.readTree(SummaryJson.text(SUMMARY.withFiles(files)));
    assertThat(fields(json))
        .containsExactly(
            "format",
            "study",
            "status",
            "exitCode",
            "reason",
            "resumed",
            "winner",
            "baseline",
            "improvement",
            "metric",
            "outOfFold",
            "refit",
            "trials",
            "notBegun",
            "window",
            "seed",
            "saved",
            "cost",
            "folds",
            "versions",
            "reproducible",
            "causes",
            "files");
    assertThat(fields(json.get("winner")))
        .containsExactly(
            "trial",
            "learner",
            "configuration",
            "iterations",
            "crossValidated",
            "heldOut",
            "repeated");
    assertThat(fields(json.at("/winner/crossValidated")))
        .containsExactly("mean", "stdError", "scores");
    assertThat(fields(json.at("/winner/heldOut"))).containsExactly("score");
    assertThat(fields(json.get("saved")))
        .containsExactly("unitsPlanned", "unitsFull", "unitsCancelled");
    assertThat(fields(json.get("cost")))
        .containsExactly("taskSeconds", "cancelledSeconds", "wallSeconds");
    assertThat(json.at("/winner/configuration")).isNotEmpty().allMatch(JsonNode::isNumber);
    assertThat(fields(json.get("folds"))).containsExactly("rule", "sizes", "largestSkew");
    assertThat(fields(json.get("files"))).containsExactly("model", "report");
    assertThat(json.at("/metric/direction").asText()).isEqualTo("maximize");
    assertThat(json.at("/status").asText()).isEqualTo("finished");
  }

  @Test
  void is_one_field_a_line_and_the_same_every_time() {
    String text = SummaryJson.text(SUMMARY);
    assertThat(text)
        .startsWith("{\n  \"format\" : 2,\n  \"study\" : \"adult-income\",\n")
        .endsWith("\n}\n")
        .isEqualTo(SummaryJson.text(StudyRecord.of(SampleStudy.events()).summary()));
  }

  @Test
  void what_is_absent_is_null() throws Exception {
    Summary broken = StudyRecord.of(EveryEvent.events().subList(0, 2)).summary();
    JsonNode json = JSON.readTree(SummaryJson.text(broken));
    assertThat(List.of("winner", "baseline", "improvement"))
        .allMatch(name -> json.has(name) && json.get(name).isNull());
  }

  @Test
  void its_status_is_read_back() {
    assertThat(SummaryJson.status(SummaryJson.text(SUMMARY))).contains(StudyStatus.FINISHED);
    for (String text :
        List.of("", "[]", "no json", "{\"status\": \"finished\"}", "{\"format\":1}")) {
      assertThat(SummaryJson.status(text)).isEmpty();
    }
  }
}
