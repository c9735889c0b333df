package org.espalier.train;

import java.io.Serializable;

/**
 * Multilayer perceptron. Its arrays must not be changed.
 *
 * @param weights in the order of {@link PerceptronLayers}
 * @param objectiveHistory the mean loss at the start and after each iteration
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record PerceptronModel(PerceptronLayers layers, double[] weights, double[] objectiveHistory)
    implements Serializable {

  private static final long serialVersionUID = 1;

  /**
   * Inputs of softmax, by row, then by class.
   *
   * @throws InterruptedException if the thread is interrupted
   */
  public double[][] raw(Samples rows) throws InterruptedException {
    Network network = new Network(layers, 1);
    double[][] raw = new double[rows.size()][];
    for (int row = 0; row < raw.length; row++) {
      if (Thread.interrupted()) {
        throw new InterruptedException("Prediction was interrupted at row " + row + ".");
      }
      raw[row] = network.raw(weights, rows, row);
    }
    return raw;
  }

  /** Probabilities of a row's raw predictions. */
  public static double[] probabilities(double[] raw) {
    double[] probabilities = raw.clone();
    Network.softmax(probabilities, 0, probabilities.length);
    return probabilities;
  }
}
