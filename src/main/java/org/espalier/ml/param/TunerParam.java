package org.espalier.ml.param;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.tuning.TrainValidationSplit;
import org.apache.spark.ml.util.Identifiable;
import org.espalier.metric.Metric;
import org.espalier.spark.SupportedVersions;
import org.espalier.spec.Origins;
import org.espalier.spec.Setting;
import org.espalier.spec.SettingTable;
import org.espalier.spec.SettingValues;
import org.espalier.spec.Suggestion;
import org.espalier.study.EntryPoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.runtime.AbstractFunction1;

/**
 * Factory of params from the {@link SettingTable}. Their validation errors say what is wrong with a
 * value and what would be right; Spark's own params only say that it is invalid.
 */
public final class TunerParam {

  private static final Logger LOG = LoggerFactory.getLogger(TunerParam.class);

  private TunerParam() {}

  /** Objection to a value; empty if there is none. */
  interface Objection extends Function<Object, Optional<String>>, Serializable {}

  private static final class Check<V> extends AbstractFunction1<V, Object> implements Serializable {

    private static final long serialVersionUID = 1;

    private final String where;
    private final Objection objection;

    Check(Identifiable owner, String name, Objection objection) {
      this.where = "%s: %s: ".formatted(StableStageNames.where(owner), name);
      this.objection = objection;
    }

    @Override
    public Object apply(V value) {
      objection
          .apply(value)
          .ifPresent(
              wrong -> {
                throw new IllegalArgumentException(where + wrong);
              });
      return true;
    }
  }

  /**
   * Sets a param.
   *
   * @param <T> type of the tuner
   */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // an interface of params is T's
  public static <T, V> T with(Params tuner, Param<V> param, V value) {
    return (T) tuner.set(param, value);
  }

  public static EntryPoint entryPoint(Params tuner) {
    return tuner instanceof TrainValidationSplit ? EntryPoint.SPLIT : EntryPoint.TUNER;
  }

  /**
   * Sets the defaults of a new tuner.
   *
   * @throws IllegalStateException if this version of Spark has other params
   */
  public static void setDefaults(Params tuner) {
    SupportedVersions.check(LOG::warn);
    tuner.setDefault(tuner.getParam("startPoints"), List.of());
    tuner.setDefault(tuner.getParam("then"), List.of());
    SettingValues.typedUsual(entryPoint(tuner))
        .forEach((name, usual) -> tuner.setDefault(tuner.getParam(name), usual));
  }

  /** Values of the table's params that are set. */
  public static SettingValues values(Params tuner) {
    return SettingValues.ofTyped(
        entryPoint(tuner),
        name -> Optional.of(tuner.getParam(name)).filter(tuner::isSet).map(tuner::getOrDefault));
  }

  /** Values of all params of the table, including those of Spark's that the tuner has. */
  public static SettingValues effective(Params tuner) {
    EntryPoint entryPoint = entryPoint(tuner);
    Map<String, Object> all = new LinkedHashMap<>(values(tuner).effective().values());
    for (Setting setting : SettingTable.of(entryPoint)) {
      if (setting.isSparks(entryPoint) && setting.type(entryPoint).isScalar()) {
        Param<?> param = tuner.getParam(setting.name(entryPoint));
        Object typed = tuner.isDefined(param) ? tuner.getOrDefault(param) : "";
        all.remove(setting.name());
        if (!typed.equals("")) {
          all.put(setting.name(), setting.ofTyped(entryPoint, typed));
        }
      }
    }
    return new SettingValues(entryPoint, all);
  }

  /** Names of a tuner and its params in messages. */
  public static Origins origins(Params tuner) {
    Map<String, String> names = SettingTable.names(entryPoint(tuner));
    names.put("folds", "numFolds");
    return new Origins(StableStageNames.where(tuner), Map.of(), names);
  }

  private static String doc(Params owner, String name) {
    return SettingTable.get(name).typedText(entryPoint(owner));
  }

  private static <V> Check<V> check(Params owner, String name) {
    EntryPoint entryPoint = entryPoint(owner);
    return new Check<>(
        owner, name, value -> SettingTable.get(name).typedProblem(entryPoint, value));
  }

  public static Param<String> text(Params owner, String name) {
    return new Param<>(owner.uid(), name, doc(owner, name), check(owner, name));
  }

  public static Param<String> size(Params owner, String name) {
    return new SizeParam(owner, name, doc(owner, name), check(owner, name));
  }

  public static IntParam whole(Params owner, String name) {
    return new IntParam(owner.uid(), name, doc(owner, name), check(owner, name));
  }

  public static LongParam longWhole(Params owner, String name) {
    return new LongParam(owner.uid(), name, doc(owner, name), check(owner, name));
  }

  public static DoubleParam number(Params owner, String name) {
    return new DoubleParam(owner.uid(), name, doc(owner, name), check(owner, name));
  }

  public static BooleanParam truth(Params owner, String name) {
    return new BooleanParam(owner.uid(), name, doc(owner, name));
  }

  /** Validator of values to which there is no objection. */
  static <V> AbstractFunction1<V, Object> objecting(
      Identifiable owner, String name, Objection objection) {
    return new Check<>(owner, name, objection);
  }

  /** Validator of any value but null. */
  static <V> AbstractFunction1<V, Object> present(Identifiable owner, String name) {
    return new Check<>(
        owner, name, value -> value == null ? Optional.of("is null") : Optional.empty());
  }

  /** Name of a metric, {@code ndcg-at-5} and the like included. */
  public static Param<String> metric(Identifiable owner, String name) {
    Objection unknown =
        value ->
            Metric.of(String.valueOf(value))
                    .filter(metric -> metric.family() != Metric.Family.EVALUATOR)
                    .isPresent()
                ? Optional.empty()
                : Optional.of(unknownMetric(String.valueOf(value)));
    String doc = "metric: " + String.join(" | ", Metric.keys());
    return new Param<>(owner.uid(), name, doc, new Check<>(owner, name, unknown));
  }

  private static String unknownMetric(String value) {
    String meant =
        Suggestion.metric(value)
            .map("did you mean '%s'?"::formatted)
            .orElseGet(() -> Suggestion.of(value, Metric.keys()));
    return "'%s' is not known; %s".formatted(value, meant);
  }
}
