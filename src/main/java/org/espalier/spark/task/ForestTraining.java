package org.espalier.spark.task;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.espalier.metric.PredictedRows;
import org.espalier.spark.SparkLine;
import org.espalier.train.Stop;
import org.espalier.train.tree.Binning;
import org.espalier.train.tree.ForestModel;
import org.espalier.train.tree.ForestTrainer;
import org.espalier.train.tree.GrownForest;
import org.espalier.train.tree.RankedTable;
import org.espalier.train.tree.ScoringRows;
import org.espalier.train.tree.TrainingRows;
import org.espalier.train.tree.TreeOrder;
import org.espalier.train.tree.TreeParams;

/**
 * Training of trees or forests that differ in depth alone: one is grown, and the others are cut out
 * of it where they are contained.
 *
 * @param candidates params of each
 * @param thresholds of each classifier; none for regression
 * @param oneTree whether the classifiers are single trees, whose raw predictions are weights
 */
record ForestTraining(List<TreeParams> candidates, List<Thresholds> thresholds, boolean oneTree)
    implements TaskTrainer.Training<ForestModel> {

  private record Ranks() {}

  private record Labelled(boolean classifies) {}

  private record Bins(boolean classifies, int maxBins, long seed) {}

  private record Scored() {}

  private boolean classifies() {
    return !thresholds.isEmpty();
  }

  @Override
  public void on(FoldRows fold, TaskTrainer.Trained<ForestModel> trained) throws Exception {
    Stop stop = Stop.onInterrupt();
    TrainingRows rows = fold.derived(new Labelled(classifies()), () -> rows(fold, stop));
    List<Integer> left =
        IntStream.range(0, candidates.size())
            .boxed()
            .sorted(Comparator.comparingInt(i -> -candidates.get(i).maxDepth()))
            .collect(Collectors.toList());
    while (!left.isEmpty()) {
      TreeParams deepest = candidates.get(left.get(0));
      GrownForest grown;
      try {
        grown = grown(fold, rows, deepest, stop);
      } catch (IllegalArgumentException e) {
        return; // more categories than bins: an ordinary fit says so
      }
      for (int i : List.copyOf(left)) {
        TreeParams params = candidates.get(i);
        if (grown.answers(params.maxDepth(), params.minInfoGain())) {
          left.remove((Integer) i);
          ForestModel model = grown.model(params.maxDepth(), params.minInfoGain(), stop);
          trained.accept(i, model, () -> predicted(i, model, fold, stop));
        }
      }
    }
  }

  private GrownForest grown(FoldRows fold, TrainingRows rows, TreeParams params, Stop stop)
      throws Exception {
    Binning bins =
        fold.derived(
            new Bins(classifies(), params.maxBins(), params.seed()),
            () -> Binning.of(rows, params.maxBins(), params.seed(), stop));
    TreeOrder order =
        SparkLine.scalaVersion().startsWith("2.12") ? TreeOrder.SCALA_2_12 : TreeOrder.SCALA_2_13;
    return new ForestTrainer(order, stop).train(bins, params);
  }

  private static RankedTable ranks(FoldRows fold, Stop stop) throws Exception {
    CollectedRows table = fold.table();
    return table.derived(
        new Ranks(),
        () -> RankedTable.of(table.size(), table.columns(), table.columnReader(), stop));
  }

  private TrainingRows rows(FoldRows fold, Stop stop) throws Exception {
    CollectedRows table = fold.table();
    int declared = table.declaredClasses();
    int classes = declared > 0 ? declared : fold.labels().all();
    TrainingRows.Builder rows =
        TrainingRows.of(ranks(fold, stop), table.arrays().labels(), classifies() ? classes : 0)
            .rows(fold.training())
            .starts(fold.starts())
            .arities(table.arities());
    return (table.isWeighted() ? rows.weights(table.arrays().weights()) : rows).build(stop);
  }

  private PredictedRows predicted(int candidate, ForestModel model, FoldRows fold, Stop stop)
      throws Exception {
    ScoringRows rows =
        fold.derived(
            new Scored(), () -> ScoringRows.of(ranks(fold, stop), fold.validation(), stop));
    double[] labels = fold.labels(fold.validation());
    if (!classifies()) {
      double[] means = model.means(rows, stop);
      return PredictedRows.of(labels, means, new double[0], new double[0][]);
    }
    double[][] raw = oneTree ? model.weights(rows, stop) : model.votes(rows, stop);
    double[][] probabilities =
        Arrays.stream(raw).map(ForestModel::probabilities).toArray(double[][]::new);
    return thresholds.get(candidate).predicted(labels, raw, probabilities);
  }
}
