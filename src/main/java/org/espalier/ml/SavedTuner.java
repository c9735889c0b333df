package org.espalier.ml;

import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.sql.SparkSession;
import org.espalier.spark.SparkLine;
import scala.Option;
import scala.Tuple4;
import scala.collection.immutable.List;
import scala.collection.immutable.List$;

/** Saved form of a tuner, as Spark saves validators: metadata, estimator, evaluator and maps. */
final class SavedTuner {

  /** Spark's message about an object of another class. */
  private static final Pattern OTHER = Pattern.compile("but found class name ([\\w.$]+)");

  private SavedTuner() {}

  static <T extends TunerParams<T>> T load(
      String path, SparkSession spark, Class<T> type, Function<String, T> tuner) {
    Tuple4<DefaultParamsReader.Metadata, Estimator<?>, Evaluator, ParamMap[]> saved =
        saved(path, spark, type.getName());
    T loaded = tuner.apply(saved._1().uid());
    loaded.set(loaded.estimator(), saved._2());
    loaded.set(loaded.evaluator(), saved._3());
    if (saved._4().length > 0) {
      loaded.set(loaded.estimatorParamMaps(), saved._4());
    }
    saved._1().getAndSetParams(loaded, Option.apply(mapsOnly(loaded)));
    clearDefaults(loaded);
    return loaded;
  }

  private static Tuple4<DefaultParamsReader.Metadata, Estimator<?>, Evaluator, ParamMap[]> saved(
      String path, SparkSession spark, String type) {
    try {
      return SparkLine.loadValidator(path, spark, type);
    } catch (IllegalArgumentException e) {
      Matcher other = OTHER.matcher(String.valueOf(e.getMessage()));
      if (!other.find()) {
        throw e;
      }
      throw new IllegalArgumentException(
          "%s: holds a %s, and no %s; %s.load reads it"
              .formatted(path, other.group(1), type, simple(other.group(1))),
          e);
    }
  }

  private static String simple(String type) {
    return type.substring(type.lastIndexOf('.') + 1);
  }

  /**
   * Clears values that equal defaults. Spark saves a validator's defaults as if they had been set,
   * but {@code parallelism} unset means auto, and a sampler needs a space.
   */
  private static void clearDefaults(TunerParams<?> tuner) {
    for (Param<?> param : tuner.params()) {
      if (tuner.isSet(param)
          && tuner.hasDefault(param)
          && Objects.equals(tuner.getOrDefault(param), tuner.getDefault(param).get())) {
        tuner.clear(param);
      }
    }
  }

  /** The param of maps, which was read already. */
  private static List<String> mapsOnly(TunerParams<?> tuner) {
    List<String> none = List$.MODULE$.empty();
    return none.$colon$colon(tuner.estimatorParamMaps().name());
  }
}
