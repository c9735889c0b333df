package org.espalier.train;

/**
 * Outputs and derivatives of a perceptron for a block of rows. The arrays of a layer hold a row's
 * numbers side by side; the innermost loops run over the outputs of a layer.
 */
final class Network {

  private final PerceptronLayers layers;

  /** Outputs by affine layer, after its sigmoid or softmax. */
  private final double[][] outputs;

  /** Derivatives of the loss by affine layer, by its outputs before sigmoid or softmax. */
  private final double[][] deltas;

  /**
   * @param rows maximum number of rows of a block
   */
  Network(PerceptronLayers layers, int rows) {
    this.layers = layers;
    this.outputs = new double[layers.depth()][];
    this.deltas = new double[layers.depth()][];
    for (int layer = 0; layer < outputs.length; layer++) {
      outputs[layer] = new double[rows * layers.outputs(layer)];
      deltas[layer] = new double[rows * layers.outputs(layer)];
    }
  }

  /** Inputs of softmax for a row. */
  double[] raw(double[] weights, Samples samples, int row) {
    forward(weights, samples, row, row + 1);
    return outputs[layers.depth() - 1].clone();
  }

  /** The outputs of some rows, those of the last layer before softmax. */
  private void forward(double[] weights, Samples samples, int from, int to) {
    double[] input = samples.values();
    int first = from * samples.columns();
    for (int layer = 0; layer < layers.depth(); layer++) {
      affine(weights, layer, input, first, to - from);
      if (layer < layers.depth() - 1) {
        sigmoid(outputs[layer], (to - from) * layers.outputs(layer));
      }
      input = outputs[layer];
      first = 0;
    }
  }

  private void affine(double[] weights, int layer, double[] input, int first, int rows) {
    int width = layers.outputs(layer);
    int columns = layers.inputs(layer);
    double[] output = outputs[layer];
    for (int row = 0; row < rows; row++) {
      System.arraycopy(weights, layers.biases(layer), output, row * width, width);
      for (int i = 0; i < columns; i++) {
        double value = input[first + row * columns + i];
        if (value != 0) {
          add(value, weights, layers.start(layer) + i * width, output, row * width, width);
        }
      }
    }
  }

  private static void sigmoid(double[] values, int length) {
    for (int i = 0; i < length; i++) {
      values[i] = 1 / (1 + Math.exp(-values[i]));
    }
  }

  /** Turns a stretch of numbers into probabilities. */
  static void softmax(double[] values, int from, int length) {
    double most = -Double.MAX_VALUE;
    for (int i = from; i < from + length; i++) {
      most = Math.max(most, values[i]);
    }
    double sum = 0;
    for (int i = from; i < from + length; i++) {
      values[i] = Math.exp(values[i] - most);
      sum += values[i];
    }
    for (int i = from; i < from + length; i++) {
      values[i] /= sum;
    }
  }

  /**
   * The mean loss of a block of rows; adds the derivatives of the mean by weight to a gradient.
   *
   * @return NaN like Spark's loss, if a class other than the label has probability 0
   */
  double loss(double[] weights, Samples samples, int from, int to, double[] gradient) {
    int rows = to - from;
    forward(weights, samples, from, to);
    int last = layers.depth() - 1;
    double loss = 0;
    for (int row = 0; row < rows; row++) {
      loss -= top(row, samples.labels()[from + row]);
    }
    for (int layer = last; layer >= 0; layer--) {
      boolean bottom = layer == 0;
      double[] input = bottom ? samples.values() : outputs[layer - 1];
      gradient(layer, input, bottom ? from * samples.columns() : 0, rows, gradient);
      if (!bottom) {
        back(weights, layer, rows);
      }
    }
    return loss / rows;
  }

  /** The logarithm of the probability of a row's class; computes the deltas of the last layer. */
  private double top(int row, int label) {
    int last = layers.depth() - 1;
    int classes = layers.classes();
    int first = row * classes;
    softmax(outputs[last], first, classes);
    boolean zero = false;
    for (int k = 0; k < classes; k++) {
      double output = outputs[last][first + k];
      zero |= output == 0 && k != label;
      deltas[last][first + k] = output - (k == label ? 1 : 0);
    }
    return zero ? Double.NaN : Math.log(outputs[last][first + label]);
  }

  private void gradient(int layer, double[] input, int first, int rows, double[] gradient) {
    int width = layers.outputs(layer);
    int columns = layers.inputs(layer);
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < columns; i++) {
        double value = input[first + row * columns + i];
        if (value != 0) {
          int place = layers.start(layer) + i * width;
          add(value / rows, deltas[layer], row * width, gradient, place, width);
        }
      }
      add(1.0 / rows, deltas[layer], row * width, gradient, layers.biases(layer), width);
    }
  }

  /** Computes the deltas of the layer below. */
  private void back(double[] weights, int layer, int rows) {
    int width = layers.outputs(layer);
    int columns = layers.inputs(layer);
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < columns; i++) {
        double sum = 0;
        int place = layers.start(layer) + i * width;
        for (int k = 0; k < width; k++) {
          sum += weights[place + k] * deltas[layer][row * width + k];
        }
        double output = outputs[layer - 1][row * columns + i];
        deltas[layer - 1][row * columns + i] = sum * (1 - output) * output;
      }
    }
  }

  /** y[k] += factor · x[k] over a stretch. */
  private static void add(double factor, double[] x, int fromX, double[] y, int fromY, int length) {
    for (int k = 0; k < length; k++) {
      y[fromY + k] += factor * x[fromX + k];
    }
  }
}
