package org.espalier.spark.pipeline;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.PipelineStage;
import org.espalier.plan.Suggestion;

/**
 * Feature stages by the names they have in settings: MLlib's own by the name of their class with
 * dashes, any other by the name of its class.
 */
final class StageType {

  private static final String PACKAGE = "org.apache.spark.ml.feature.";

  /** MLlib's, but those whose params no setting can give. */
  private static final List<String> CLASSES =
      List.of(
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
          "Word2Vec");

  private static final Map<String, String> BY_NAME = byName();

  private StageType() {}

  /** Of this version of Spark. */
  private static Map<String, String> byName() {
    Map<String, String> byName = new LinkedHashMap<>();
    for (String simple : CLASSES) {
      if (ClassByName.objection(PACKAGE + simple, PipelineStage.class).isEmpty()) {
        byName.put(dashed(simple), PACKAGE + simple);
      }
    }
    return byName;
  }

  /** {@code hashing-tf} of {@code HashingTF}. */
  private static String dashed(String simple) {
    return simple
        .replaceAll("(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-")
        .toLowerCase(Locale.ROOT);
  }

  /** The names of MLlib's. */
  static List<String> names() {
    return List.copyOf(BY_NAME.keySet());
  }

  /** The name of a stage: the one in settings, or that of its class without the package. */
  static String nameOf(PipelineStage stage) {
    String type = stage.getClass().getName();
    return BY_NAME.entrySet().stream()
        .filter(known -> known.getValue().equals(type))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(stage.getClass().getSimpleName());
  }

  /** What is wrong with a type; empty if there is such a stage. */
  static Optional<String> objection(String type) {
    if (BY_NAME.containsKey(type)) {
      return Optional.empty();
    }
    return ClassByName.isName(type)
        ? ClassByName.objection(type, PipelineStage.class)
        : Optional.of("'%s' is not a feature stage".formatted(type));
  }

  /** What would be right instead of a type. */
  static String advice(String type) {
    return ClassByName.isName(type)
        ? "a class that extends PipelineStage, or a name that describe stages lists"
        : Suggestion.of(type, BY_NAME.keySet());
  }

  /** A fresh stage with its own defaults, of a type to which there is no objection. */
  static PipelineStage create(String type) {
    return ClassByName.create(BY_NAME.getOrDefault(type, type), PipelineStage.class);
  }
}
