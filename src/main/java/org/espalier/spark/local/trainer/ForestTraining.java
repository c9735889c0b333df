package org.espalier.spark.local.trainer;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.espalier.spark.collected.FoldRows;
import org.espalier.train.StopRequest;
import org.espalier.train.tree.ForestModel;
import org.espalier.train.tree.ForestTrainer;
import org.espalier.train.tree.GrownForest;
import org.espalier.train.tree.TreeParams;

/**
 * Training of trees or forests that differ in depth alone: one is grown, and the others are cut out
 * of it where they are contained.
 *
 * @param candidates params of each
 * @param predictors of each
 */
record ForestTraining(List<TreeParams> candidates, List<ForestPredictor> predictors)
    implements TaskTrainer.Training<ForestModel> {

  @Override
  public void on(FoldRows fold, TaskTrainer.Trained<ForestModel> trained) throws Exception {
    StopRequest stop = StopRequest.onInterrupt();
    TreeRows rows = new TreeRows(fold, predictors.get(0).isClassifier() ? fold.classes() : 0, stop);
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
          ForestPredictor predictor = predictors.get(i);
          trained.accept(
              i,
              () -> model,
              () -> predictor.predicted(model, rows.scoring(), rows.scoredLabels(), stop));
        }
      }
    }
  }
}
