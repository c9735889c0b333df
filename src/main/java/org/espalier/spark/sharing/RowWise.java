package org.espalier.spark.sharing;

import java.util.Set;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.Binarizer;
import org.apache.spark.ml.feature.BucketedRandomProjectionLSHModel;
import org.apache.spark.ml.feature.Bucketizer;
import org.apache.spark.ml.feature.ChiSqSelectorModel;
import org.apache.spark.ml.feature.CountVectorizerModel;
import org.apache.spark.ml.feature.DCT;
import org.apache.spark.ml.feature.ElementwiseProduct;
import org.apache.spark.ml.feature.FeatureHasher;
import org.apache.spark.ml.feature.HashingTF;
import org.apache.spark.ml.feature.IDFModel;
import org.apache.spark.ml.feature.ImputerModel;
import org.apache.spark.ml.feature.IndexToString;
import org.apache.spark.ml.feature.Interaction;
import org.apache.spark.ml.feature.MaxAbsScalerModel;
import org.apache.spark.ml.feature.MinHashLSHModel;
import org.apache.spark.ml.feature.MinMaxScalerModel;
import org.apache.spark.ml.feature.NGram;
import org.apache.spark.ml.feature.Normalizer;
import org.apache.spark.ml.feature.OneHotEncoderModel;
import org.apache.spark.ml.feature.PCAModel;
import org.apache.spark.ml.feature.PolynomialExpansion;
import org.apache.spark.ml.feature.RegexTokenizer;
import org.apache.spark.ml.feature.RobustScalerModel;
import org.apache.spark.ml.feature.StandardScalerModel;
import org.apache.spark.ml.feature.StopWordsRemover;
import org.apache.spark.ml.feature.StringIndexerModel;
import org.apache.spark.ml.feature.Tokenizer;
import org.apache.spark.ml.feature.UnivariateFeatureSelectorModel;
import org.apache.spark.ml.feature.VarianceThresholdSelectorModel;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.feature.VectorIndexerModel;
import org.apache.spark.ml.feature.VectorSizeHint;
import org.apache.spark.ml.feature.VectorSlicer;
import org.apache.spark.ml.feature.Word2VecModel;

/**
 * MLlib's transformers that treat each row by itself, so that what they give of a row does not
 * depend on the fold. Exactly these classes: of any other, a subclass too, nothing is known.
 */
final class RowWise {

  private static final Set<Class<? extends Transformer>> CLASSES =
      Set.of(
          Binarizer.class,
          BucketedRandomProjectionLSHModel.class,
          Bucketizer.class,
          ChiSqSelectorModel.class,
          CountVectorizerModel.class,
          DCT.class,
          ElementwiseProduct.class,
          FeatureHasher.class,
          HashingTF.class,
          IDFModel.class,
          ImputerModel.class,
          IndexToString.class,
          Interaction.class,
          MaxAbsScalerModel.class,
          MinHashLSHModel.class,
          MinMaxScalerModel.class,
          NGram.class,
          Normalizer.class,
          OneHotEncoderModel.class,
          PCAModel.class,
          PolynomialExpansion.class,
          RegexTokenizer.class,
          RobustScalerModel.class,
          StandardScalerModel.class,
          StopWordsRemover.class,
          StringIndexerModel.class,
          Tokenizer.class,
          UnivariateFeatureSelectorModel.class,
          VarianceThresholdSelectorModel.class,
          VectorAssembler.class,
          VectorIndexerModel.class,
          VectorSizeHint.class,
          VectorSlicer.class,
          Word2VecModel.class);

  private RowWise() {}

  static boolean is(PipelineStage stage) {
    return CLASSES.stream().anyMatch(stage.getClass()::equals);
  }
}
