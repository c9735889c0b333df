package org.espalier.train.network;

import java.io.Serializable;

/**
 * Params of Spark's {@code MultilayerPerceptronClassifier} with the solver l-bfgs that training
 * reads.
 *
 * @param maxIter at least 0
 * @param tol at least 0
 * @param blockSize rows of a block, at least 1
 * @param seed of the initial weights
 * @param start initial weights; empty to draw them by the seed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record PerceptronParams(
    PerceptronLayers layers, int maxIter, double tol, int blockSize, long seed, double[] start)
    implements Serializable {

  private static final long serialVersionUID = 1;

  public PerceptronParams {
    if (maxIter < 0 || !(tol >= 0) || blockSize < 1) {
      throw new IllegalArgumentException(
          "maxIter %d, tol %s, blockSize %d.".formatted(maxIter, tol, blockSize));
    }
    if (start.length != 0 && start.length != layers.weights()) {
      throw new IllegalArgumentException(
          "%d weights of layers with %d.".formatted(start.length, layers.weights()));
    }
  }
}
