package org.espalier.ml;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.VectorAssembler;
import org.espalier.testing.FakeMlflow;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Test;

/** A fit of a tuner that an MLflow server is told of. */
final class TrackedTunerTest extends SparkTest {

  @Test
  void each_map_is_a_run() throws Exception {
    VectorAssembler assembler =
        new VectorAssembler().setInputCols(new String[] {"a", "b", "c"}).setOutputCol("features");
    LogisticRegression learner = new LogisticRegression().setMaxIter(5);
    try (FakeMlflow server = new FakeMlflow()) {
      Tuner tuner = new Tuner().setMlflowUri(server.address()).setMlflowExperiment("maps");
      tuner.setEstimator(new Pipeline().setStages(new PipelineStage[] {assembler, learner}));
      tuner.setEstimatorParamMaps(MapTables.regularised(learner));
      tuner.setEvaluator(new MulticlassClassificationEvaluator().setMetricName("logLoss"));
      TunerModel model = tuner.fit(MapTables.rows(300).select("a", "b", "c", "label"));
      assertThat(server.experiments()).containsExactly("maps");
      assertThat(server.runs()).hasSize(1 + model.avgMetrics().length);
      for (int i = 0; i < model.avgMetrics().length; i++) {
        assertThat(server.run(String.valueOf(i)).metrics())
            .contains("log-loss 0 " + model.avgMetrics()[i]);
      }
    }
  }
}
