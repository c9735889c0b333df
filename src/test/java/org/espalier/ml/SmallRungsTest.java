package org.espalier.ml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.ml.classification.NaiveBayes;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.testing.CountingEvaluator;
import org.espalier.testing.CountingEvaluator.Judged;
import org.espalier.testing.StorageTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a rung of few of many rows reads. */
final class SmallRungsTest extends StorageTest {

  private static final int ROWS = 90_000;

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
    tuner.setEvaluator(new CountingEvaluator());
    tuner.setNumFolds(2);
    tuner.setEstimatorParamMaps(
        new ParamGridBuilder().addGrid(learner.smoothing(), new double[] {0.5, 1, 2}).build());
    tuner.setScheduler("halving").setMinResource(ROWS / 6);
    CountingEvaluator.judged();
    tuner.fit(rows());
    List<Judged> judged = CountingEvaluator.judged();
    List<Judged> low = judged.subList(0, 6);
    List<Judged> top = judged.subList(6, judged.size());
    // A third of 45,000, give or take five standard deviations of ranks that are drawn.
    assertThat(low).allMatch(part -> Math.abs(part.rows() - 15_000) < 500, "a third of a fold");
    assertThat(low).allMatch(part -> part.partitions() == 3, "a third of 8 partitions");
    assertThat(top).hasSize(2).allMatch(part -> part.partitions() == 8, "all partitions");
    assertThat(top.stream().mapToLong(Judged::rows).sum()).isEqualTo(ROWS);
  }
}
