package org.espalier.ml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.spark.ml.classification.NaiveBayes;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.testing.StorageTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a rung of few of many rows reads. */
final class SmallRungsTest extends StorageTest {

  private static final int ROWS = 90_000;

  /** Predictions that were judged: their number and their partitions. */
  private record Judged(long rows, int partitions) {}

  private static final List<Judged> JUDGED = Collections.synchronizedList(new ArrayList<>());

  /** Counts what it judges. */
  private static final class Counting extends Evaluator {
    private final Evaluator accuracy =
        new MulticlassClassificationEvaluator().setMetricName("accuracy");

    @Override
    public double evaluate(Dataset<?> rows) {
      JUDGED.add(new Judged(rows.count(), rows.rdd().getNumPartitions()));
      return accuracy.evaluate(rows);
    }

    @Override
    public Evaluator copy(ParamMap extra) {
      return this;
    }

    @Override
    public String uid() {
      return "counting";
    }
  }

  private static Dataset<Row> rows() {
    return new VectorAssembler()
        .setInputCols(new String[] {"a", "b"})
        .setOutputCol("features")
        .transform(
            spark()
                .range(0, ROWS, 1, 8)
                .selectExpr("CAST(id % 2 AS DOUBLE) AS label", "id % 5 AS a", "id % 7 AS b"));
  }

  @Test
  @Tag("smoke")
  void a_model_of_few_rows_is_validated_on_part_of_a_fold_and_one_of_all_rows_on_all_of_it() {
    NaiveBayes learner = new NaiveBayes();
    Tuner tuner = new Tuner();
    tuner.setEstimator(learner);
    tuner.setEvaluator(new Counting());
    tuner.setNumFolds(2);
    tuner.setEstimatorParamMaps(
        new ParamGridBuilder().addGrid(learner.smoothing(), new double[] {0.5, 1, 2}).build());
    tuner.setScheduler("halving").setMinResource(ROWS / 6);
    JUDGED.clear();
    tuner.fit(rows());
    List<Judged> low = JUDGED.subList(0, 6);
    List<Judged> top = JUDGED.subList(6, JUDGED.size());
    // A third of 45,000, give or take five standard deviations of ranks that are drawn.
    assertThat(low).allMatch(part -> Math.abs(part.rows() - 15_000) < 500, "a third of a fold");
    assertThat(low).allMatch(part -> part.partitions() == 3, "a third of 8 partitions");
    assertThat(top).hasSize(2).allMatch(part -> part.partitions() == 8, "all partitions");
    assertThat(top.stream().mapToLong(Judged::rows).sum()).isEqualTo(ROWS);
  }
}
