package org.espalier.train.tree;

import static org.assertj.core.api.Assertions.assertThat;

import org.espalier.train.StopRequest;
import org.espalier.train.tree.RandomTable.Weights;
import org.junit.jupiter.api.Test;

/** What holds of boosted trees without Spark. */
final class BoostedTrainerTest {

  private static final int[] MIXED = {0, 0, 3, 0, 2, 0, 0, 9};

  private static final StopRequest NEVER = () -> false;

  private static final BoostedTrainer TRAINER =
      new BoostedTrainer(ScalaTreeOrder.SCALA_2_13, NEVER);

  @Test
  void the_first_trees_are_the_model_of_fewer_iterations() throws InterruptedException {
    RandomTable table = new RandomTable(33, 200, MIXED, 0, 3, Weights.NONE);
    TreeParams params = TreeParamsBuilder.tree(Impurity.VARIANCE).maxDepth(3).seed(7).build();
    Binning bins = new Binning(table.rows(), params.maxBins(), params.seed(), NEVER);
    BoostedModel longer = TRAINER.train(bins, params, BoostedTrainer.Loss.ABSOLUTE, 5, 0.2);
    BoostedModel shorter = TRAINER.train(bins, params, BoostedTrainer.Loss.ABSOLUTE, 2, 0.2);
    ScoringRows rows = table.scoring();
    assertThat(longer.staged(rows, NEVER)[1]).isEqualTo(shorter.staged(rows, NEVER)[1]);
    assertThat(longer.first(2).staged(rows, NEVER)[1]).isEqualTo(shorter.staged(rows, NEVER)[1]);
  }
}
