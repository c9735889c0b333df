package org.espalier.train;

import java.io.Serializable;
import org.espalier.numeric.QuasiNewton;

/**
 * Training of a multilayer perceptron by L-BFGS: start, loss, steps and ends are those of Spark's
 * {@code MultilayerPerceptronClassifier}. The loss is the mean over blocks of the mean of a block's
 * rows; each partition begins a block.
 */
public final class PerceptronTraining {

  /** Nanoseconds of a weight and a row on a core of 3 GHz: forward, back and gradient. */
  private static final double WEIGHT_NANOS = 1;

  /** Evaluations of an iteration: most line searches accept the first length. */
  private static final double EVALUATIONS = 1.25;

  /**
   * Params of Spark's {@code MultilayerPerceptronClassifier} with the solver l-bfgs.
   *
   * @param blockSize rows of a block, at least 1
   * @param seed of the initial weights
   * @param start initial weights; empty to draw them by the seed
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Params(int maxIter, double tol, int blockSize, long seed, double[] start)
      implements Serializable {

    private static final long serialVersionUID = 1;
  }

  private PerceptronTraining() {}

  /**
   * Nanoseconds that training is planned to take on one core, if it needs all iterations.
   *
   * @param sizes of the layers
   */
  public static long nanos(long rows, int[] sizes, int maxIter) {
    double evaluation = WEIGHT_NANOS * rows * PerceptronLayers.weights(sizes);
    return (long) (evaluation * (1 + maxIter * EVALUATIONS));
  }

  /**
   * The model of a candidate.
   *
   * @throws IllegalArgumentException if rows have another number of columns, or a class beyond the
   *     last layer, or there is another number of initial weights
   * @throws InterruptedException if the thread is interrupted, noticed at each block
   */
  public static PerceptronModel train(Samples rows, PerceptronLayers layers, Params params)
      throws InterruptedException {
    if (rows.columns() != layers.features()) {
      throw new IllegalArgumentException(
          "%d columns, %d inputs.".formatted(rows.columns(), layers.features()));
    }
    for (int row = 0; row < rows.size(); row++) {
      if (rows.labels()[row] >= layers.classes()) {
        throw new IllegalArgumentException(
            "Label %d of %d classes.".formatted(rows.labels()[row], layers.classes()));
      }
    }
    if (params.start().length != 0 && params.start().length != layers.weights()) {
      throw new IllegalArgumentException(
          "%d weights of layers with %d.".formatted(params.start().length, layers.weights()));
    }
    double[] start = params.start().length > 0 ? params.start() : layers.drawn(params.seed());
    QuasiNewton search = QuasiNewton.smooth(start, params.maxIter(), params.tol());
    Network network = new Network(layers, Math.min(params.blockSize(), Math.max(1, rows.size())));
    while (search.asks()) {
      double[] gradient = new double[start.length];
      double loss = loss(network, rows, params.blockSize(), search.asked(), gradient);
      search.tell(loss, gradient);
    }
    return new PerceptronModel(layers, search.point(), search.history());
  }

  private static double loss(
      Network network, Samples rows, int blockSize, double[] weights, double[] gradient)
      throws InterruptedException {
    double loss = 0;
    int blocks = 0;
    for (int partition = 0; partition < rows.partitions().length - 1; partition++) {
      int end = rows.partitions()[partition + 1];
      for (int from = rows.partitions()[partition]; from < end; from += blockSize) {
        if (Thread.interrupted()) {
          throw new InterruptedException("Training was interrupted at row " + from + ".");
        }
        loss += network.loss(weights, rows, from, Math.min(end, from + blockSize), gradient);
        blocks++;
      }
    }
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] /= blocks;
    }
    return loss / blocks;
  }
}
