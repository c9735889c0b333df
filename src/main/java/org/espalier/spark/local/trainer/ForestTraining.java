package org.espalier.spark.local.trainer;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.espalier.metric.PredictedRows;
import org.espalier.spark.local.rows.FoldRows;
import org.espalier.train.Stop;
import org.espalier.train.tree.ForestModel;
import org.espalier.train.tree.ForestTrainer;
import org.espalier.train.tree.GrownForest;
import org.espalier.train.tree.ScoringRows;
import org.espalier.train.tree.TreeParams;

/**
 * Training of trees or forests that differ in depth alone: one is grown, and the others are cut out
 * of it where they are contained.
 *
 * @param candidates params of each
 * @param thresholds of each classifier; none for regression
 * @param oneTree true if the classifiers are single trees, whose raw predictions are weights
 */
record ForestTraining(List<TreeParams> candidates, List<Thresholds> thresholds, boolean oneTree)
    implements TaskTrainer.Training<ForestModel> {

  @Override
  public void on(FoldRows fold, TaskTrainer.Trained<ForestModel> trained) throws Exception {
    Stop stop = Stop.onInterrupt();
    TreeRows rows = new TreeRows(fold, thresholds.isEmpty() ? 0 : fold.classes(), stop);
    List<Integer> left =
        IntStream.range(0, candidates.size())
            .boxed()
            .sorted(Comparator.comparingInt(i -> -candidates.get(i).limits().maxDepth()))
            .collect(Collectors.toList());
    while (!left.isEmpty()) {
      TreeParams deepest = candidates.get(left.get(0));
      GrownForest grown;
      try {
        grown = new ForestTrainer(TreeRows.order(), stop).train(rows.bins(deepest), deepest);
      } catch (IllegalArgumentException e) {
        return; // an ordinary fit reports more categories than bins
      }
      for (int i : List.copyOf(left)) {
        TreeParams params = candidates.get(i);
        if (grown.answers(params.limits().maxDepth(), params.limits().minInfoGain())) {
          left.remove((Integer) i);
          ForestModel model =
              grown.model(params.limits().maxDepth(), params.limits().minInfoGain(), stop);
          trained.accept(i, () -> model, () -> predicted(i, model, rows));
        }
      }
    }
  }

  private PredictedRows predicted(int candidate, ForestModel model, TreeRows rows)
      throws Exception {
    ScoringRows scored = rows.scoring();
    if (thresholds.isEmpty()) {
      double[] means = model.means(scored, rows.stop());
      return PredictedRows.of(rows.scoredLabels(), means);
    }
    double[][] raw =
        oneTree ? model.weights(scored, rows.stop()) : model.votes(scored, rows.stop());
    double[][] probabilities =
        Arrays.stream(raw).map(ForestModel::probabilities).toArray(double[][]::new);
    return thresholds.get(candidate).predicted(rows.scoredLabels(), raw, probabilities);
  }
}
