package org.espalier.ml;

import java.util.List;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.FloatParameter;
import org.espalier.space.IntParameter;
import org.espalier.space.Parameter;
import org.espalier.spark.ParamValues;

/** Values of a space that params take. */
final class StageValues {

  private StageValues() {}

  /** A map of a param with a value, turned into one of the param's own type. */
  static void put(ParamMap map, Param<?> param, Object value) {
    @SuppressWarnings("unchecked") // fitting has made it of the param's type, or the param refuses
    Param<Object> untyped = (Param<Object>) param;
    map.put(untyped, ParamValues.fitting(param, value));
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
