package org.espalier.bench.blackbox;

/**
 * Dense layer, y = W x + b, in single precision, as its weights are published.
 *
 * <p>The weights are stored by input, so that the inner loop runs along the outputs, needs no sum
 * across lanes and is vectorised by the compiler.
 */
final class DenseLayer {

  private final float[] byInput; // [in][out]
  private final float[] bias; // [out]

  /**
   * @param weights row-major [out, in]
   */
  DenseLayer(float[] weights, float[] bias) {
    this.bias = bias.clone();
    int out = bias.length;
    int in = weights.length / out;
    if (in * out != weights.length) {
      throw new IllegalArgumentException(
          "%d weights do not fit %d outputs.".formatted(weights.length, out));
    }
    this.byInput = new float[weights.length];
    for (int o = 0; o < out; o++) {
      for (int i = 0; i < in; i++) {
        byInput[i * out + o] = weights[o * in + i];
      }
    }
  }

  float[] apply(float[] x) {
    float[] y = bias.clone();
    int out = y.length;
    for (int i = 0; i < x.length; i++) {
      float factor = x[i];
      if (factor != 0) { // a rectifier turns half of the inputs to 0
        int row = i * out;
        for (int o = 0; o < out; o++) {
          y[o] += factor * byInput[row + o];
        }
      }
    }
    return y;
  }
}
