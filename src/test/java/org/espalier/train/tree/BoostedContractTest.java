package org.espalier.train.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.apache.spark.ml.classification.GBTClassificationModel;
import org.apache.spark.ml.classification.GBTClassifier;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.regression.GBTRegressionModel;
import org.apache.spark.ml.regression.GBTRegressor;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.testing.SparkTest;
import org.espalier.train.StopRequest;
import org.espalier.train.tree.RandomTable.Weights;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Gradient boosted trees against MLlib's own fits of the same rows. */
final class BoostedContractTest extends SparkTest {

  private static final int[] MIXED = {0, 0, 3, 0, 2, 0, 0, 9};

  private static final StopRequest NEVER = () -> false;

  private static final BoostedTrainer TRAINER = new BoostedTrainer(MllibTrees.order(), NEVER);

  static final String REGRESSION = "boosted trees, regression";

  static final String CLASSIFICATION = "boosted trees, classification";

  static final RandomTable NUMBERS = new RandomTable(31, 300, MIXED, 0, 4, Weights.NONE);

  static final RandomTable CLASSES = new RandomTable(32, 300, MIXED, 2, 4, Weights.WHOLE);

  static GBTRegressionModel regressor(Dataset<Row> frame) {
    return new GBTRegressor().setMaxIter(4).setMaxDepth(3).setStepSize(0.3).setSeed(7).fit(frame);
  }

  static BoostedModel regression(BoostedTrainer trainer) throws InterruptedException {
    TreeParams params = TreeParamsBuilder.tree(Impurity.VARIANCE).maxDepth(3).seed(7).build();
    Binning bins = new Binning(NUMBERS.rows(), params.maxBins(), params.seed(), NEVER);
    return trainer.train(bins, params, BoostedTrainer.Loss.SQUARED, 4, 0.3);
  }

  static GBTClassificationModel classifier(Dataset<Row> frame) {
    return new GBTClassifier()
        .setMaxIter(3)
        .setMaxDepth(3)
        .setSubsamplingRate(0.7)
        .setFeatureSubsetStrategy("0.5")
        .setWeightCol("weight")
        .setSeed(-9)
        .fit(frame);
  }

  static BoostedModel classification(BoostedTrainer trainer) throws InterruptedException {
    TreeParams params =
        TreeParamsBuilder.tree(Impurity.VARIANCE)
            .maxDepth(3)
            .subsamplingRate(0.7)
            .featureSubsetStrategy("0.5")
            .seed(-9)
            .build();
    TrainingRows rows =
        new TrainingRowsBuilder(CLASSES.ranks(), CLASSES.labels, 0)
            .starts(CLASSES.starts)
            .arities(CLASSES.arities)
            .weights(CLASSES.weights)
            .build(NEVER);
    Binning bins = new Binning(rows, params.maxBins(), params.seed(), NEVER);
    return trainer.train(bins, params, BoostedTrainer.Loss.LOGISTIC, 3, 0.1);
  }

  @Test
  @Tag("slow")
  void regression_trees_are_mllibs() throws InterruptedException {
    Dataset<Row> frame = MllibTrees.frame(NUMBERS, spark());
    GBTRegressionModel theirs = regressor(frame);
    BoostedModel ours = regression(TRAINER);
    MllibTrees.assertSame(ours.trees(), MllibTrees.roots(theirs));
    List<Row> predicted = theirs.transform(frame).select("prediction").collectAsList();
    double[] margins = ours.staged(NUMBERS.scoring(), NEVER)[ours.trees().size() - 1];
    for (int row = 0; row < margins.length; row++) {
      assertThat(margins[row]).isCloseTo(predicted.get(row).getDouble(0), within(1e-12));
    }
  }

  @Test
  @Tag("slow")
  void classification_trees_of_drawn_rows_and_columns_are_mllibs() throws InterruptedException {
    Dataset<Row> frame = MllibTrees.frame(CLASSES, spark());
    GBTClassificationModel theirs = classifier(frame);
    BoostedModel ours = classification(TRAINER);
    MllibTrees.assertSame(ours.trees(), MllibTrees.roots(theirs));
    List<Row> predicted = theirs.transform(frame).select("probability").collectAsList();
    double[] margins = ours.staged(CLASSES.scoring(), NEVER)[ours.trees().size() - 1];
    for (int row = 0; row < margins.length; row++) {
      assertThat(BoostedModel.probability(margins[row]))
          .isCloseTo(predicted.get(row).<Vector>getAs(0).apply(1), within(1e-12));
    }
  }
}
