package org.espalier.spark.stage;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.ml.PipelineStage;
import org.espalier.spark.ClassByName;
import org.espalier.spark.sound.SoundFeatures;
import org.espalier.spec.Suggestion;

/**
 * Type of a feature stage, by its name in settings. The name of an MLlib or Espalier stage is its
 * class name in lower case with dashes; any other stage is named by its full class name.
 */
public final class StageType {

  private static final String PACKAGE = "org.apache.spark.ml.feature.";

  /** MLlib's stages, without those whose params cannot be expressed in settings. */
  private static final String[] CLASSES = {
    "Binarizer",
    "BucketedRandomProjectionLSH",
    "Bucketizer",
    "ChiSqSelector",
    "CountVectorizer",
    "DCT",
    "FeatureHasher",
    "HashingTF",
    "IDF",
    "Imputer",
    "IndexToString",
    "Interaction",
    "MaxAbsScaler",
    "MinHashLSH",
    "MinMaxScaler",
    "NGram",
    "Normalizer",
    "OneHotEncoder",
    "PCA",
    "PolynomialExpansion",
    "QuantileDiscretizer",
    "RegexTokenizer",
    "RFormula",
    "RobustScaler",
    "SQLTransformer",
    "StandardScaler",
    "StopWordsRemover",
    "StringIndexer",
    "TargetEncoder",
    "Tokenizer",
    "UnivariateFeatureSelector",
    "VarianceThresholdSelector",
    "VectorAssembler",
    "VectorIndexer",
    "VectorSizeHint",
    "VectorSlicer",
    "Word2Vec"
  };

  private static final Map<String, String> BY_NAME = byName();

  /** Params without a default that a stage with such a param needs, as lists of alternatives. */
  private static final List<List<String>> NEEDED =
      List.of(
          List.of("inputCol", "inputCols"),
          List.of("splits", "splitsArray"),
          List.of("bucketLength"),
          List.of("featureType"),
          List.of("formula"),
          List.of("k"),
          List.of("labelType"),
          List.of("size"),
          List.of("statement"));

  private StageType() {}

  /** Returns the stages of MLlib in this version of Spark, and Espalier's own, by name. */
  private static Map<String, String> byName() {
    Map<String, String> byName = new LinkedHashMap<>();
    for (String simple : CLASSES) {
      if (ClassByName.objection(PACKAGE + simple, PipelineStage.class).isEmpty()) {
        byName.put(dashed(simple), PACKAGE + simple);
      }
    }
    byName.put("sound-features", SoundFeatures.class.getName());
    return byName;
  }

  /** Converts a class name, for example {@code HashingTF} to {@code hashing-tf}. */
  private static String dashed(String simple) {
    return simple
        .replaceAll("(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-")
        .toLowerCase(Locale.ROOT);
  }

  /** Returns the names of the stages of MLlib and Espalier. */
  public static List<String> names() {
    return List.copyOf(BY_NAME.keySet());
  }

  /** Returns the name of a stage: the name in settings, or its class name without the package. */
  public static String nameOf(PipelineStage stage) {
    String simple = stage.getClass().getSimpleName();
    String name = dashed(simple);
    return stage.getClass().getName().equals(BY_NAME.get(name)) ? name : simple;
  }

  /**
   * Returns the alternatives of each needed param for which a stage has no value; empty for a stage
   * that is not MLlib's.
   *
   * @param given names of params that get a value elsewhere
   */
  public static List<List<String>> lacking(PipelineStage stage, Set<String> given) {
    if (!stage.getClass().getName().startsWith(PACKAGE)) {
      return List.of();
    }
    List<List<String>> needed = new ArrayList<>(NEEDED);
    if (given.contains("inputCols")) {
      needed.add(List.of("outputCols"));
    }
    return needed.stream()
        .map(params -> params.stream().filter(stage::hasParam).toList())
        .filter(params -> !params.isEmpty())
        .filter(
            params ->
                params.stream()
                    .noneMatch(
                        name -> given.contains(name) || stage.isDefined(stage.getParam(name))))
        .toList();
  }

  /** Returns the problem of a type; empty if there is such a stage. */
  public static Optional<String> objection(String type) {
    if (BY_NAME.containsKey(type)) {
      return Optional.empty();
    }
    return ClassByName.isName(type)
        ? ClassByName.objection(type, PipelineStage.class)
        : Optional.of("'%s' is not a feature stage".formatted(type));
  }

  /** Returns advice on a valid type. */
  public static String advice(String type) {
    return ClassByName.isName(type)
        ? "give a class that extends PipelineStage, or a name that describe stages lists"
        : Suggestion.of(type, BY_NAME.keySet());
  }

  /**
   * Creates a stage with default params.
   *
   * @param type type without an {@link #objection}
   */
  public static PipelineStage create(String type) {
    return ClassByName.create(BY_NAME.getOrDefault(type, type), PipelineStage.class);
  }
}
