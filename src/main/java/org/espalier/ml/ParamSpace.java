package org.espalier.ml;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.espalier.Api;
import org.espalier.space.Parameter;

/**
 * Search space of a tuner: params of the estimator's stages and their possible values. Made by a
 * {@link ParamSpaceBuilder}, or read from the output of {@link #toJson()}.
 *
 * @param axes axes in the order of a grid, the first slowest
 */
@Api
public record ParamSpace(List<Axis> axes) {

  /**
   * A param and its values.
   *
   * @param stage uid of the stage whose param it is
   * @param param the param's name
   * @param values under the param's name
   */
  public record Axis(String stage, String param, Parameter values) {}

  public ParamSpace {
    axes = List.copyOf(axes);
    if (axes.isEmpty()) {
      throw new IllegalArgumentException("A space needs at least one param.");
    }
    Set<String> names = new HashSet<>();
    for (Axis axis : axes) {
      if (!names.add(axis.stage() + "." + axis.param())) {
        throw new IllegalArgumentException(
            "Param '%s' of %s is twice in the space.".formatted(axis.param(), axis.stage()));
      }
    }
  }

  /**
   * The space as a JSON array, an object for each param: {@code stage} and {@code param}, then
   * either {@code choices}, or {@code from} and {@code to} (whole numbers are written without a
   * point) with {@code scale} (linear, log or reverse-log) and {@code step} or {@code points}.
   */
  public String toJson() {
    return ParamSpaceJson.write(this);
  }

  /**
   * Reads what {@link #toJson()} writes.
   *
   * @throws IllegalArgumentException saying what is wrong, and of which param
   */
  public static ParamSpace fromJson(String json) {
    return ParamSpaceJson.read(json);
  }

  @Override
  public String toString() {
    return toJson();
  }
}
