package org.espalier.train;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Sizes of the layers of a multilayer perceptron, from features to classes, and where the weights
 * of each lie: those of an affine layer column by column of its input, then its biases, as in
 * Spark's {@code MultilayerPerceptronClassificationModel}.
 *
 * @param sizes at least two, each at least 1
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record PerceptronLayers(int[] sizes) implements Serializable {

  private static final long serialVersionUID = 1;

  public PerceptronLayers {
    if (sizes.length < 2 || Arrays.stream(sizes).anyMatch(size -> size < 1)) {
      throw new IllegalArgumentException(
          "PerceptronLayers of %s: at least two, of at least 1 each."
              .formatted(Arrays.toString(sizes)));
    }
    if (weights(sizes) > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "PerceptronLayers of %s have too many weights.".formatted(Arrays.toString(sizes)));
    }
  }

  /** Number of weights of layers of these sizes. */
  static long weights(int[] sizes) {
    return weights(sizes, sizes.length - 1);
  }

  private static long weights(int[] sizes, int layers) {
    long weights = 0;
    for (int layer = 0; layer < layers; layer++) {
      weights += (sizes[layer] + 1L) * sizes[layer + 1];
    }
    return weights;
  }

  /** Number of affine layers. */
  int depth() {
    return sizes.length - 1;
  }

  public int features() {
    return sizes[0];
  }

  public int classes() {
    return sizes[sizes.length - 1];
  }

  int inputs(int layer) {
    return sizes[layer];
  }

  int outputs(int layer) {
    return sizes[layer + 1];
  }

  /** Index of the first weight of an affine layer. */
  int start(int layer) {
    return (int) weights(sizes, layer);
  }

  /** Index of the first bias of an affine layer. */
  int biases(int layer) {
    return start(layer) + inputs(layer) * outputs(layer);
  }

  /** Number of weights of all layers. */
  public int weights() {
    return start(depth());
  }

  /** The weights that Spark starts from. */
  double[] drawn(long seed) {
    XorShift random = new XorShift(seed);
    double[] weights = new double[weights()];
    for (int layer = 0; layer < depth(); layer++) {
      double root = Math.sqrt(inputs(layer));
      for (int i = start(layer); i < start(layer + 1); i++) {
        weights[i] = (random.nextDouble() * 4.8 - 2.4) / root;
      }
    }
    return weights;
  }
}
