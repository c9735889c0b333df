package org.espalier.train.network;

import java.io.Serializable;

/** Multilayer perceptron. */
public final class PerceptronModel implements Serializable {

  private static final long serialVersionUID = 1;

  private final PerceptronLayers layers;
  private final double[] weights;
  private final double[] history;

  PerceptronModel(PerceptronLayers layers, double[] weights, double[] history) {
    this.layers = layers;
    this.weights = weights;
    this.history = history;
  }

  public PerceptronLayers layers() {
    return layers;
  }

  /** In the order of {@link PerceptronLayers}. */
  public double[] weights() {
    return weights.clone();
  }

  /** The mean loss at the start and after each iteration. */
  public double[] objectiveHistory() {
    return history.clone();
  }

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
