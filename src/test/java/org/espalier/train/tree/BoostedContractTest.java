package org.espalier.train.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.classification.GBTClassificationModel;
import org.apache.spark.ml.classification.GBTClassifier;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.regression.DecisionTreeRegressionModel;
import org.apache.spark.ml.regression.GBTRegressionModel;
import org.apache.spark.ml.regression.GBTRegressor;
import org.apache.spark.ml.tree.Node;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.testing.SparkTest;
import org.espalier.train.Stop;
import org.espalier.train.tree.RandomTable.Weights;
import org.junit.jupiter.api.Test;

/** Gradient boosted trees against MLlib's own fits of the same rows. */
final class BoostedContractTest extends SparkTest {

  private static final int[] MIXED = {0, 0, 3, 0, 2, 0, 0, 9};

  private static final Stop NEVER = () -> false;

  private static final BoostedTrainer TRAINER = new BoostedTrainer(MllibTrees.order(), NEVER);

  @Test
  void regression_trees_are_mllibs() throws InterruptedException {
    RandomTable table = new RandomTable(31, 300, MIXED, 0, 4, Weights.NONE);
    Dataset<Row> frame = MllibTrees.frame(table, spark());
    GBTRegressionModel theirs =
        new GBTRegressor().setMaxIter(4).setMaxDepth(3).setStepSize(0.3).setSeed(7).fit(frame);
    TreeParams params = TreeParamsBuilder.tree(Impurity.VARIANCE).maxDepth(3).seed(7).build();
    Binning bins = new Binning(table.rows(), params.maxBins(), params.seed(), NEVER);
    BoostedModel ours = TRAINER.train(bins, params, BoostedTrainer.Loss.SQUARED, 4, 0.3);
    MllibTrees.assertSame(ours.trees(), roots(theirs.trees()));
    List<Row> predicted = theirs.transform(frame).select("prediction").collectAsList();
    double[] margins = ours.staged(table.scoring(), NEVER)[ours.trees().size() - 1];
    for (int row = 0; row < margins.length; row++) {
      assertThat(margins[row]).isCloseTo(predicted.get(row).getDouble(0), within(1e-12));
    }
  }

  @Test
  void classification_trees_of_drawn_rows_and_columns_are_mllibs() throws InterruptedException {
    RandomTable table = new RandomTable(32, 300, MIXED, 2, 4, Weights.WHOLE);
    Dataset<Row> frame = MllibTrees.frame(table, spark());
    GBTClassificationModel theirs =
        new GBTClassifier()
            .setMaxIter(3)
            .setMaxDepth(3)
            .setSubsamplingRate(0.7)
            .setFeatureSubsetStrategy("0.5")
            .setWeightCol("weight")
            .setSeed(-9)
            .fit(frame);
    TreeParams params =
        TreeParamsBuilder.tree(Impurity.VARIANCE)
            .maxDepth(3)
            .subsamplingRate(0.7)
            .featureSubsetStrategy("0.5")
            .seed(-9)
            .build();
    TrainingRows rows =
        new TrainingRowsBuilder(table.ranks(), table.labels, 0)
            .starts(table.starts)
            .arities(table.arities)
            .weights(table.weights)
            .build(NEVER);
    Binning bins = new Binning(rows, params.maxBins(), params.seed(), NEVER);
    BoostedModel ours = TRAINER.train(bins, params, BoostedTrainer.Loss.LOGISTIC, 3, 0.1);
    MllibTrees.assertSame(ours.trees(), roots(theirs.trees()));
    List<Row> predicted = theirs.transform(frame).select("probability").collectAsList();
    double[] margins = ours.staged(table.scoring(), NEVER)[ours.trees().size() - 1];
    for (int row = 0; row < margins.length; row++) {
      assertThat(BoostedModel.probability(margins[row]))
          .isCloseTo(predicted.get(row).<Vector>getAs(0).apply(1), within(1e-12));
    }
  }

  private static Node[] roots(DecisionTreeRegressionModel[] trees) {
    return Arrays.stream(trees).map(tree -> tree.rootNode()).toArray(Node[]::new);
  }
}
