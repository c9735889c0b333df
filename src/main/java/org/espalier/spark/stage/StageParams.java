package org.espalier.spark.stage;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleArrayParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.FloatParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;
import org.espalier.spark.NeedsLibrary;
import org.espalier.spark.ParamValues;
import org.espalier.spec.learners.ClassPathCatalogue;
import org.espalier.spec.learners.ClassPathCatalogue.ParamType;

/** Reader of the searchable params of an MLlib stage, from the stage itself. */
public final class StageParams {

  /**
   * Params besides column names that belong to the pipeline and not to the search: the treatment of
   * invalid and missing values.
   */
  private static final Set<String> WIRING = Set.of("handleInvalid", "missingValue");

  /** Params that take a vector, which their class does not show. */
  private static final Set<String> UNSPEAKABLE = Set.of("scalingVec");

  /** Type by class of the param. None of these classes extends another one. */
  private static final Map<Class<?>, ParamType> TYPES =
      Map.of(
          BooleanParam.class, ParamType.BOOLEAN,
          IntParam.class, ParamType.INT,
          LongParam.class, ParamType.LONG,
          DoubleParam.class, ParamType.FLOAT,
          FloatParam.class, ParamType.FLOAT,
          IntArrayParam.class, ParamType.INTS,
          DoubleArrayParam.class, ParamType.FLOATS,
          StringArrayParam.class, ParamType.TEXTS);

  private StageParams() {}

  /**
   * Returns the searchable params in alphabetic order, with the stage's current values as defaults.
   *
   * @param texts names of text params without a default that shows their type
   */
  public static List<ClassPathCatalogue.Param> searchable(Params stage, Set<String> texts) {
    return Arrays.stream(stage.params())
        .filter(param -> !isColumn(param) && !WIRING.contains(param.name()))
        .flatMap(param -> describe(stage, param, texts).stream())
        .sorted(Comparator.comparing(ClassPathCatalogue.Param::name))
        .toList();
  }

  /** Returns the names of all params of a stage in alphabetic order. */
  public static List<String> names(Params stage) {
    return Arrays.stream(stage.params()).map(Param::name).sorted().toList();
  }

  /**
   * Returns the type of any param, columns included; empty if a setting cannot express a value of
   * its type.
   */
  public static Optional<ParamType> settable(Params stage, String name) {
    Param<?> param = stage.getParam(name);
    return UNSPEAKABLE.contains(name)
        ? Optional.empty()
        : type(stage, param, param.getClass() == Param.class);
  }

  private static boolean isColumn(Param<?> param) {
    return param.name().endsWith("Col") || param.name().endsWith("Cols");
  }

  private static Optional<ClassPathCatalogue.Param> describe(
      Params stage, Param<?> param, Set<String> texts) {
    Optional<Object> value = ParamValues.current(stage, param);
    return type(stage, param, texts.contains(param.name()))
        .map(type -> new ClassPathCatalogue.Param(param.name(), type, value, param.doc()));
  }

  /**
   * Returns the type of a param; empty for matrices and estimators, which cannot be values of a
   * configuration.
   *
   * @param isText true if a param is a text when its class and value show no type
   */
  private static Optional<ParamType> type(Params stage, Param<?> param, boolean isText) {
    boolean text =
        isText || ParamValues.current(stage, param).filter(String.class::isInstance).isPresent();
    return TYPES.entrySet().stream()
        .filter(type -> type.getKey().isInstance(param))
        .map(Map.Entry::getValue)
        .findFirst()
        .or(() -> text ? Optional.of(ParamType.TEXT) : Optional.empty());
  }

  /**
   * Returns the objection to a value that the param's validator rejects; empty if it accepts the
   * value. MLlib's own message only says that the value is invalid.
   */
  public static Optional<String> verdict(Params stage, String name, Object value) {
    Param<?> param = stage.getParam(name);
    return ParamValues.takes(param, value)
        ? Optional.empty()
        : Optional.of("%s refuses %s; %s: %s".formatted(owner(stage), value, name, param.doc()));
  }

  private static String owner(Params stage) {
    return stage instanceof NeedsLibrary ? stage.getClass().getSimpleName() : "MLlib";
  }

  /**
   * Sets a param by name. Converts an integer to a double and a list to an array where the param
   * needs it.
   */
  public static void set(Params stage, String name, Object value) {
    Param<Object> param = stage.getParam(name);
    stage.set(param, ParamValues.fitting(param, value));
  }

  /**
   * Sets the searched and fixed params of a feature stage.
   *
   * @param name name of the stage
   * @param values values by {@code stage.param}; those of other stages are ignored
   */
  public static void setAll(Params stage, String name, Map<String, Object> values) {
    values.forEach(
        (key, value) -> {
          if (key.startsWith(name + ".")) {
            set(stage, key.substring(name.length() + 1), value);
          }
        });
  }
}
