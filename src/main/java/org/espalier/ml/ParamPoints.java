package org.espalier.ml;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamPair;
import org.espalier.spark.ParamValues;

/**
 * Start points of a tuner: configurations that its search tries after the estimator as it is.
 *
 * @param points each with its values, in the order in which they are tried
 */
public record ParamPoints(List<Point> points) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A configuration; params of the space that it leaves out have the estimator's own values. */
  public record Point(List<Value> values) {
    public Point {
      values = List.copyOf(values);
    }
  }

  /**
   * A param's value.
   *
   * @param stage uid of the stage whose param it is
   * @param param the param's name
   * @param value a truth value, a number, a text, or a list of these
   */
  public record Value(String stage, String param, Object value) {}

  public ParamPoints {
    points = List.copyOf(points);
  }

  /** No start points. */
  public static ParamPoints none() {
    return new ParamPoints(List.of());
  }

  /** Start points from maps of params. */
  public static ParamPoints of(ParamMap... maps) {
    return new ParamPoints(Arrays.stream(maps).map(ParamPoints::point).toList());
  }

  private static Point point(ParamMap map) {
    List<Value> values = new ArrayList<>();
    for (ParamPair<?> pair : ParamValues.pairs(map)) {
      Param<?> param = pair.param();
      if (pair.value() == null) {
        throw new IllegalArgumentException(
            "startPoints: %s: is null; a value, or leave it out"
                .formatted(StableStageNames.where(param.parent(), param.name())));
      }
      values.add(new Value(param.parent(), param.name(), ParamValues.plain(pair.value())));
    }
    return new Point(values);
  }

  /**
   * The points as a JSON array: of each point an array of objects {@code {"stage": …, "param": …,
   * "value": …}}.
   */
  public String toJson() {
    return JSON.valueToTree(points.stream().map(Point::values).toList()).toString();
  }

  /**
   * Reads what {@link #toJson()} writes.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public static ParamPoints fromJson(String json) {
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

  @Override
  public String toString() {
    return toJson();
  }
}
