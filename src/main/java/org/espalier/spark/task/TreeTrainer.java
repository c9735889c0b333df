package org.espalier.spark.task;

import java.util.List;
import java.util.Locale;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.DecisionTreeClassifier;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.DecisionTreeRegressor;
import org.apache.spark.ml.regression.RandomForestRegressor;
import org.apache.spark.ml.tree.DecisionTreeParams;
import org.apache.spark.ml.tree.RandomForestParams;
import org.apache.spark.sql.Dataset;
import org.espalier.spark.SparkLine;
import org.espalier.train.Stop;
import org.espalier.train.tree.Binning;
import org.espalier.train.tree.ForestModel;
import org.espalier.train.tree.ForestTrainer;
import org.espalier.train.tree.Impurity;
import org.espalier.train.tree.RankedTable;
import org.espalier.train.tree.TrainingRows;
import org.espalier.train.tree.TreeOrder;
import org.espalier.train.tree.TreeParams;

/** Decision trees and random forests of both kinds, node for node MLlib's. */
final class TreeTrainer implements TaskTrainer<ForestModel> {

  /** Values of a table, zeros included, that are ranked in one task. */
  private static final long MOST_VALUES = 1L << 28;

  /** MLlib's own limit where a label column does not declare its classes. */
  private static final int MOST_CLASSES = 100;

  @Override
  public boolean takes(PipelineStage estimator) {
    return isClassifier(estimator)
        || estimator.getClass() == DecisionTreeRegressor.class
        || estimator.getClass() == RandomForestRegressor.class;
  }

  private static boolean isClassifier(PipelineStage estimator) {
    return estimator.getClass() == DecisionTreeClassifier.class
        || estimator.getClass() == RandomForestClassifier.class;
  }

  @Override
  public boolean takes(PipelineStage estimator, CollectedRows rows) {
    boolean fits = (long) rows.columns() * rows.size() <= MOST_VALUES && rows.columns() > 0;
    return fits
        && rows.labels().weighs()
        && hasItsCategories(rows)
        && (!isClassifier(estimator) || hasItsClasses(estimator, rows));
  }

  private static boolean hasItsClasses(PipelineStage estimator, CollectedRows rows) {
    int classes = classes(rows);
    Param<?> thresholds = estimator.getParam("thresholds");
    return rows.labels().all() > 0
        && classes >= rows.labels().all()
        && classes >= 2
        && (rows.declaredClasses() > 0 || classes <= MOST_CLASSES)
        && (!estimator.isDefined(thresholds)
            || ((double[]) estimator.getOrDefault(thresholds)).length == classes);
  }

  private static int classes(CollectedRows rows) {
    return rows.declaredClasses() > 0 ? rows.declaredClasses() : rows.labels().all();
  }

  /** True if every value of a categorical column is one of its categories. */
  private static boolean hasItsCategories(CollectedRows rows) {
    int[] arities = rows.arities();
    for (int i = 0; i < rows.values().length; i++) {
      int arity = arities[rows.indices()[i]];
      double value = rows.values()[i];
      if (arity > 0 && !(value >= 0 && value < arity && value == Math.rint(value))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean isTogether(PipelineStage one, PipelineStage other) {
    return false; // a forest fills a task
  }

  @Override
  public Training<ForestModel> training(List<PipelineStage> estimators) {
    PipelineStage estimator = estimators.get(0);
    return new Forest(isClassifier(estimator), params(estimator));
  }

  private static TreeParams params(PipelineStage estimator) {
    DecisionTreeParams tree = (DecisionTreeParams) estimator;
    Impurity impurity = Impurity.valueOf(text(estimator, "impurity").toUpperCase(Locale.ROOT));
    TreeParams.Builder params;
    if (estimator instanceof RandomForestParams forest) {
      params =
          TreeParams.forest(impurity)
              .numTrees(forest.getNumTrees())
              .subsamplingRate(forest.getSubsamplingRate())
              .bootstrap(forest.getBootstrap())
              .featureSubsetStrategy(forest.getFeatureSubsetStrategy());
    } else {
      params = TreeParams.tree(impurity);
    }
    return params
        .maxDepth(tree.getMaxDepth())
        .maxBins(tree.getMaxBins())
        .minInstancesPerNode(tree.getMinInstancesPerNode())
        .minWeightFractionPerNode(tree.getMinWeightFractionPerNode())
        .minInfoGain(tree.getMinInfoGain())
        .maxMemoryInMB(tree.getMaxMemoryInMB())
        .seed(tree.getSeed())
        .build();
  }

  private static String text(PipelineStage estimator, String name) {
    return String.valueOf(estimator.getOrDefault(estimator.getParam(name)));
  }

  /** One forest or tree. */
  private record Forest(boolean classifies, TreeParams params) implements Training<ForestModel> {

    private record Ranks() {}

    private record Labelled(boolean classifies) {}

    private record Bins(boolean classifies, int maxBins, long seed) {}

    @Override
    public List<ForestModel> on(CollectedRows table) throws Exception {
      Stop stop = Stop.onInterrupt();
      TrainingRows rows = table.derived(new Labelled(classifies), () -> rows(table));
      Binning bins =
          table.derived(
              new Bins(classifies, params.maxBins(), params.seed()),
              () -> Binning.of(rows, params.maxBins(), params.seed(), stop));
      TreeOrder order =
          SparkLine.scalaVersion().startsWith("2.12") ? TreeOrder.SCALA_2_12 : TreeOrder.SCALA_2_13;
      return List.of(new ForestTrainer(order, stop).train(bins, params).model(stop));
    }

    private TrainingRows rows(CollectedRows table) throws Exception {
      RankedTable ranks =
          table.derived(
              new Ranks(),
              () ->
                  RankedTable.of(table.size(), table.columns(), table::column, Stop.onInterrupt()));
      return TrainingRows.of(ranks, table.labels().values(), classifies ? classes(table) : 0)
          .starts(table.partitions())
          .weights(table.weights())
          .arities(table.arities())
          .build(Stop.onInterrupt());
    }
  }

  @Override
  public Model<?> model(Estimator<?> estimator, ForestModel result) {
    Model<?> model =
        new MllibForest(((DecisionTreeParams) estimator), result).model(estimator.uid());
    estimator.copyValues(model, ParamMap.empty());
    return model;
  }

  @Override
  public void summarise(
      Model<?> model, Estimator<?> estimator, ForestModel result, Dataset<?> training) {
    if (estimator instanceof RandomForestClassifier classifier) {
      ForestSummary.attach(model, classifier, training);
    }
  }
}
