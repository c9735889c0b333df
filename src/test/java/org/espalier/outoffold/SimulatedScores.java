package org.espalier.outoffold;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.espalier.metric.GoldenScores;
import org.espalier.metric.ProblemType;
import org.espalier.study.Seed;

/** Out-of-fold tables of simulated rows, in folds 0 to 4 by turns, and of golden ones. */
final class SimulatedScores {

  static final int FOLDS = 5;

  private SimulatedScores() {}

  static int[] folds(int rows) {
    int[] folds = new int[rows];
    for (int row = 0; row < rows; row++) {
      folds[row] = row % FOLDS;
    }
    return folds;
  }

  /**
   * Two classes, of which the positive one is rarer, with probabilities whose log-odds are the
   * right ones times a slope for each trial, and noise.
   */
  static OutOfFoldTable binary(int rows, long seed, double noise, double... slopes) {
    RandomGenerator random = new Seed(seed).random();
    double[] labels = new double[rows];
    double[] odds = new double[rows];
    for (int row = 0; row < rows; row++) {
      odds[row] = 2 * random.nextGaussian() - 1.5;
      labels[row] = random.nextDouble() < logistic(odds[row]) ? 1 : 0;
    }
    Map<Integer, double[]> scores = new LinkedHashMap<>();
    for (double slope : slopes) {
      double[] probabilities = new double[2 * rows];
      for (int row = 0; row < rows; row++) {
        double p = logistic(slope * (odds[row] + noise * random.nextGaussian()));
        probabilities[2 * row] = 1 - p;
        probabilities[2 * row + 1] = p;
      }
      scores.put(scores.size(), probabilities);
    }
    return new OutOfFoldTable(
        ProblemType.BINARY, 2, OutOfFoldTable.Rows.of(folds(rows), labels), scores);
  }

  /**
   * Three classes of frequencies 6 : 3 : 1, with probabilities of a model that is told too little
   * of the rarest, sharpened by an exponent.
   */
  static OutOfFoldTable multiclass(int rows, long seed, double exponent) {
    RandomGenerator random = new Seed(seed).random();
    double[] labels = new double[rows];
    double[] probabilities = new double[3 * rows];
    for (int row = 0; row < rows; row++) {
      int ten = random.nextInt(10);
      int label = ten < 6 ? 0 : ten < 9 ? 1 : 2;
      labels[row] = label;
      double sum = 0;
      for (int c = 0; c < 3; c++) {
        double prior = c == 0 ? 6 : c == 1 ? 3 : 1;
        double evidence = prior * Math.exp((c == label ? 1.5 : 0) + random.nextGaussian());
        probabilities[3 * row + c] = Math.pow(evidence, exponent);
        sum += probabilities[3 * row + c];
      }
      for (int c = 0; c < 3; c++) {
        probabilities[3 * row + c] /= sum;
      }
    }
    return new OutOfFoldTable(
        ProblemType.MULTICLASS,
        3,
        OutOfFoldTable.Rows.of(folds(rows), labels),
        Map.of(0, probabilities));
  }

  /** Of two folds by turns, with the predictions of scikit-learn's table as scores. */
  static OutOfFoldTable golden(String name, int classes, boolean weighted) throws IOException {
    List<GoldenScores.GoldenRow> rows = GoldenScores.rows(name);
    int size = rows.size();
    int[] folds = new int[size];
    int[] clusters = new int[size];
    Arrays.setAll(folds, row -> row % 2);
    Arrays.setAll(clusters, row -> row);
    return new OutOfFoldTable(
        classes == 0
            ? ProblemType.REGRESSION
            : classes == 2 ? ProblemType.BINARY : ProblemType.MULTICLASS,
        classes,
        new OutOfFoldTable.Rows(
            folds,
            new int[size],
            clusters,
            rows.stream().mapToDouble(GoldenScores.GoldenRow::label).toArray(),
            rows.stream().mapToDouble(row -> weighted ? row.weight() : 1).toArray()),
        Map.of(
            0,
            rows.stream()
                .flatMapToDouble(
                    row ->
                        classes == 0
                            ? Arrays.stream(new double[] {row.prediction()})
                            : Arrays.stream(row.more()))
                .toArray()));
  }

  static double logistic(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
