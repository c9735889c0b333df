package org.espalier.train.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our trees against digests of those that MLlib once made of the same rows. */
final class RecordedTreesTest {

  private static final BoostedTrainer BOOSTED =
      new BoostedTrainer(ScalaTreeOrder.SCALA_2_13, RandomTable.NEVER);

  private static final ForestTrainer FORESTS =
      new ForestTrainer(ScalaTreeOrder.SCALA_2_13, RandomTable.NEVER);

  @ParameterizedTest
  @MethodSource("org.espalier.train.tree.ForestContractTest#recordedCases")
  void trees_and_scores_are_those_of_mllib(ForestContractTest.Case compared)
      throws IOException, InterruptedException {
    ForestModel ours = ForestContractTest.trained(FORESTS, compared);
    assertThat(RecordedTrees.told(ours.trees(), ForestContractTest.scores(compared, ours)))
        .isEqualTo(RecordedTrees.recorded().get(compared.name()));
  }

  @Test
  void boosted_trees_of_both_kinds_are_those_of_mllib() throws IOException, InterruptedException {
    assertThat(RecordedTrees.told(BoostedContractTest.regression(BOOSTED).trees()))
        .isEqualTo(RecordedTrees.recorded().get(BoostedContractTest.REGRESSION));
    assertThat(RecordedTrees.told(BoostedContractTest.classification(BOOSTED).trees()))
        .isEqualTo(RecordedTrees.recorded().get(BoostedContractTest.CLASSIFICATION));
  }
}
