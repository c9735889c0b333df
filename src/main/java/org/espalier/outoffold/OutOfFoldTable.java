package org.espalier.outoffold;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.espalier.metric.ProblemType;

/**
 * Out-of-fold scores of trials for the same rows: each row is scored by a model that was fitted
 * without the row's fold. Immutable; there is no row without a score.
 */
public final class OutOfFoldTable {

  /** Distance to 1 that the sum of a row's probabilities may have: those of 32 bits are rounded. */
  public static final double ROUNDING = 1e-3;

  private final ProblemType problem;
  private final int classes;
  private final Rows rows;
  private final Map<Integer, double[]> scores;
  private final List<int[]> cells;

  /**
   * Rows, in arrays by row. A row of the data is there once for each repeat.
   *
   * @param folds fold that the row was left out with; at least 0
   * @param repeats repeat of the partition into folds; at least 0
   * @param clusters number of the row in the data, or of its group: rows of one number are not
   *     independent, as the repeats of a row are not; at least 0
   * @param labels class index, or the number itself; finite
   * @param weights at least 0 and finite
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Rows(
      int[] folds, int[] repeats, int[] clusters, double[] labels, double[] weights) {

    public Rows {
      folds = folds.clone();
      repeats = repeats.clone();
      clusters = clusters.clone();
      labels = labels.clone();
      weights = weights.clone();
      int size = labels.length;
      if (size == 0
          || folds.length != size
          || repeats.length != size
          || clusters.length != size
          || weights.length != size) {
        throw new IllegalArgumentException(
            "%d labels, %d folds, %d repeats, %d clusters, %d weights."
                .formatted(size, folds.length, repeats.length, clusters.length, weights.length));
      }
      for (int row = 0; row < size; row++) {
        if (folds[row] < 0
            || repeats[row] < 0
            || clusters[row] < 0
            || !Double.isFinite(labels[row])
            || !(weights[row] >= 0 && weights[row] < Double.POSITIVE_INFINITY)) {
          throw new IllegalArgumentException(
              "Row %d: fold %d, repeat %d, cluster %d, label %s, weight %s."
                  .formatted(
                      row, folds[row], repeats[row], clusters[row], labels[row], weights[row]));
        }
      }
    }

    /** Rows of weight 1 that are independent of each other, of one repeat. */
    public static Rows of(int[] folds, double[] labels) {
      int[] clusters = new int[folds.length];
      Arrays.setAll(clusters, row -> row);
      double[] weights = new double[labels.length];
      Arrays.fill(weights, 1);
      return new Rows(folds, new int[folds.length], clusters, labels, weights);
    }

    @Override
    public int[] folds() {
      return folds.clone();
    }

    @Override
    public int[] repeats() {
      return repeats.clone();
    }

    @Override
    public int[] clusters() {
      return clusters.clone();
    }

    @Override
    public double[] labels() {
      return labels.clone();
    }

    @Override
    public double[] weights() {
      return weights.clone();
    }
  }

  /**
   * @param problem classification or regression
   * @param classes number of classes, at least 2; 0 for regression
   * @param scores by trial, in an order that is kept: probabilities by row and class, one row after
   *     the other; predicted numbers by row for regression
   * @throws IllegalArgumentException if a label is no class, a probability or its sum over classes
   *     is none, a number is not finite, or there is no trial
   */
  public OutOfFoldTable(
      ProblemType problem, int classes, Rows rows, Map<Integer, double[]> scores) {
    boolean known = problem.isClassification() || problem == ProblemType.REGRESSION;
    boolean counted =
        switch (problem) {
          case BINARY -> classes == 2;
          case MULTICLASS -> classes >= 2;
          default -> classes == 0;
        };
    if (!known || !counted || scores.isEmpty()) {
      throw new IllegalArgumentException(
          "%d trials of %s with %d classes.".formatted(scores.size(), problem.text(), classes));
    }
    this.problem = problem;
    this.classes = classes;
    this.rows = rows;
    this.scores = new LinkedHashMap<>();
    scores.forEach((trial, values) -> this.scores.put(trial, values.clone()));
    this.scores.forEach(this::check);
    for (int row = 0; classes > 0 && row < size(); row++) {
      double label = label(row);
      if (label != Math.rint(label) || label < 0 || label >= classes) {
        throw new IllegalArgumentException(
            "Row %d: the label %s is not one of the %d classes.".formatted(row, label, classes));
      }
    }
    Map<Integer, Map<Integer, List<Integer>>> byRepeat = new TreeMap<>();
    for (int row = 0; row < size(); row++) {
      byRepeat
          .computeIfAbsent(repeat(row), unseen -> new TreeMap<>())
          .computeIfAbsent(fold(row), unseen -> new ArrayList<>())
          .add(row);
    }
    this.cells =
        byRepeat.values().stream()
            .flatMap(folds -> folds.values().stream())
            .map(cell -> cell.stream().mapToInt(Integer::intValue).toArray())
            .toList();
  }

  private void check(int trial, double[] values) {
    if (values.length != size() * width()) {
      throw new IllegalArgumentException(
          "Trial %d: %d scores for %d rows of %d."
              .formatted(trial, values.length, size(), width()));
    }
    for (int row = 0; row < size(); row++) {
      double sum = 0;
      for (int i = row * width(); i < (row + 1) * width(); i++) {
        boolean sound =
            classes == 0 ? Double.isFinite(values[i]) : values[i] >= 0 && values[i] <= 1 + ROUNDING;
        if (!sound) {
          throw new IllegalArgumentException(
              "Trial %d, row %d: a score of %s.".formatted(trial, row, values[i]));
        }
        sum += values[i];
      }
      if (classes > 0 && Math.abs(sum - 1) > ROUNDING) {
        throw new IllegalArgumentException(
            "Trial %d, row %d: probabilities with the sum %s.".formatted(trial, row, sum));
      }
    }
  }

  public ProblemType problem() {
    return problem;
  }

  /** Number of classes; 0 for regression. */
  public int classes() {
    return classes;
  }

  /** Numbers that are the score of a row: one for each class, and 1 for regression. */
  public int width() {
    return Math.max(1, classes);
  }

  public int size() {
    return rows.labels.length;
  }

  /** Numbers of trials, in their order. */
  public List<Integer> trials() {
    return List.copyOf(scores.keySet());
  }

  public int fold(int row) {
    return rows.folds[row];
  }

  public int repeat(int row) {
    return rows.repeats[row];
  }

  public int cluster(int row) {
    return rows.clusters[row];
  }

  public double label(int row) {
    return rows.labels[row];
  }

  public double weight(int row) {
    return rows.weights[row];
  }

  /**
   * Scores of a trial, {@link #width} for each row.
   *
   * @throws IllegalArgumentException if the trial has none
   */
  public double[] scores(int trial) {
    return stored(trial).clone();
  }

  /** Scores of a trial, which must not be changed. */
  double[] stored(int trial) {
    double[] values = scores.get(trial);
    if (values == null) {
      throw new IllegalArgumentException(
          "Trial %d has no scores; trials %s have.".formatted(trial, scores.keySet()));
    }
    return values;
  }

  /** Rows of each fold of each repeat, in their order; they must not be changed. */
  List<int[]> cells() {
    return cells;
  }

  /**
   * Table of some of the rows, in the order in which they are named.
   *
   * @param numbers of rows; at least one
   */
  OutOfFoldTable only(int[] numbers) {
    Map<Integer, double[]> some = new LinkedHashMap<>();
    scores.forEach(
        (trial, values) -> {
          double[] left = new double[numbers.length * width()];
          for (int i = 0; i < numbers.length; i++) {
            System.arraycopy(values, numbers[i] * width(), left, i * width(), width());
          }
          some.put(trial, left);
        });
    return new OutOfFoldTable(
        problem,
        classes,
        new Rows(
            Arrays.stream(numbers).map(this::fold).toArray(),
            Arrays.stream(numbers).map(this::repeat).toArray(),
            Arrays.stream(numbers).map(this::cluster).toArray(),
            Arrays.stream(numbers).mapToDouble(this::label).toArray(),
            Arrays.stream(numbers).mapToDouble(this::weight).toArray()),
        some);
  }

  /**
   * The table with other clusters: rows of one number are drawn together.
   *
   * @param numbers of clusters by row; at least 0
   */
  public OutOfFoldTable clustered(int[] numbers) {
    return new OutOfFoldTable(
        problem,
        classes,
        new Rows(rows.folds, rows.repeats, numbers, rows.labels, rows.weights),
        scores);
  }

  /** Numbers of all rows. */
  int[] all() {
    int[] all = new int[size()];
    Arrays.setAll(all, row -> row);
    return all;
  }
}
