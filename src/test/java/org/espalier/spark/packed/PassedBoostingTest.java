package org.espalier.spark.packed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.espalier.spark.packed.FoldedTables.mllibs;
import static org.espalier.spark.packed.FoldedTables.nodes;
import static org.espalier.spark.packed.FoldedTables.packed;
import static org.espalier.spark.packed.FoldedTables.rows;

import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.classification.GBTClassifier;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.regression.GBTRegressor;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.metric.CellMetrics;
import org.espalier.metric.Measure;
import org.espalier.metric.Metric;
import org.espalier.spark.local.trainer.BoostedTrees;
import org.espalier.spark.local.trainer.PassTrainer.Candidate;
import org.espalier.testing.SparkTest;
import org.espalier.train.tree.BoostedModel;
import org.espalier.train.tree.RandomTable;
import org.espalier.train.tree.RandomTable.Weights;
import org.junit.jupiter.api.Test;

/** Boosted trees on rows that stay distributed against MLlib's own fits on the same partitions. */
final class PassedBoostingTest extends SparkTest {

  private static final int[] MIXED = {0, 0, 3, 0, 2, 0, 0, 9};

  private static GBTRegressor regressor() {
    return new GBTRegressor().setMaxIter(4).setMaxDepth(3).setStepSize(0.3).setSeed(7);
  }

  private static GBTClassifier classifier() {
    return new GBTClassifier()
        .setMaxIter(3)
        .setMaxDepth(3)
        .setSubsamplingRate(0.7)
        .setFeatureSubsetStrategy("0.5")
        .setWeightCol("weight")
        .setSeed(-9);
  }

  @Test
  void regressions_are_mllibs() throws Exception {
    assertMllibs(
        rows(new RandomTable(31, 400, MIXED, 0, 1, Weights.NONE), 4),
        regressor(),
        Metric.RMSE,
        data -> new RegressionEvaluator().evaluate(data));
  }

  @Test
  void classifiers_of_drawn_rows_and_columns_are_mllibs() throws Exception {
    assertMllibs(
        rows(new RandomTable(32, 400, MIXED, 2, 1, Weights.WHOLE), 4),
        classifier(),
        Metric.AREA_UNDER_ROC,
        data -> new BinaryClassificationEvaluator().setNumBins(0).evaluate(data));
  }

  /** Score of predicted rows. */
  private interface Evaluation {
    double of(Dataset<Row> predicted);
  }

  private static void assertMllibs(
      Dataset<Row> rows, Estimator<?> estimator, Metric metric, Evaluation evaluation)
      throws InterruptedException {
    PackedCodes packed = packed(rows, estimator);
    try {
      BoostedModel ours =
          PassedBoosting.train(packed, List.of(new Candidate(estimator, 1)), i -> true)
              .get(0)
              .orElseThrow();
      Model<?> theirs = mllibs(rows, estimator, 1);
      List<List<String>> nodes = nodes(new BoostedTrees().bare(estimator, ours));
      assertThat(nodes.get(0)).isEqualTo(nodes(theirs).get(0));
      assertThat(nodes).hasSameSizeAs(nodes(theirs));
      double score =
          packed
              .scores(
                  List.of(new PackedTable.Passed(new Candidate(estimator, 1), ours)),
                  new CellMetrics(List.of(Measure.of(metric))),
                  false)
              .get(0)
              .getOrDefault(metric.key(), Double.NaN);
      // Sums of residuals are rounded in the order in which MLlib's tasks end.
      assertThat(score)
          .isCloseTo(evaluation.of(theirs.transform(rows.where("fold = 1"))), within(1e-9));
    } finally {
      packed.free();
    }
  }

  @Test
  void a_candidate_does_not_depend_on_its_batch_and_fewer_iterations_are_a_part_of_more()
      throws Exception {
    GBTRegressor few = regressor().setMaxIter(2);
    PackedCodes packed = packed(rows(new RandomTable(31, 300, MIXED, 0, 1, Weights.NONE), 3), few);
    try {
      List<Candidate> batch =
          List.of(
              new Candidate(regressor(), 0),
              new Candidate(regressor().setMaxDepth(4), 0),
              new Candidate(few, 0),
              new Candidate(few, -1));
      List<Optional<BoostedModel>> trained = PassedBoosting.train(packed, batch, i -> true);
      List<Optional<BoostedModel>> alone =
          PassedBoosting.train(packed, batch.subList(2, 3), i -> true);
      assertThat(nodes(new BoostedTrees().bare(few, trained.get(2).orElseThrow())))
          .isEqualTo(nodes(new BoostedTrees().bare(few, alone.get(0).orElseThrow())))
          .hasSize(2);
    } finally {
      packed.free();
    }
  }
}
