package org.espalier.spark.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.Binarizer;
import org.apache.spark.ml.feature.Centred;
import org.apache.spark.ml.feature.SQLTransformer;
import org.junit.jupiter.api.Test;

final class ModelFolderTest {

  private static PipelineModel of(Transformer... stages) {
    return new PipelineModel("pipeline", stages);
  }

  @Test
  void stages_come_with_spark_if_they_lie_in_its_jar_whatever_others_are_called() {
    PipelineModel sparks = of(new SQLTransformer(), of(new Binarizer()));
    assertThat(ModelFolder.isSparks(sparks)).isTrue();
    assertThat(ModelFolder.isSparks(of(sparks, new Centred()))).isFalse();
    assertThat(ModelFolder.isSparks(of(of(new Centred())))).isFalse();
  }
}
