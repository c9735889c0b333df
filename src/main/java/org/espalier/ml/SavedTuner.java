package org.espalier.ml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.SparkSession;
import org.espalier.ml.param.EstimatorsParam;
import org.espalier.ml.param.StableStageNames;
import org.espalier.spark.SparkLine;
import scala.Option;
import scala.Tuple4;
import scala.collection.immutable.List$;

/**
 * Saved form of a tuner, as Spark saves validators: metadata, estimator, evaluator and maps.
 * Further estimators to choose from are in a folder of their own.
 */
final class SavedTuner {

  /** Spark's message about an object of another class. */
  private static final Pattern OTHER = Pattern.compile("but found class name ([\\w.$]+)");

  private static final String FOLDER = "estimators";

  private SavedTuner() {}

  /**
   * Writer of a tuner with all of its estimators.
   *
   * @param plain writer of the tuner with the first of them
   */
  static MLWriter writer(TunerParams<?> tuner, MLWriter plain) {
    Estimator<?>[] all = EstimatorsParam.estimators(tuner).toArray(Estimator<?>[]::new);
    return all.length < 2
        ? plain
        : new MLWriter() {
          @Override
          public void saveImpl(String path) {
            Arrays.stream(all).skip(1).forEach(estimator -> writable(tuner, estimator));
            try {
              plain.session(sparkSession()).save(path);
              for (int i = 1; i < all.length; i++) {
                writable(tuner, all[i]).write().session(sparkSession()).save(folder(path, i));
              }
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        };
  }

  private static String folder(String path, int index) {
    return "%s/%s/%d".formatted(path, FOLDER, index);
  }

  private static MLWritable writable(TunerParams<?> tuner, Estimator<?> estimator) {
    if (estimator instanceof MLWritable writable) {
      return writable;
    }
    throw new UnsupportedOperationException(
        "%s: estimators: %s cannot be saved; use estimators that are MLWritable"
            .formatted(StableStageNames.where(tuner), estimator.uid()));
  }

  /** Estimators after the first. */
  private static List<Estimator<?>> furtherEstimators(String path, SparkSession spark) {
    List<Estimator<?>> others = new ArrayList<>();
    try {
      FileSystem files = new Path(path).getFileSystem(spark.sparkContext().hadoopConfiguration());
      for (int i = 1; files.exists(new Path(folder(path, i))); i++) {
        others.add((Estimator<?>) SparkLine.loadStage(folder(path, i), spark));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return others;
  }

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
    saved._1().getAndSetParams(loaded, Option.apply(unreadParams(loaded, saved._1())));
    List<Estimator<?>> others = furtherEstimators(path, spark);
    if (!others.isEmpty()) {
      others.add(0, saved._2());
      loaded.set(loaded.estimators(), EstimatorsParam.joined(others));
    }
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
          "%s: holds a %s, not a %s; use %s.load"
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

  /** Params that are not read from the metadata, and those that this version does not have. */
  private static scala.collection.immutable.List<String> unreadParams(
      TunerParams<?> tuner, DefaultParamsReader.Metadata metadata) {
    scala.collection.immutable.List<String> none = List$.MODULE$.empty();
    scala.collection.immutable.List<String> apart =
        none.$colon$colon(tuner.estimatorParamMaps().name())
            .$colon$colon(tuner.estimators().name())
            .$colon$colon(tuner.heldOutSource().name());
    for (String name : names(metadata)) {
      apart = tuner.hasParam(name) ? apart : apart.$colon$colon(name);
    }
    return apart;
  }

  /** Names of the params that were saved. */
  private static List<String> names(DefaultParamsReader.Metadata metadata) {
    List<String> names = new ArrayList<>();
    try {
      JsonNode saved = new ObjectMapper().readTree(metadata.metadataJson());
      saved.path("paramMap").fieldNames().forEachRemaining(names::add);
      saved.path("defaultParamMap").fieldNames().forEachRemaining(names::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return names;
  }
}
