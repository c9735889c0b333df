package org.espalier.train.linear;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.espalier.train.Rows;

/** A seeded table of everything that makes a fit difficult, for trainers and their oracles. */
final class Table {

  private final double[][] features;
  private final double[] labels;
  private final double[] weights;

  private Table(double[][] features, double[] labels, double[] weights) {
    this.features = features;
    this.labels = labels;
    this.weights = weights;
  }

  /** Columns before the others: a constant, three of a one-hot, then scales 1e-8 … 1e8. */
  private static final double[] SCALES = {1e-8, 1e-3, 1, 1e3, 1e8};

  /**
   * Rows with a constant column, a one-hot of three columns that sum to 1, columns of all scales,
   * an empty column, and weights, some of them 0.
   */
  static Table difficult(long seed, int rows) {
    return of(seed, rows, 1);
  }

  /** The same with scales from 0.01 to 100, as a search needs that does not standardise. */
  static Table mild(long seed, int rows) {
    return of(seed, rows, 0.25);
  }

  private static Table of(long seed, int rows, double power) {
    Random random = new Random(seed);
    double[][] features = new double[rows][];
    double[] labels = new double[rows];
    double[] weights = new double[rows];
    for (int r = 0; r < rows; r++) {
      double[] x = new double[5 + SCALES.length];
      x[0] = 0.1;
      int category = random.nextInt(3);
      x[1 + category] = 1;
      double margin = category - 1.2;
      for (int j = 0; j < SCALES.length; j++) {
        double z = random.nextGaussian();
        x[5 + j] = Math.pow(SCALES[j], power) * (z + j);
        margin += z * (j % 2 == 0 ? 0.8 : -0.5);
      }
      features[r] = x;
      labels[r] = margin + random.nextGaussian() > 0 ? 1 : 0;
      weights[r] = random.nextInt(6) == 0 ? 0 : 0.25 + random.nextInt(8) / 4.0;
    }
    return new Table(features, labels, weights);
  }

  /** Rows of counts, most of them 0, all of weight 1. */
  static Table counts(long seed, int rows, int columns) {
    Random random = new Random(seed);
    double[][] features = new double[rows][columns];
    double[] labels = new double[rows];
    double[] weights = new double[rows];
    Arrays.fill(weights, 1);
    for (int r = 0; r < rows; r++) {
      for (int i = 0; i < 5; i++) {
        features[r][random.nextInt(columns)] += 1 + random.nextInt(3);
      }
      double margin = features[r][0] - features[r][1] + features[r][2] / 2 - 0.4;
      labels[r] = margin + random.nextGaussian() > 0 ? 1 : 0;
    }
    return new Table(features, labels, weights);
  }

  /** The same rows with a label that is linear in the columns, but for noise. */
  Table linear(long seed, double scale) {
    Random random = new Random(seed);
    double[] deviations = new double[features[0].length];
    for (int j = 0; j < deviations.length; j++) {
      int column = j;
      deviations[j] =
          Math.max(
              1e-300,
              Arrays.stream(features)
                  .mapToDouble(x -> x[column])
                  .map(Math::abs)
                  .max()
                  .orElseThrow());
    }
    double[] linear = new double[labels.length];
    for (int r = 0; r < linear.length; r++) {
      double label = 3 + random.nextGaussian() / 4;
      for (int j = 0; j < deviations.length; j++) {
        label += features[r][j] / deviations[j] * (j % 3 - 1);
      }
      linear[r] = scale * label;
    }
    return new Table(features, linear, weights);
  }

  /** The same rows with counts as labels, from 0 or from 1 on. */
  Table counted(long seed, boolean zeros) {
    Random random = new Random(seed);
    double[] counts = new double[labels.length];
    for (int r = 0; r < counts.length; r++) {
      counts[r] = (zeros ? 0 : 1) + random.nextInt(3) + (labels[r] > 0 ? 2 : 0);
    }
    return new Table(features, counts, weights);
  }

  /** The same rows with labels of several classes: how far the sum of the first columns goes. */
  Table classes(int classes) {
    double[] several = new double[labels.length];
    Random random = new Random(classes);
    for (int r = 0; r < several.length; r++) {
      double score = features[r][0] + 2 * features[r][1] - features[r][2] + labels[r];
      several[r] = Math.floorMod((int) Math.round(score + random.nextGaussian()), classes);
    }
    return new Table(features, several, weights);
  }

  /** The same rows with 1 for every value that is not 0. */
  Table bits() {
    double[][] bits =
        Arrays.stream(features)
            .map(row -> Arrays.stream(row).map(value -> value == 0 ? 0 : 1).toArray())
            .toArray(double[][]::new);
    return new Table(bits, labels, weights);
  }

  /** The same rows with zeros in the first column. */
  Table withoutConstant() {
    double[][] others = Arrays.stream(features).map(double[]::clone).toArray(double[][]::new);
    Arrays.stream(others).forEach(row -> row[0] = 0);
    return new Table(others, labels, weights);
  }

  Table withLabels(double label) {
    double[] same = labels.clone();
    Arrays.fill(same, label);
    return new Table(features, same, weights);
  }

  Table withWeights(double weight) {
    double[] same = weights.clone();
    Arrays.fill(same, weight);
    return new Table(features, labels, same);
  }

  /** The rows of which the weight is not 0. */
  Table weighted() {
    List<Integer> kept = new ArrayList<>();
    for (int r = 0; r < labels.length; r++) {
      if (weights[r] > 0) {
        kept.add(r);
      }
    }
    return new Table(
        kept.stream().map(r -> features[r]).toArray(double[][]::new),
        kept.stream().mapToDouble(r -> labels[r]).toArray(),
        kept.stream().mapToDouble(r -> weights[r]).toArray());
  }

  Rows dense() {
    double[] values = Arrays.stream(features).flatMapToDouble(Arrays::stream).toArray();
    return Rows.dense(features[0].length, values, labels, weights);
  }

  Rows sparse() {
    int[] starts = new int[labels.length + 1];
    List<Integer> indices = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    for (int r = 0; r < labels.length; r++) {
      for (int j = 0; j < features[r].length; j++) {
        if (features[r][j] != 0) {
          indices.add(j);
          values.add(features[r][j]);
        }
      }
      starts[r + 1] = values.size();
    }
    return Rows.sparse(
        features[0].length,
        starts,
        indices.stream().mapToInt(i -> i).toArray(),
        values.stream().mapToDouble(v -> v).toArray(),
        labels,
        weights);
  }

  /** The last number of a history. */
  static double last(double[] history) {
    return history[history.length - 1];
  }

  int size() {
    return labels.length;
  }

  double[] features(int row) {
    return features[row].clone();
  }

  double label(int row) {
    return labels[row];
  }

  double weight(int row) {
    return weights[row];
  }
}
