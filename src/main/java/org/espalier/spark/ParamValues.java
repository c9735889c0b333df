package org.espalier.spark;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleArrayParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.FloatParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamPair;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.FloatParameter;
import org.espalier.space.IntParameter;
import org.espalier.space.Parameter;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.collection.Iterator;

/** Conversion between values of MLlib's params and values of configurations. */
public final class ParamValues {

  private ParamValues() {}

  /** Pairs of a map, in no order. */
  public static List<ParamPair<?>> pairs(ParamMap map) {
    List<ParamPair<?>> pairs = new ArrayList<>();
    Iterator<ParamPair<?>> iterator = map.toSeq().iterator();
    while (iterator.hasNext()) {
      pairs.add(iterator.next());
    }
    return pairs;
  }

  /** Elements of an array of any type. */
  public static List<@Nullable Object> elements(Object array) {
    List<@Nullable Object> elements = new ArrayList<>();
    for (int i = 0; i < Array.getLength(array); i++) {
      elements.add(Array.get(array, i));
    }
    return elements;
  }

  /**
   * A value and all that it holds, outer ones before inner ones: values of a stage's params, in the
   * order of their names, and elements of arrays. Null is left out, and so is a stage within
   * itself.
   */
  public static Stream<Object> within(@Nullable Object value) {
    return within(value, List.of());
  }

  private static Stream<Object> within(@Nullable Object value, List<Params> around) {
    List<@Nullable Object> inner = new ArrayList<>();
    List<Params> inside = new ArrayList<>(around);
    if (value instanceof Params stage) {
      if (around.stream().anyMatch(outer -> outer == stage)) {
        return Stream.empty();
      }
      inside.add(stage);
      Arrays.stream(stage.params())
          .filter(stage::isDefined)
          .forEach(param -> inner.add(stage.getOrDefault(param)));
    } else if (value instanceof Object[] array) {
      inner.addAll(Arrays.asList(array));
    }
    return Stream.concat(
        Stream.ofNullable(value), inner.stream().flatMap(one -> within(one, inside)));
  }

  /** A stage and all stages that its params hold, outer ones before inner ones. */
  public static Stream<Params> stages(Params stage) {
    return within(stage).filter(Params.class::isInstance).map(Params.class::cast);
  }

  /** Texts among the params of a stage, and of all stages that they hold. */
  public static Stream<String> texts(Params stage) {
    return within(stage).filter(String.class::isInstance).map(String.class::cast);
  }

  /**
   * The value that a stage has now, set or by default, as a configuration holds it; empty for a
   * param without one, and for null, which some of XGBoost's params have.
   */
  public static Optional<Object> current(Params stage, Param<?> param) {
    Option<?> set = stage.get(param);
    Option<?> value = set.isDefined() ? set : stage.getDefault(param);
    return Optional.ofNullable(value.isDefined() ? value.get() : null).map(ParamValues::plain);
  }

  /** A value as a configuration holds it: an array is a list, a float a double of the same text. */
  public static Object plain(Object value) {
    if (value instanceof Float real) {
      return Double.valueOf(real.toString());
    }
    return value.getClass().isArray() ? elements(value) : value;
  }

  /** Whole numbers of a text as real ones, where the param takes these. */
  public static Parameter typed(Param<?> param, Parameter values) {
    boolean real = param instanceof DoubleParam || param instanceof FloatParam;
    return real && values instanceof IntParameter whole
        ? new FloatParameter(
            whole.name(), whole.low(), whole.high(), whole.scale(), whole.step(), whole.points())
        : values;
  }

  /**
   * A value of a configuration as one of a param's own type.
   *
   * @throws ClassCastException or ArrayStoreException if the param does not take it
   */
  public static Object fitting(Param<?> param, Object value) {
    if (value instanceof List<?> list) {
      return array(param, list);
    }
    if (!(value instanceof Number number)) {
      return value;
    }
    if (param instanceof DoubleParam) {
      return number.doubleValue();
    }
    if (param instanceof FloatParam) {
      return number.floatValue();
    }
    boolean whole = !(number instanceof Double);
    return param instanceof LongParam && whole ? (Object) number.longValue() : value;
  }

  /** Puts a value of a configuration into a map. */
  public static void put(ParamMap map, Param<?> param, Object value) {
    @SuppressWarnings("unchecked") // fitting has made it of the param's type, or the param refuses
    Param<Object> untyped = (Param<Object>) param;
    map.put(untyped, fitting(param, value));
  }

  /** True if a value of a configuration is of a param's type, and its validator takes it. */
  public static boolean takes(Param<?> param, Object value) {
    boolean wholeWanted = param instanceof IntParam || param instanceof LongParam;
    if (wholeWanted && !(value instanceof Integer || value instanceof Long)) {
      return false;
    }
    if (param instanceof BooleanParam && !(value instanceof Boolean)) {
      return false; // Spark's own validator accepts anything
    }
    try {
      put(new ParamMap(), param, value);
      return true;
    } catch (RuntimeException refused) { // a validator of the user's own may throw anything
      return false;
    }
  }

  /**
   * Refuses values that a param would refuse: its validator is asked about every choice and both
   * ends of a range.
   *
   * @param where beginning of the message
   * @throws IllegalArgumentException naming the value
   */
  public static void requireTaken(String where, Param<?> param, Parameter values) {
    List<Object> asked =
        values instanceof FloatParameter real
            ? List.of(real.low(), real.high())
            : values instanceof IntParameter whole
                ? List.of(whole.low(), whole.high())
                : values instanceof ChoiceParameter choice ? choice.choices() : values.grid();
    for (Object value : asked) {
      if (!takes(param, value)) {
        throw refused(where, value, param.doc());
      }
    }
  }

  /** Refusal of a value by a param. */
  public static IllegalArgumentException refused(
      String where, Object value, @Nullable String right) {
    return new IllegalArgumentException(
        "%s: does not take %s; %s"
            .formatted(
                where,
                value,
                Objects.requireNonNullElse(right, "give a value that its validator takes")));
  }

  /** True if a list in a configuration becomes the array that a param is of. */
  public static boolean takesArrays(Param<?> param) {
    return param instanceof DoubleArrayParam
        || param instanceof IntArrayParam
        || param instanceof StringArrayParam;
  }

  private static Object array(Param<?> param, List<?> list) {
    if (param instanceof DoubleArrayParam) {
      return list.stream().mapToDouble(one -> ((Number) one).doubleValue()).toArray();
    }
    if (param instanceof IntArrayParam) {
      return list.stream().mapToInt(ParamValues::whole).toArray();
    }
    return param instanceof StringArrayParam ? list.toArray(String[]::new) : list;
  }

  private static int whole(Object value) {
    return value instanceof Long number ? Math.toIntExact(number) : (Integer) value;
  }
}
