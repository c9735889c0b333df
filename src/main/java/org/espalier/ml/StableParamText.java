package org.espalier.ml;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.ml.linalg.Matrix;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamPair;
import org.apache.spark.ml.param.Params;
import org.espalier.spark.ParamValues;

/**
 * Text form of stages' params that is the same in every process.
 *
 * @param names names of the stages
 */
record StableParamText(StableStageNames names) {

  /** A value by itself: of a stage the params that are set. */
  static String brief(Object value) {
    if (value instanceof Params stage) {
      StableParamText text =
          new StableParamText(
              new StableStageNames(List.copyOf(StableStageNames.stages(stage).keySet())));
      String set =
          Arrays.stream(stage.params())
              .filter(stage::isSet)
              .map(param -> param.name() + "=" + text.of(stage.getOrDefault(param)))
              .collect(Collectors.joining(", ", "(", ")"));
      return stage.getClass().getSimpleName() + set;
    }
    return new StableParamText(new StableStageNames(List.of())).of(value);
  }

  /** A param's value; of a stage its name alone. */
  String of(Object value) {
    if (value instanceof Params stage) {
      return names.uids().contains(stage.uid()) ? names.of(stage.uid()) : brief(stage);
    }
    if (value instanceof ParamMap map) {
      return of(map).toString();
    }
    if (value instanceof Matrix matrix) { // whose own text leaves out the middle
      return "%d x %d %s"
          .formatted(matrix.numRows(), matrix.numCols(), Arrays.toString(matrix.toArray()));
    }
    if (value.getClass().isArray()) {
      List<String> elements = new ArrayList<>();
      for (int i = 0; i < Array.getLength(value); i++) {
        Object element = Array.get(value, i);
        elements.add(element == null ? "null" : of(element));
      }
      return elements.toString();
    }
    return hasOwnText(value) ? names.in(value.toString()) : "a " + kind(value.getClass());
  }

  private Map<String, String> of(ParamMap map) {
    Map<String, String> values = new TreeMap<>();
    for (ParamPair<?> pair : ParamValues.pairs(map)) {
      values.put(names.of(pair.param().parent(), pair.param().name()), of(pair.value()));
    }
    return values;
  }

  /** Of what has none, the text is another in every process. */
  private static boolean hasOwnText(Object value) {
    return !value.getClass().isHidden()
        && !value.toString().endsWith("@" + Integer.toHexString(value.hashCode()))
        && !value.toString().endsWith("@" + Integer.toHexString(System.identityHashCode(value)));
  }

  private static String kind(Class<?> type) {
    return type.isHidden() ? "function" : type.getName();
  }
}
