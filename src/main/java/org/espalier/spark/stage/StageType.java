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
 * Type of a feature stage, by its name in settings: MLlib's stages and Espalier's own by their
 * class name in lower case with dashes, any other by its full class name.
 */
public final class StageType {

  private static final String PACKAGE = "org.apache.spark.ml.feature.";

  /** MLlib's stages, without those whose params cannot be given in settings. */
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

  /** Params without a default that MLlib's stages with such a param need: one of each list. */
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

  /** MLlib's stages in this version of Spark, and Espalier's own, by name. */
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

  /** {@code hashing-tf} of {@code HashingTF}. */
  private static String dashed(String simple) {
    return simple
        .replaceAll("(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-")
        .toLowerCase(Locale.ROOT);
  }

  /** Names of these stages. */
  public static List<String> names() {
    return List.copyOf(BY_NAME.keySet());
  }

  /** Name of a stage: the one in settings, or its class name without the package. */
  public static String nameOf(PipelineStage stage) {
    String simple = stage.getClass().getSimpleName();
    String name = dashed(simple);
    return stage.getClass().getName().equals(BY_NAME.get(name)) ? name : simple;
  }

  /**
   * Lists of params of which a stage lacks a needed one; empty for stages that are not MLlib's.
   *
   * @param given names of params that have a value elsewhere
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

  /** Problem with a type; empty if there is such a stage. */
  public static Optional<String> objection(String type) {
    if (BY_NAME.containsKey(type)) {
      return Optional.empty();
    }
    return ClassByName.isName(type)
        ? ClassByName.objection(type, PipelineStage.class)
        : Optional.of("'%s' is not a feature stage".formatted(type));
  }

  /** Suggestion of a valid type. */
  public static String advice(String type) {
    return ClassByName.isName(type)
        ? "give a class that extends PipelineStage, or a name that describe stages lists"
        : Suggestion.of(type, BY_NAME.keySet());
  }

  /** Fresh stage with its own defaults; its type must be valid. */
  public static PipelineStage create(String type) {
    return ClassByName.create(BY_NAME.getOrDefault(type, type), PipelineStage.class);
  }
}
