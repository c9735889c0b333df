package org.espalier.metric;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * Full confusion matrix of a small number of classes.
 *
 * @param classes names of all classes that occur as labels or as predictions, in ascending order of
 *     their numbers
 * @param weights weight of the rows of each label, by prediction
 */
public record ConfusionTable(List<String> classes, List<List<Double>> weights) {

  /** More are no table that is read. */
  public static final int MAX_CLASSES = 30;

  public ConfusionTable {
    classes = List.copyOf(classes);
    weights = weights.stream().map(List::copyOf).toList();
    int size = classes.size();
    if (size == 0
        || size > MAX_CLASSES
        || weights.size() != size
        || weights.stream().anyMatch(row -> row.size() != size)) {
      throw new IllegalArgumentException(
          "A confusion matrix of %d classes and %d rows.".formatted(size, weights.size()));
    }
    if (weights.stream().flatMap(List::stream).anyMatch(w -> !(w >= 0) || w.isInfinite())) {
      throw new IllegalArgumentException("weights: one is negative or not finite.");
    }
  }

  /**
   * Table of rows; empty if they are of more than {@link #MAX_CLASSES} classes, or of none.
   *
   * @param names names of the classes 0, 1 and so on; other classes are named by their numbers
   */
  public static Optional<ConfusionTable> of(PredictedRows rows, List<String> names) {
    double[] classes =
        DoubleStream.concat(Arrays.stream(rows.labels()), Arrays.stream(rows.predictions()))
            .map(value -> value + 0.0) // 0 and -0 are one class
            .sorted()
            .distinct()
            .toArray();
    if (classes.length == 0 || classes.length > MAX_CLASSES) {
      return Optional.empty();
    }
    double[][] weights = new double[classes.length][classes.length];
    for (int row = 0; row < rows.size(); row++) {
      int label = Arrays.binarySearch(classes, rows.labels()[row] + 0.0);
      int prediction = Arrays.binarySearch(classes, rows.predictions()[row] + 0.0);
      weights[label][prediction] += rows.weight(row);
    }
    List<List<Double>> lists = new ArrayList<>();
    for (double[] row : weights) {
      lists.add(Arrays.stream(row).boxed().toList());
    }
    return Optional.of(
        new ConfusionTable(
            Arrays.stream(classes).mapToObj(value -> name(value, names)).toList(), lists));
  }

  private static String name(double value, List<String> names) {
    boolean whole = value == Math.rint(value) && !Double.isInfinite(value);
    if (whole && value >= 0 && value < names.size()) {
      return names.get((int) value);
    }
    return whole ? new BigDecimal(value).toPlainString() : String.valueOf(value);
  }
}
