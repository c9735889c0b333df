package org.espalier.xgboost;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.FloatParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.Identifiable;
import org.espalier.space.ParamSchedule;
import org.espalier.spark.chain.IterationParam;
import org.espalier.spec.Suggestion;
import scala.Function1;
import scala.runtime.AbstractFunction1;

/**
 * Param of XGBoost, a line of the table {@code params.txt}. Spark's params are created from it.
 *
 * @param name name in Spark
 * @param own name in XGBoost; empty if XGBoost does not receive it
 * @param usual default in XGBoost; empty if there is none
 * @param with another param and the values of it that are required for an effect; empty if there is
 *     always an effect
 * @param text description
 */
record XGBoostParam(
    String name, String own, Type type, ParamRange range, String usual, String with, String text) {

  /** Type of the values. */
  enum Type {
    NUMBER,
    SINGLE,
    WHOLE,
    LONG,
    TRUTH,
    TEXT,
    WHOLES,
    TEXTS
  }

  private static final String OBJECTIVE = "objective";

  private static final Map<String, XGBoostParam> ALL = read();

  private static Map<String, XGBoostParam> read() {
    Map<String, XGBoostParam> all = new LinkedHashMap<>();
    try (InputStream in = XGBoostParam.class.getResourceAsStream("params.txt")) {
      new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .map(XGBoostParam::of)
          .forEach(param -> all.put(param.name(), param));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Collections.unmodifiableMap(all);
  }

  private static XGBoostParam of(String line) {
    List<String> cells =
        Arrays.stream(line.split("\\|"))
            .map(String::strip)
            .map(cell -> cell.equals("-") ? "" : cell)
            .toList();
    return new XGBoostParam(
        cells.get(0),
        cells.get(1),
        Type.valueOf(cells.get(2).toUpperCase(Locale.ROOT)),
        ParamRange.of(cells.get(3)),
        cells.get(4),
        cells.get(5),
        cells.get(6));
  }

  /** Returns all params by name, in the order of the table. */
  static Map<String, XGBoostParam> all() {
    return ALL;
  }

  private static XGBoostParam get(String name) {
    return Objects.requireNonNull(ALL.get(name));
  }

  /** Returns the default as a value of Spark's param; empty if there is none. */
  Optional<Object> typedUsual() {
    return usual.isEmpty()
        ? Optional.empty()
        : Optional.of(
            switch (type) {
              case NUMBER -> Double.valueOf(usual);
              case SINGLE -> Float.valueOf(usual);
              case WHOLE -> Integer.valueOf(usual);
              case LONG -> Long.valueOf(usual);
              case TRUTH -> Boolean.valueOf(usual);
              case TEXT, WHOLES, TEXTS -> usual;
            });
  }

  private String doc(Params owner) {
    String values = range(owner).toString();
    return values.isEmpty() ? text : "%s: %s".formatted(text, values);
  }

  /**
   * Returns the range of the param for a stage: classifiers and regressors have different
   * objectives.
   */
  private ParamRange range(Params owner) {
    return name.equals(OBJECTIVE) ? ParamRange.ofNames(BoostingObjective.names(owner)) : range;
  }

  /** Validator whose message contains a remedy. */
  private static final class Check<V> extends AbstractFunction1<V, Object> implements Serializable {

    private static final long serialVersionUID = 1;

    private final String where;
    private final ParamRange range;
    private final boolean isSchedule;

    Check(Params owner, XGBoostParam param) {
      this.where = "%s: %s".formatted(owner.getClass().getSimpleName(), param.name());
      this.range = param.range(owner);
      this.isSchedule = param.name().equals(ParamSchedule.PARAM);
    }

    @Override
    public Object apply(V value) {
      (isSchedule ? EarlierParams.problem(String.valueOf(value)) : range.problem(value))
          .ifPresent(
              wrong -> {
                throw new IllegalArgumentException("%s: %s".formatted(where, wrong));
              });
      return true;
    }
  }

  private static <V> Function1<V, Object> check(Params owner, String name) {
    return new Check<>(owner, get(name));
  }

  static DoubleParam number(Params owner, String name) {
    return new DoubleParam(owner.uid(), name, get(name).doc(owner), check(owner, name));
  }

  static FloatParam single(Params owner, String name) {
    return new FloatParam(owner.uid(), name, get(name).doc(owner), check(owner, name));
  }

  static IntParam whole(Params owner, String name) {
    return new IntParam(owner.uid(), name, get(name).doc(owner), check(owner, name));
  }

  static LongParam longWhole(Params owner, String name) {
    return new LongParam(owner.uid(), name, get(name).doc(owner), check(owner, name));
  }

  static BooleanParam truth(Params owner, String name) {
    return new BooleanParam(owner.uid(), name, get(name).doc(owner));
  }

  static Param<String> text(Params owner, String name) {
    return new Param<>(owner.uid(), name, get(name).doc(owner), check(owner, name));
  }

  static IntArrayParam wholes(Params owner, String name) {
    return new IntArrayParam(owner, name, get(name).doc(owner), check(owner, name));
  }

  static StringArrayParam texts(Params owner, String name) {
    return new StringArrayParam(owner, name, get(name).doc(owner), check(owner, name));
  }

  /** Creates a param that names a column, besides those of MLlib's predictors. */
  static Param<String> column(Identifiable owner, String name, String text) {
    return new Param<>(owner.uid(), name, text);
  }

  /**
   * Sets a param.
   *
   * @param <T> type of the stage
   */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // stage is a T
  static <T, V> T with(Params stage, Param<V> param, V value) {
    return (T) stage.set(param, value);
  }

  /**
   * Sets params by their names in Spark or in XGBoost.
   *
   * @param <T> type of the stage
   * @throws IllegalArgumentException for an unknown name
   */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // stage is a T
  static <T> T withAll(Params stage, Map<String, ?> values) {
    values.forEach(
        (name, value) -> {
          Optional<XGBoostParam> known =
              ALL.values().stream()
                  .filter(param -> param.name.equals(name) || param.called().equals(name))
                  .findFirst();
          Param<Object> param =
              stage.hasParam(name) || known.isPresent()
                  ? stage.getParam(known.map(XGBoostParam::name).orElse(name))
                  : null;
          if (param == null) {
            throw new IllegalArgumentException(
                "%s: '%s' is not a param of XGBoost's; %s"
                    .formatted(
                        stage.getClass().getSimpleName(), name, Suggestion.of(name, ALL.keySet())));
          }
          stage.set(param, known.map(one -> one.typed(value)).orElse(value));
        });
    return (T) stage;
  }

  /** Returns the name in XGBoost's native library, or else in its command line; may be empty. */
  String called() {
    return switch (name) {
      case "numRound" -> "num_round";
      case IterationParam.PATIENCE -> "early_stopping_rounds";
      default -> own;
    };
  }

  /** Converts a number to the type of Spark's param. */
  private Object typed(Object value) {
    if (!(value instanceof Number number)) {
      return value;
    }
    return switch (type) {
      case NUMBER -> number.doubleValue();
      case SINGLE -> number.floatValue();
      case WHOLE -> number.intValue();
      case LONG -> number.longValue();
      case TRUTH, TEXT, WHOLES, TEXTS -> value;
    };
  }

  static void setDefaults(Params stage) {
    for (XGBoostParam param : ALL.values()) {
      param.typedUsual().ifPresent(usual -> stage.setDefault(stage.getParam(param.name()), usual));
    }
  }
}
