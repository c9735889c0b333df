package org.espalier.ml.param;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.ml.linalg.Matrix;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamPair;
import org.apache.spark.ml.param.Params;
import org.espalier.spark.ParamValues;
import org.jspecify.annotations.Nullable;

/**
 * Text form of stages' params that is the same in every process.
 *
 * @param names names of the stages
 */
public record StableParamText(StableStageNames names) {

  /** Address in the text of a function or a plain object. */
  private static final Pattern ADDRESS =
      Pattern.compile("(\\$\\$Lambda[^@\\s]*)?@[0-9a-f]{4,8}(?![\\w.-])");

  /** Text of a value by itself; for a stage, of its params that are set. */
  static String brief(@Nullable Object value) {
    if (value instanceof Params stage) {
      StableParamText text =
          new StableParamText(StableStageNames.of(StableStageNames.stages(stage).values()));
      String set =
          Arrays.stream(stage.params())
              .filter(stage::isSet)
              .map(param -> param.name() + "=" + text.of(stage.getOrDefault(param)))
              .collect(Collectors.joining(", ", "(", ")"));
      return stage.getClass().getSimpleName() + set;
    }
    return new StableParamText(StableStageNames.of(List.of())).of(value);
  }

  /** A param's value; of a stage its name alone. */
  public String of(@Nullable Object value) {
    if (value == null) {
      return "null";
    }
    if (value instanceof Params stage) {
      String uid = String.valueOf(stage.uid());
      return names.names().keySet().contains(uid) ? names.of(uid) : brief(stage);
    }
    if (value instanceof ParamMap map) {
      return of(map).toString();
    }
    if (value instanceof Matrix matrix) { // its own text leaves out the middle
      return "%d x %d %s"
          .formatted(matrix.numRows(), matrix.numCols(), Arrays.toString(matrix.toArray()));
    }
    if (value.getClass().isArray()) {
      return ParamValues.elements(value).stream().map(this::of).toList().toString();
    }
    return ownText(value).map(names::in).orElseGet(() -> "a " + kind(value.getClass()));
  }

  private Map<String, String> of(ParamMap map) {
    Map<String, String> values = new TreeMap<>();
    for (ParamPair<?> pair : ParamValues.pairs(map)) {
      values.put(
          names.of(String.valueOf(pair.param().parent()), pair.param().name()), of(pair.value()));
    }
    return values;
  }

  /**
   * Text of a value without parts that differ between processes; empty for a function, and for an
   * object without a text of its own.
   */
  private static Optional<String> ownText(Object value) {
    if (value instanceof String text) {
      return Optional.of(text);
    }
    try {
      String text = String.valueOf(value.toString());
      return value.getClass().isHidden()
              || text.endsWith("@" + Integer.toHexString(value.hashCode()))
              || text.endsWith("@" + Integer.toHexString(System.identityHashCode(value)))
          ? Optional.empty()
          : Optional.of(ADDRESS.matcher(text).replaceAll(""));
    } catch (RuntimeException e) { // user code
      return Optional.empty();
    }
  }

  private static String kind(Class<?> type) {
    return type.isHidden() ? "function" : type.getName();
  }
}
