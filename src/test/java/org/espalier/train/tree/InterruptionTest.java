package org.espalier.train.tree;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.espalier.train.StopRequest;
import org.junit.jupiter.api.Test;

/** Every step of a tree learner, preparation included, ends when that is asked for. */
final class InterruptionTest {

  private static final StopRequest NEVER = RandomTable.NEVER;
  private static final StopRequest NOW = () -> true;

  private static final int[] MIXED = {0, 0, 3, 0, 2, 0, 0, 9};

  private static final TreeParams PARAMS =
      TreeParamsBuilder.forest(Impurity.VARIANCE).numTrees(3).seed(1).build();

  private final RandomTable table = new RandomTable(1, 300, MIXED, 0, 4, RandomTable.Weights.WHOLE);

  private interface Step {
    void with(StopRequest stop) throws InterruptedException;
  }

  private static void assertEnds(String name, Step step) throws InterruptedException {
    step.with(NEVER);
    assertThatThrownBy(() -> step.with(NOW)).as(name).isInstanceOf(InterruptedException.class);
  }

  @Test
  void preparation_ends() throws InterruptedException {
    assertEnds("ranks", stop -> RandomTable.ranked(table.columns, stop));
    RankedTable ranks = table.ranks();
    TrainingRowsBuilder rows =
        new TrainingRowsBuilder(ranks, table.labels, 0).starts(table.starts).arities(table.arities);
    assertEnds("rows", rows::build);
    assertEnds("weighted rows", stop -> rows.weights(table.weights).build(stop));
    TrainingRows built = table.rows();
    assertEnds("bins", stop -> new Binning(built, 32, 1, stop));
    assertEnds("rows to score", stop -> new ScoringRows(ranks, new int[] {0, 1, 2}, stop));
  }

  @Test
  void training_and_predictions_end() throws InterruptedException {
    TrainingRows rows = table.rows();
    Binning bins = new Binning(rows, PARAMS.maxBins(), PARAMS.seed(), NEVER);
    ScalaTreeOrder order = ScalaTreeOrder.SCALA_2_13;
    assertEnds("forest", stop -> new ForestTrainer(order, stop).train(bins, PARAMS));
    GrownForest grown = new ForestTrainer(order, NEVER).train(bins, PARAMS);
    assertEnds("model", grown::model);
    ForestModel forest = grown.model(NEVER);
    ScoringRows scored = table.scoring();
    assertEnds("means", stop -> forest.means(scored, stop));
    TreeParams tree = TreeParamsBuilder.tree(Impurity.VARIANCE).seed(1).build();
    assertEnds(
        "boosting",
        stop ->
            new BoostedTrainer(order, stop).train(bins, tree, BoostedTrainer.Loss.SQUARED, 2, 0.1));
    BoostedModel boosted =
        new BoostedTrainer(order, NEVER).train(bins, tree, BoostedTrainer.Loss.SQUARED, 2, 0.1);
    assertEnds("sums of trees", stop -> boosted.staged(scored, stop));
  }
}
