package org.espalier.spark.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.FitStart;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.ml.Tuner;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Test;

final class StageEventsTest extends SparkTest {

  /** A listener that is taken for Espalier's own, by its package. */
  private static final class Own extends SparkListener {
    private final List<String> fitted = new ArrayList<>();

    @Override
    public synchronized void onOtherEvent(SparkListenerEvent event) {
      if (event instanceof FitStart<?> start) {
        fitted.add(start.estimator().uid());
      }
    }
  }

  @Test
  void open_lineage_reads_no_models() {
    assertThat(StageEvents.mayReadModels("io.openlineage.spark.agent.OpenLineageSparkListener"))
        .isFalse();
    assertThat(StageEvents.mayReadModels("com.example.Models")).isTrue();
  }

  @Test
  void cells_make_no_pipeline_and_no_events_where_no_listener_but_our_own_would_hear_of_them()
      throws Exception {
    SparkContext context = spark().sparkContext();
    assertThat(StageEvents.isHeard(context)).isFalse();
    VectorAssembler assembler =
        new VectorAssembler().setInputCols(new String[] {"x"}).setOutputCol("raw");
    StandardScaler scaler = new StandardScaler().setInputCol("raw").setOutputCol("features");
    LogisticRegression learner = new LogisticRegression().setMaxIter(2);
    Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {assembler, scaler, learner});
    Tuner tuner = new Tuner();
    tuner.setEstimator(pipeline);
    tuner.setEvaluator(new BinaryClassificationEvaluator());
    tuner.setEstimatorParamMaps(
        new ParamGridBuilder().addGrid(learner.regParam(), new double[] {0.1, 1}).build());
    Dataset<Row> rows =
        spark().range(0, 60, 1, 2).selectExpr("CAST(id % 2 AS DOUBLE) AS label", "id / 7 AS x");
    Own listener = new Own();
    context.addSparkListener(listener);
    try {
      tuner.fit(rows);
      context.listenerBus().waitUntilEmpty();
    } finally {
      context.removeSparkListener(listener);
    }
    assertThat(listener.fitted)
        .filteredOn(uid -> List.of(pipeline.uid(), scaler.uid()).contains(uid))
        .as("of the model on all rows")
        .containsExactlyInAnyOrder(pipeline.uid(), scaler.uid());
  }
}
