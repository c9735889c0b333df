package org.espalier.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/**
 * Perceptron of one hidden layer on the digits of the jar, trained by Adam, whose state can be
 * copied: learning rate, penalty and size of a batch are given for each epoch.
 */
final class DigitsNetwork {

  /** Rows by part, shuffled once: a fifth held out, a fifth to validate, and the rest to train. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Digits(float[][] pixels, int[] labels, List<List<Integer>> parts) {

    static Digits read() {
      List<float[]> pixels = new ArrayList<>();
      List<Integer> labels = new ArrayList<>();
      try (InputStream packed =
              Objects.requireNonNull(
                  DigitsNetwork.class.getResourceAsStream(
                      "/org/espalier/spark/data/digits.csv.gz"));
          BufferedReader lines =
              new BufferedReader(
                  new InputStreamReader(new GZIPInputStream(packed), StandardCharsets.UTF_8))) {
        int label =
            List.of(Objects.requireNonNull(lines.readLine()).split(",", -1)).indexOf("label");
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          String[] fields = line.split(",", -1);
          float[] row = new float[fields.length - 1];
          for (int i = 0, at = 0; i < fields.length; i++) {
            if (i != label) {
              row[at++] = Float.parseFloat(fields[i]) / 16;
            }
          }
          pixels.add(row);
          labels.add((int) Double.parseDouble(fields[label]));
        }
      } catch (IOException e) {
        throw new IllegalStateException("The digits cannot be read.", e);
      }
      List<Integer> order = new ArrayList<>(IntStream.range(0, labels.size()).boxed().toList());
      Collections.shuffle(order, new Random(0));
      int fifth = order.size() / 5;
      return new Digits(
          pixels.toArray(float[][]::new),
          labels.stream().mapToInt(label -> label).toArray(),
          List.of(
              order.subList(0, fifth),
              order.subList(fifth, 2 * fifth),
              order.subList(2 * fifth, order.size())));
    }
  }

  static final int HELD_OUT = 0;
  static final int VALIDATION = 1;
  private static final int TRAINING = 2;

  private static final int CLASSES = 10;

  private final Digits digits;
  private final int inputs;
  private final int hidden;
  private final double[] weights; // of the hidden units with their biases, then of the outputs
  private final double[] first;
  private final double[] second;
  private long updates;

  private DigitsNetwork(Digits digits, int hidden, double[] weights) {
    this.digits = digits;
    this.inputs = digits.pixels()[0].length;
    this.hidden = hidden;
    this.weights = weights;
    this.first = new double[weights.length];
    this.second = new double[weights.length];
  }

  /** Untrained network; weights are uniform as those of Glorot and Bengio, AISTATS 2010. */
  static DigitsNetwork of(Digits digits, int hidden, long seed) {
    int inputs = digits.pixels()[0].length;
    double[] weights = new double[hidden * (inputs + 1) + CLASSES * (hidden + 1)];
    Random random = new Random(seed);
    for (int i = 0; i < weights.length; i++) {
      boolean below = i < hidden * (inputs + 1);
      double most = Math.sqrt(6.0 / (below ? inputs + hidden : hidden + CLASSES));
      weights[i] = (2 * random.nextDouble() - 1) * most;
    }
    return new DigitsNetwork(digits, hidden, weights);
  }

  DigitsNetwork copy() {
    DigitsNetwork copy = new DigitsNetwork(digits, hidden, weights.clone());
    System.arraycopy(first, 0, copy.first, 0, first.length);
    System.arraycopy(second, 0, copy.second, 0, second.length);
    copy.updates = updates;
    return copy;
  }

  void epoch(double rate, double penalty, int batch, long seed) {
    List<Integer> order = new ArrayList<>(digits.parts().get(TRAINING));
    Collections.shuffle(order, new Random(seed));
    for (int from = 0; from + batch <= order.size(); from += batch) {
      update(order.subList(from, from + batch), rate, penalty);
    }
  }

  private void update(List<Integer> rows, double rate, double penalty) {
    double[] gradient = new double[weights.length];
    double[] units = new double[hidden];
    double[] outputs = new double[CLASSES];
    for (int row : rows) {
      forward(digits.pixels()[row], units, outputs);
      outputs[digits.labels()[row]] -= 1;
      double[] back = new double[hidden];
      for (int k = 0; k < CLASSES; k++) {
        int at = hidden * (inputs + 1) + k * (hidden + 1);
        for (int h = 0; h < hidden; h++) {
          gradient[at + h] += outputs[k] * units[h];
          back[h] += outputs[k] * weights[at + h];
        }
        gradient[at + hidden] += outputs[k];
      }
      for (int h = 0; h < hidden; h++) {
        if (units[h] > 0) {
          int at = h * (inputs + 1);
          for (int i = 0; i < inputs; i++) {
            gradient[at + i] += back[h] * digits.pixels()[row][i];
          }
          gradient[at + inputs] += back[h];
        }
      }
    }
    updates++;
    double scale =
        rate
            * Math.sqrt(1 - Math.pow(0.999, (double) updates))
            / (1 - Math.pow(0.9, (double) updates));
    for (int i = 0; i < weights.length; i++) {
      double slope = (gradient[i] + penalty * weights[i]) / rows.size();
      first[i] = 0.9 * first[i] + 0.1 * slope;
      second[i] = 0.999 * second[i] + 0.001 * slope * slope;
      weights[i] -= scale * first[i] / (Math.sqrt(second[i]) + 1e-8);
    }
  }

  /** Activations of rectified units, and the softmax of the outputs. */
  private void forward(float[] pixels, double[] units, double[] outputs) {
    for (int h = 0; h < hidden; h++) {
      int at = h * (inputs + 1);
      double sum = weights[at + inputs];
      for (int i = 0; i < inputs; i++) {
        sum += weights[at + i] * pixels[i];
      }
      units[h] = Math.max(0, sum);
    }
    for (int k = 0; k < CLASSES; k++) {
      int at = hidden * (inputs + 1) + k * (hidden + 1);
      outputs[k] = weights[at + hidden];
      for (int h = 0; h < hidden; h++) {
        outputs[k] += weights[at + h] * units[h];
      }
    }
    double most = Arrays.stream(outputs).max().orElseThrow();
    double sum = 0;
    for (int k = 0; k < CLASSES; k++) {
      outputs[k] = Math.exp(outputs[k] - most);
      sum += outputs[k];
    }
    for (int k = 0; k < CLASSES; k++) {
      outputs[k] /= sum;
    }
  }

  /** Share of the rows of a part that are classified right. */
  double accuracy(int part) {
    double[] units = new double[hidden];
    double[] outputs = new double[CLASSES];
    int right = 0;
    for (int row : digits.parts().get(part)) {
      forward(digits.pixels()[row], units, outputs);
      int best = 0;
      for (int k = 1; k < CLASSES; k++) {
        best = outputs[k] > outputs[best] ? k : best;
      }
      right += best == digits.labels()[row] ? 1 : 0;
    }
    return (double) right / digits.parts().get(part).size();
  }
}
