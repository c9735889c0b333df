package org.espalier.ml;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.espalier.ml.ParamPoints.Point;
import org.espalier.ml.ParamPoints.Value;

/** JSON form of {@link ParamPoints}. */
final class ParamPointsJson {

  private static final ObjectMapper JSON = new ObjectMapper();

  private ParamPointsJson() {}

  static String write(ParamPoints points) {
    ArrayNode all = JSON.createArrayNode();
    for (Point point : points.points()) {
      ArrayNode values = all.addArray();
      for (Value value : point.values()) {
        ObjectNode node = values.addObject();
        node.put("stage", value.stage()).put("param", value.param());
        node.set("value", JSON.valueToTree(value.value()));
      }
    }
    return all.toString();
  }

  static ParamPoints read(String json) {
    JsonNode all;
    try {
      all = JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("startPoints: is no JSON: " + e.getOriginalMessage(), e);
    }
    if (!all.isArray()) {
      throw new IllegalArgumentException("startPoints: must be an array of points, but is " + all);
    }
    List<Point> points = new ArrayList<>();
    all.forEach(point -> points.add(point(point)));
    return new ParamPoints(points);
  }

  private static Point point(JsonNode node) {
    if (!node.isArray()) {
      throw new IllegalArgumentException(
          "startPoints: a point must be an array of values, but is " + node);
    }
    List<Value> values = new ArrayList<>();
    node.forEach(value -> values.add(value(value)));
    return new Point(values);
  }

  private static Value value(JsonNode node) {
    boolean named = node.path("stage").isTextual() && node.path("param").isTextual();
    if (!named || !node.has("value")) {
      throw new IllegalArgumentException(
          "startPoints: a value needs stage, param and value, but is " + node);
    }
    return new Value(
        node.get("stage").textValue(),
        node.get("param").textValue(),
        PlainJson.value(node.get("value"), what -> wrong(node, what)));
  }

  private static IllegalArgumentException wrong(JsonNode node, String what) {
    return new IllegalArgumentException("startPoints: %s: %s".formatted(node, what));
  }
}
