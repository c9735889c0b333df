package org.espalier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class PerceptronTrainingTest {

  private static final PerceptronLayers LAYERS = new PerceptronLayers(new int[] {3, 4, 2});

  private static Samples rows(int count, int... partitions) {
    Random random = new Random(5);
    double[] values = random.doubles(3L * count).toArray();
    int[] labels = new int[count];
    for (int row = 0; row < count; row++) {
      values[3 * row + 2] = row % 3 == 0 ? 0 : values[3 * row + 2];
      labels[row] = values[3 * row] + values[3 * row + 1] > 1 ? 1 : 0;
    }
    return new Samples(3, values, labels, partitions);
  }

  private static PerceptronTraining.Params params(int maxIter, int blockSize) {
    return new PerceptronTraining.Params(maxIter, 1e-9, blockSize, 7, new double[0]);
  }

  @Test
  void the_gradient_is_that_of_the_loss() {
    Samples rows = rows(9, 0, 9);
    Network network = new Network(LAYERS, 9);
    double[] weights = LAYERS.drawn(3);
    double[] gradient = new double[weights.length];
    network.loss(weights, rows, 2, 8, gradient);
    for (int i = 0; i < weights.length; i++) {
      double kept = weights[i];
      double[] nowhere = new double[weights.length];
      weights[i] = kept + 1e-5;
      double above = network.loss(weights, rows, 2, 8, nowhere);
      weights[i] = kept - 1e-5;
      double below = network.loss(weights, rows, 2, 8, nowhere);
      weights[i] = kept;
      assertThat(gradient[i]).isCloseTo((above - below) / 2e-5, within(1e-8));
    }
  }

  @Test
  void classes_that_can_be_told_apart_are() throws InterruptedException {
    Samples rows = rows(60, 0, 20, 60);
    PerceptronModel model = PerceptronTraining.train(rows, LAYERS, params(100, 8));
    double[] history = model.objectiveHistory();
    assertThat(history[history.length - 1]).isLessThan(history[0] / 5);
    double[][] raw = model.raw(rows);
    for (int row = 0; row < raw.length; row++) {
      double[] probabilities = PerceptronModel.probabilities(raw[row]);
      assertThat(probabilities[0] + probabilities[1]).isCloseTo(1, within(1e-12));
      assertThat(probabilities[rows.labels()[row]]).isGreaterThan(0.5);
    }
  }

  @Test
  void a_partition_begins_a_block_whose_rows_weigh_more_if_they_are_few()
      throws InterruptedException {
    double whole =
        PerceptronTraining.train(rows(10, 0, 10), LAYERS, params(0, 8)).objectiveHistory()[0];
    double halves =
        PerceptronTraining.train(rows(10, 0, 5, 10), LAYERS, params(0, 8)).objectiveHistory()[0];
    double single =
        PerceptronTraining.train(rows(10, 0, 10), LAYERS, params(0, 10)).objectiveHistory()[0];
    assertThat(halves).isCloseTo(single, within(1e-12));
    assertThat(whole).isNotCloseTo(single, within(1e-6));
  }

  @Test
  void what_does_not_fit_together_is_refused() {
    assertThatThrownBy(() -> new PerceptronLayers(new int[] {3})).hasMessageContaining("[3]");
    assertThatThrownBy(
            () ->
                PerceptronTraining.train(
                    new Samples(3, new double[3], new int[] {2}, new int[] {0, 1}),
                    LAYERS,
                    params(1, 1)))
        .hasMessageContaining("Label 2 of 2");
    assertThatThrownBy(
            () ->
                PerceptronTraining.train(
                    new Samples(1, new double[1], new int[1], new int[] {0, 1}),
                    LAYERS,
                    params(1, 1)))
        .hasMessageContaining("1 columns, 3 inputs");
    PerceptronTraining.Params two = new PerceptronTraining.Params(1, 0, 1, 1, new double[2]);
    assertThatThrownBy(() -> PerceptronTraining.train(rows(1, 0, 1), LAYERS, two))
        .hasMessageContaining("2 weights");
  }

  @Test
  void training_ends_when_its_thread_is_interrupted() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> PerceptronTraining.train(rows(10, 0, 10), LAYERS, params(5, 8)))
        .isInstanceOf(InterruptedException.class);
  }
}
