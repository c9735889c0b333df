package org.espalier.spark.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Optional;
import org.espalier.journal.StudyStatus;
import org.espalier.journal.Summary;

/**
 * Writer of a study's summary as JSON: the fields of {@link Summary} in their order, one per line.
 * Absent values are null.
 */
public final class SummaryJson {

  private static final ObjectMapper JSON = new ObjectMapper();

  private SummaryJson() {}

  /** Returns the text of {@code summary.json}. */
  public static String text(Summary summary) {
    ObjectNode tree = (ObjectNode) RecordJson.tree(summary);
    String direction = summary.result().metric().direction().name().toLowerCase(Locale.ROOT);
    tree.withObject("/metric").put("direction", direction);
    return lines(tree);
  }

  /** Returns the text of a tree with one field per line. */
  static String lines(JsonNode tree) {
    DefaultIndenter lines = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter().withObjectIndenter(lines);
    try {
      return JSON.writer(printer).writeValueAsString(tree) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree cannot be written.", e);
    }
  }

  /** Returns the status in a summary's text; empty if the text is not a summary of Espalier. */
  static Optional<StudyStatus> status(String text) {
    try {
      JsonNode tree = JSON.readTree(text);
      return tree.path("format").isInt() && tree.path("status").isTextual()
          ? Optional.of(StudyStatus.of(tree.path("status").textValue()))
          : Optional.empty();
    } catch (JsonProcessingException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
