package org.espalier.function;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.study.CurvePoint;

/**
 * Reply of the task that ran the function.
 *
 * @param metrics numbers by name that it returned; may be NaN
 * @param reports learning curve, in the order of its reports; also of a function that failed
 * @param failed why there are no metrics; empty if there are
 */
record CellReply(Map<String, Double> metrics, List<CurvePoint> reports, String failed) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Longest reason, in characters: the last lines of a stack trace. */
  private static final int LONGEST = 1000;

  /** Numbers that a function may return; Python's side has the same. */
  static final int MOST_METRICS = 1000;

  CellReply {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    reports = List.copyOf(reports);
    failed = failed.length() > LONGEST ? failed.substring(0, LONGEST) + "…" : failed;
  }

  static CellReply failed(String reason) {
    return failed(reason, List.of());
  }

  static CellReply failed(String reason, List<CurvePoint> reports) {
    return new CellReply(Map.of(), reports, reason.isBlank() ? "it failed" : reason);
  }

  byte[] toJson() {
    ObjectNode root = JSON.createObjectNode();
    root.set("metrics", numbers(metrics));
    ArrayNode steps = root.putArray("reports");
    reports.forEach(one -> steps.addArray().add(one.step()).add(numbers(one.values())));
    root.put("failed", failed);
    try {
      return JSON.writeValueAsBytes(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A reply cannot be written.", e);
    }
  }

  /** JSON has no NaN: numbers that are not finite are texts. */
  private static ObjectNode numbers(Map<String, Double> values) {
    ObjectNode node = JSON.createObjectNode();
    values.forEach(
        (name, value) -> {
          if (Double.isFinite(value)) {
            node.put(name, value);
          } else {
            node.put(name, String.valueOf(value));
          }
        });
    return node;
  }

  static CellReply of(byte[] json) throws IOException {
    JsonNode root = JSON.readTree(json);
    List<CurvePoint> reports = new ArrayList<>();
    root.path("reports")
        .forEach(one -> reports.add(new CurvePoint(one.path(0).asLong(), numbers(one.path(1)))));
    return new CellReply(numbers(root.path("metrics")), reports, root.path("failed").asText());
  }

  private static Map<String, Double> numbers(JsonNode node) {
    Map<String, Double> values = new LinkedHashMap<>();
    node.fieldNames()
        .forEachRemaining(
            name -> {
              JsonNode value = node.path(name);
              values.put(name, value.isNumber() ? value.asDouble() : infinite(value.asText()));
            });
    return values;
  }

  private static double infinite(String text) {
    return switch (text) {
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> Double.NaN;
    };
  }
}
