package org.espalier.spark.chain;

import java.util.List;
import java.util.Set;
import org.apache.spark.ml.PipelineStage;

/**
 * MLlib's transformers that treat each row by itself, so that what they give of a row does not
 * depend on the fold. Exactly these classes: nothing is known of any other, including subclasses.
 */
public final class RowWise {

  private static final String PACKAGE = "org.apache.spark.ml.feature.";

  private static final Set<String> CLASSES =
      Set.of(
          new String[] {
            "Binarizer",
            "BucketedRandomProjectionLSHModel",
            "Bucketizer",
            "ChiSqSelectorModel",
            "CountVectorizerModel",
            "DCT",
            "ElementwiseProduct",
            "FeatureHasher",
            "HashingTF",
            "IDFModel",
            "ImputerModel",
            "IndexToString",
            "Interaction",
            "MaxAbsScalerModel",
            "MinHashLSHModel",
            "MinMaxScalerModel",
            "NGram",
            "Normalizer",
            "OneHotEncoderModel",
            "PCAModel",
            "PolynomialExpansion",
            "RegexTokenizer",
            "RobustScalerModel",
            "StandardScalerModel",
            "StopWordsRemover",
            "StringIndexerModel",
            "Tokenizer",
            "UnivariateFeatureSelectorModel",
            "VarianceThresholdSelectorModel",
            "VectorAssembler",
            "VectorIndexerModel",
            "VectorSizeHint",
            "VectorSlicer",
            "Word2VecModel"
          });

  private RowWise() {}

  /** Number of stages that treat each row by itself, and come before all others. */
  static int leading(List<? extends PipelineStage> stages) {
    int count = 0;
    while (count < stages.size() && is(stages.get(count))) {
      count++;
    }
    return count;
  }

  /** True for an object of one of the classes. */
  public static boolean is(PipelineStage stage) {
    String name = stage.getClass().getName();
    return name.startsWith(PACKAGE)
        && CLASSES.contains(name.substring(PACKAGE.length()))
        && StepKey.isMllib(stage);
  }
}
