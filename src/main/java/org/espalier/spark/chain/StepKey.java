package org.espalier.spark.chain;

import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamPair;
import org.apache.spark.ml.param.Params;
import org.espalier.spark.ParamValues;
import org.jspecify.annotations.Nullable;

/**
 * Identity of a stage's fit: two stages of equal identity fit the same model.
 *
 * @param original identifies the object that the stage is a copy of, by equality; {@link #NONE} if
 *     its class and its params determine its fit
 * @param values values by param, defaults included
 * @param hidden entries of the map that a stage which is not MLlib's own might read although it has
 *     no such param
 */
public record StepKey(
    String type,
    Object original,
    Map<String, @Nullable Object> values,
    Map<String, @Nullable Object> hidden) {

  /** Original of a stage whose class and params determine its fit, and of an object in a param. */
  static final Object NONE = "";

  /** Package of Spark's own classes, which hide nothing. */
  private static final String MLLIB = "org.apache.spark.ml.";

  public StepKey {
    values = Collections.unmodifiableMap(values);
    hidden = Collections.unmodifiableMap(hidden);
  }

  /** True for an object of Spark's own class: the package alone does not decide. */
  public static boolean isMllib(Object stage) {
    Class<?> type = stage.getClass();
    return type.getName().startsWith(MLLIB)
        && Objects.equals(source(type), source(PipelineStage.class));
  }

  private static @Nullable CodeSource source(Class<?> type) {
    return type.getProtectionDomain().getCodeSource();
  }

  /**
   * The identity of a stage under a map.
   *
   * @param stage copy of the stage under the map
   * @param claimed uids of all stages whose params are known
   */
  static StepKey of(Params stage, Object original, ParamMap map, Set<String> claimed) {
    Map<String, @Nullable Object> hidden = new TreeMap<>();
    if (!isMllib(stage)) {
      for (ParamPair<?> pair : ParamValues.pairs(map)) {
        String parent = pair.param().parent();
        if (Objects.equals(parent, stage.uid()) || !claimed.contains(String.valueOf(parent))) {
          hidden.put(parent + "." + pair.param().name(), canonical(pair.value(), List.of()));
        }
      }
    }
    return new StepKey(stage.getClass().getName(), original, values(stage, List.of()), hidden);
  }

  /** Identity of a stage that is not under a map, and made wherever it is needed. */
  public static StepKey of(Params stage) {
    return of(stage, NONE, ParamMap.empty(), Set.of());
  }

  /** Identity without the values of some params. */
  public StepKey without(Set<String> params) {
    Map<String, @Nullable Object> rest = new TreeMap<>(values);
    rest.keySet().removeAll(params);
    return new StepKey(type, original, rest, hidden);
  }

  private static Map<String, @Nullable Object> values(Params stage, List<Params> around) {
    List<Params> inside = new ArrayList<>(around);
    inside.add(stage);
    Map<String, @Nullable Object> values = new TreeMap<>();
    ParamValues.pairs(stage.extractParamMap()).stream()
        .filter(pair -> !isNamedByUid(stage, pair.value()))
        .forEach(pair -> values.put(pair.param().name(), canonical(pair.value(), inside)));
    return values;
  }

  /**
   * True for the default of MLlib's output columns, which differs for a stage that is made anew.
   */
  private static boolean isNamedByUid(Params stage, @Nullable Object value) {
    return (stage.uid() + "__output").equals(value);
  }

  /**
   * Value with equality by content, as far as possible.
   *
   * @param around stages in whose params it is, each within the one before; one of them may be the
   *     value
   */
  private static @Nullable Object canonical(@Nullable Object value, List<Params> around) {
    if (value != null && value.getClass().isArray()) {
      List<@Nullable Object> elements = new ArrayList<>();
      ParamValues.elements(value).forEach(element -> elements.add(canonical(element, around)));
      return elements;
    }
    if (!(value instanceof Params params)) {
      return value;
    }
    boolean within = around.stream().anyMatch(outer -> outer == params);
    Map<String, @Nullable Object> values = within ? Map.of() : values(params, around);
    return List.of(
        new StepKey(params.getClass().getName(), NONE, values, Map.of()),
        String.valueOf(params.uid())); // null in a constructor that makes params too early
  }

  /** Uids of a stage and of all stages in its params. */
  static Set<String> uids(Params stage) {
    return ParamValues.stages(stage)
        .map(inner -> String.valueOf(inner.uid()))
        .collect(Collectors.toSet());
  }
}
