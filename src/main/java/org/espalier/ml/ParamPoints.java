package org.espalier.ml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.param.ParamMap;
import org.espalier.spark.ParamValues;

/**
 * Start points of a tuner: configurations that its search tries after the estimator as it is.
 *
 * @param points each with its values, in the order in which they are tried
 */
public record ParamPoints(List<Point> points) {

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
    ParamValues.pairs(map)
        .forEach(
            pair ->
                values.add(
                    new Value(
                        pair.param().parent(),
                        pair.param().name(),
                        ParamValues.plain(pair.value()))));
    return new Point(values);
  }

  /**
   * The points as a JSON array: of each point an array of objects {@code {"stage": …, "param": …,
   * "value": …}}.
   */
  public String toJson() {
    return ParamPointsJson.write(this);
  }

  /**
   * Reads what {@link #toJson()} writes.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public static ParamPoints fromJson(String json) {
    return ParamPointsJson.read(json);
  }

  @Override
  public String toString() {
    return toJson();
  }
}
