package org.espalier.ml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.testing.Footprint;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Test;

/** A study on a table that the session has searched before. */
final class SecondFitTest extends SparkTest {

  private static final int FOLDS = 3;

  /** Storing the folds, counting their labels, and collecting a partition a slot. */
  private static final int READING = 3;

  /** All maps of a fold in one task, and the model. */
  private static final int FITS = FOLDS + 1;

  private static Tuner tuner() {
    LogisticRegression regression = new LogisticRegression();
    Pipeline pipeline =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  new StringIndexer().setInputCol("c").setOutputCol("index"),
                  new VectorAssembler()
                      .setInputCols(new String[] {"a", "b", "index"})
                      .setOutputCol("features"),
                  regression
                });
    Tuner tuner = new Tuner();
    tuner.setEstimator(pipeline);
    tuner.setEvaluator(new BinaryClassificationEvaluator());
    tuner.setEstimatorParamMaps(
        new ParamGridBuilder()
            .addGrid(regression.regParam(), new double[] {0, 0.1, 1})
            .addGrid(regression.elasticNetParam(), new double[] {0, 1})
            .build());
    tuner.setNumFolds(FOLDS);
    return tuner;
  }

  @Test
  void runs_no_job_but_those_of_reading_and_of_fits() throws Exception {
    Dataset<Row> rows =
        spark()
            .range(0, 4_000, 1, 4)
            .selectExpr(
                "double(id % 2) label",
                "id * 0.5D a", "sin(id) + id % 2 b", "string(pmod(hash(id), 7)) c")
            .cache();
    tuner().fit(rows);
    SparkContext context = spark().sparkContext();
    Footprint before = Footprint.of(context);
    AtomicInteger jobs = new AtomicInteger();
    AtomicInteger stages = new AtomicInteger();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart start) {
            jobs.incrementAndGet();
          }

          @Override
          public void onStageSubmitted(SparkListenerStageSubmitted submitted) {
            stages.incrementAndGet();
          }
        };
    context.addSparkListener(listener);
    try {
      tuner().fit(rows);
      context.listenerBus().waitUntilEmpty();
    } finally {
      context.removeSparkListener(listener);
    }
    assertThat(jobs).hasValue(READING + FITS);
    assertThat(stages).hasValue(READING + FITS);
    assertThat(before.left(context)).isEmpty();
    rows.unpersist();
  }
}
