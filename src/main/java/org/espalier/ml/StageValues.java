package org.espalier.ml;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.param.DoubleArrayParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.FloatParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.FloatParameter;
import org.espalier.space.IntParameter;
import org.espalier.space.Parameter;
import scala.Option;

/** Conversion between values of params and values of configurations. */
final class StageValues {

  private StageValues() {}

  /** A value as a configuration holds it: an array is a list. */
  static Object plain(Object value) {
    if (value instanceof Float real) {
      return Double.valueOf(real.toString());
    }
    if (!value.getClass().isArray()) {
      return value;
    }
    List<Object> list = new ArrayList<>();
    for (int i = 0; i < Array.getLength(value); i++) {
      list.add(Array.get(value, i));
    }
    return List.copyOf(list);
  }

  /** The value that a stage has now, set or by default; empty if there is none. */
  static Optional<Object> current(Params stage, Param<?> param) {
    Option<?> set = stage.get(param);
    Option<?> value = set.isDefined() ? set : stage.getDefault(param);
    return value.isDefined() ? Optional.of(plain(value.get())) : Optional.empty();
  }

  /** A map of a param with a value, turned into one of the param's own type. */
  static void put(ParamMap map, Param<?> param, Object value) {
    @SuppressWarnings("unchecked") // fitting has made it of the param's type, or the param refuses
    Param<Object> untyped = (Param<Object>) param;
    map.put(untyped, fitting(param, value));
  }

  private static Object fitting(Param<?> param, Object value) {
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

  private static Object array(Param<?> param, List<?> list) {
    if (param instanceof DoubleArrayParam) {
      return list.stream().mapToDouble(one -> ((Number) one).doubleValue()).toArray();
    }
    if (param instanceof IntArrayParam) {
      return list.stream().mapToInt(one -> (Integer) one).toArray();
    }
    return param instanceof StringArrayParam ? list.toArray(String[]::new) : list;
  }

  /**
   * Refuses what a param would refuse: its validator is asked about every choice and both ends of a
   * range.
   *
   * @throws IllegalArgumentException naming the param and the value
   */
  static void requireAccepted(Param<?> param, Parameter values) {
    List<Object> asked =
        values instanceof FloatParameter real
            ? List.of(real.low(), real.high())
            : values instanceof IntParameter whole
                ? List.of(whole.low(), whole.high())
                : values instanceof ChoiceParameter choice ? choice.choices() : values.grid();
    for (Object value : asked) {
      if (!accepts(param, value)) {
        throw new IllegalArgumentException(
            "%s.%s: does not take %s; %s"
                .formatted(param.parent(), param.name(), value, param.doc()));
      }
    }
  }

  private static boolean accepts(Param<?> param, Object value) {
    boolean wholeWanted = param instanceof IntParam || param instanceof LongParam;
    if (wholeWanted && !(value instanceof Integer || value instanceof Long)) {
      return false;
    }
    try {
      put(new ParamMap(), param, value);
      return true;
    } catch (IllegalArgumentException | ClassCastException | ArrayStoreException refused) {
      return false;
    }
  }
}
