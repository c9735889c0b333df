package org.espalier.spark.local.trainer;

import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.BinaryRandomForestClassificationTrainingSummaryImpl;
import org.apache.spark.ml.classification.DecisionTreeClassifier;
import org.apache.spark.ml.classification.RandomForestClassificationModel;
import org.apache.spark.ml.classification.RandomForestClassificationTrainingSummary;
import org.apache.spark.ml.classification.RandomForestClassificationTrainingSummaryImpl;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.regression.DecisionTreeRegressor;
import org.apache.spark.ml.regression.RandomForestRegressor;
import org.apache.spark.ml.tree.DecisionTreeParams;
import org.apache.spark.ml.tree.RandomForestParams;
import org.apache.spark.ml.tree.TreeEnsembleParams;
import org.apache.spark.sql.Dataset;
import org.espalier.spark.collected.FoldRows;
import org.espalier.spark.collected.LabelRange;
import org.espalier.spark.collected.TableSize;
import org.espalier.train.tree.ForestModel;
import org.espalier.train.tree.ForestTrainer;
import org.espalier.train.tree.Impurity;
import org.espalier.train.tree.ScalaTreeOrder;
import org.espalier.train.tree.TreeParams;
import scala.Option;

/** Decision trees and random forests of both kinds, node for node MLlib's. */
public final class TreeTrainer implements TaskTrainer<ForestModel> {

  /** MLlib's own limit where a label column does not declare its classes. */
  private static final int MOST_CLASSES = 100;

  @Override
  public boolean takes(PipelineStage estimator) {
    return isClassifier(estimator)
        || estimator.getClass() == DecisionTreeRegressor.class
        || estimator.getClass() == RandomForestRegressor.class;
  }

  @Override
  public boolean takesPasses() {
    return true;
  }

  static boolean isClassifier(PipelineStage estimator) {
    return estimator.getClass() == DecisionTreeClassifier.class
        || estimator.getClass() == RandomForestClassifier.class;
  }

  @Override
  public boolean takes(PipelineStage estimator, FoldRows rows) {
    return TreeRows.takes(rows.table())
        && classes(estimator, rows.labels(), rows.table().declaredClasses()).isPresent();
  }

  /**
   * Number of classes that a fit learns, 0 for regression; empty if MLlib refuses the labels.
   *
   * @param labels of the training rows
   * @param declared number of classes that the label's column declares; 0 if it does not
   */
  public static OptionalInt classes(PipelineStage estimator, LabelRange labels, int declared) {
    if (!isClassifier(estimator)) {
      return labels.weighs() ? OptionalInt.of(0) : OptionalInt.empty();
    }
    int classes = declared > 0 ? declared : labels.all();
    return labels.weighs()
            && labels.all() > 0
            && classes >= labels.all()
            && classes >= 2
            && (declared > 0 || classes <= MOST_CLASSES)
            && Thresholds.of(estimator).fits(classes)
        ? OptionalInt.of(classes)
        : OptionalInt.empty();
  }

  @Override
  public FormSize form(PipelineStage estimator, TableSize rows) {
    TreeParams params = params(estimator);
    int classes = FormSize.classes(estimator, rows);
    return TreeRows.form(
        estimator,
        rows,
        params,
        classes,
        ForestTrainer.bytes(rows.learned(), rows.columns(), classes, params));
  }

  @Override
  public long nanos(PipelineStage estimator, TableSize rows) {
    return ForestTrainer.nanos(rows.learned(), rows.columns(), params(estimator));
  }

  /** 0, as the deepest forest of a group is grown for all. */
  @Override
  public long added(PipelineStage estimator, TableSize rows) {
    return 0;
  }

  /** True if only depths differ: the deepest forest may contain the others. */
  @Override
  public boolean isTogether(PipelineStage one, PipelineStage other) {
    return one.getClass() == other.getClass()
        && params(one).withDepth(0).equals(params(other).withDepth(0));
  }

  @Override
  public Training<ForestModel> training(List<PipelineStage> estimators) {
    return new ForestTraining(
        estimators.stream().map(TreeTrainer::params).toList(),
        estimators.stream().map(ForestPredictor::of).toList());
  }

  /** Params of any of MLlib's trees; a single tree is a forest of all rows and columns. */
  public static TreeParams params(PipelineStage estimator) {
    DecisionTreeParams tree = (DecisionTreeParams) estimator;
    return new TreeParams(
        impurity(estimator),
        estimator instanceof RandomForestParams forest ? forest.getNumTrees() : 1,
        TreeParams.Splitter.BEST,
        new TreeParams.SplitLimits(
            tree.getMaxDepth(),
            tree.getMinInstancesPerNode(),
            tree.getMinWeightFractionPerNode(),
            tree.getMinInfoGain()),
        tree.getMaxBins(),
        new TreeParams.Bags(
            estimator instanceof TreeEnsembleParams trees ? trees.getSubsamplingRate() : 1,
            estimator instanceof RandomForestParams forest && forest.getBootstrap()),
        estimator instanceof TreeEnsembleParams trees ? trees.getFeatureSubsetStrategy() : "all",
        tree.getMaxMemoryInMB(),
        tree.getSeed());
  }

  /** Predictions of an estimator's model. */
  public static TreePredictions predictions(PipelineStage estimator, ForestModel model) {
    ForestPredictor predictor = ForestPredictor.of(estimator);
    return (rows, labels, stop) -> predictor.predicted(model, rows, labels, stop);
  }

  /** Order in which this Spark line's trees draw. */
  public static ScalaTreeOrder order() {
    return TreeRows.order();
  }

  private static Impurity impurity(PipelineStage estimator) {
    Object name = estimator.getOrDefault(estimator.getParam("impurity"));
    return Impurity.valueOf(String.valueOf(name).toUpperCase(Locale.ROOT));
  }

  @Override
  public Model<?> bare(Estimator<?> estimator, ForestModel result) {
    return MllibForest.model(
        (DecisionTreeParams) estimator, impurity(estimator), result, estimator.uid());
  }

  @Override
  public void summarise(
      Model<?> model, Estimator<?> estimator, ForestModel result, Dataset<?> training) {
    if (model instanceof RandomForestClassificationModel forest) {
      forest.setSummary(Option.apply(summary(forest, estimator, training)));
    }
  }

  private static RandomForestClassificationTrainingSummary summary(
      RandomForestClassificationModel forest, Estimator<?> estimator, Dataset<?> training) {
    SummaryColumns columns = SummaryColumns.of(forest, estimator, training);
    double[] noObjective = {0};
    return forest.numClasses() <= 2
        ? new BinaryRandomForestClassificationTrainingSummaryImpl(
            columns.predictions(),
            columns.score(),
            columns.prediction(),
            columns.label(),
            columns.weight(),
            noObjective)
        : new RandomForestClassificationTrainingSummaryImpl(
            columns.predictions(),
            columns.prediction(),
            columns.label(),
            columns.weight(),
            noObjective);
  }
}
