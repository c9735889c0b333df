package org.espalier.train.tree;

import java.util.Random;
import java.util.stream.IntStream;
import org.espalier.train.StopRequest;

/** Table of columns of all kinds that a seed decides. */
public final class RandomTable {

  /** No request to end. */
  static final StopRequest NEVER = () -> false;

  /** Kinds of weights. */
  public enum Weights {
    NONE,
    WHOLE,
    FRACTIONS
  }

  final double[][] columns;
  final int[] arities;
  final double[] labels;
  final double[] weights;
  final int[] starts;
  final int classes;
  final boolean weighted;

  public RandomTable(
      long seed, int rows, int[] arities, int classes, int partitions, Weights weighting) {
    Random random = new Random(seed);
    this.arities = arities;
    this.classes = classes;
    this.weighted = weighting != Weights.NONE;
    this.columns = new double[arities.length][rows];
    this.labels = new double[rows];
    this.weights = new double[rows];
    this.starts =
        IntStream.rangeClosed(0, partitions)
            .map(partition -> (int) ((long) partition * rows / partitions))
            .toArray();
    for (int column = 0; column < arities.length; column++) {
      int kind = random.nextInt(6);
      for (int row = 0; row < rows; row++) {
        columns[column][row] =
            arities[column] > 0 ? random.nextInt(arities[column]) : value(kind, random);
      }
    }
    for (int row = 0; row < rows; row++) {
      labels[row] = label(row, random);
      weights[row] =
          switch (weighting) {
            case NONE -> 1;
            case WHOLE -> random.nextInt(4);
            case FRACTIONS -> random.nextDouble() * 3;
          };
    }
  }

  /** Columns as ranks. */
  static RankedTable ranked(double[][] columns, StopRequest stop) throws InterruptedException {
    return RankedTable.of(columns[0].length, columns.length, at -> columns[at], stop);
  }

  /** The columns as ranks. */
  RankedTable ranks() throws InterruptedException {
    return ranked(columns, NEVER);
  }

  /** The rows in training form. */
  TrainingRows rows() throws InterruptedException {
    TrainingRowsBuilder rows =
        new TrainingRowsBuilder(ranks(), labels, classes).starts(starts).arities(arities);
    return weighted ? rows.weights(weights).build(NEVER) : rows.build(NEVER);
  }

  /** All rows, to be predicted. */
  ScoringRows scoring() throws InterruptedException {
    return new ScoringRows(ranks(), IntStream.range(0, labels.length).toArray(), NEVER);
  }

  /** A continuous value: smooth, of few values, mostly zero, a constant, all zero, or skewed. */
  private static double value(int kind, Random random) {
    return switch (kind) {
      case 0 -> random.nextGaussian();
      case 1 -> random.nextInt(7) - 3;
      case 2 -> random.nextInt(4) == 0 ? Math.rint(random.nextGaussian() * 10) / 4 : 0;
      case 3 -> 2.5;
      case 4 -> 0;
      default -> Math.exp(random.nextGaussian() * 3);
    };
  }

  /** Depends on the first columns, with noise; the last of many classes never comes. */
  private double label(int row, Random random) {
    double sum = random.nextGaussian();
    for (int column = 0; column < Math.min(5, columns.length); column++) {
      sum += (column % 2 == 0 ? 1 : -1) * Math.tanh(columns[column][row]);
    }
    if (classes == 0) {
      return Math.rint(sum * 8);
    }
    int labelled = classes > 3 ? classes - 1 : classes;
    return Math.floorMod((int) Math.floor(sum * 1.5), labelled);
  }
}
