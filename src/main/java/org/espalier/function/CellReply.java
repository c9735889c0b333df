package org.espalier.function;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonFormat.Shape;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

  /** Numbers that are not finite are texts; a point of a curve is its step and values. */
  private static final ObjectMapper JSON = new ObjectMapper();

  static {
    JSON.configOverride(CurvePoint.class).setFormat(JsonFormat.Value.forShape(Shape.ARRAY));
  }

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
    return JSON.valueToTree(this).toString().getBytes(StandardCharsets.UTF_8);
  }

  static CellReply of(byte[] json) throws IOException {
    return JSON.readValue(json, CellReply.class);
  }
}
