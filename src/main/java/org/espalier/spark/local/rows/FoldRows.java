package org.espalier.spark.local.rows;

import java.util.concurrent.Callable;
import java.util.stream.IntStream;

/**
 * Rows of a fold within a table: those that a fit learns from, in the partitions and the order in
 * which an ordinary fit reads them, and those that its predictions are scored on.
 */
public final class FoldRows {

  private final CollectedRows table;
  private final int number;
  private final int[] training;
  private final int[] starts;
  private final int[] validation;
  private final Labels labels;

  FoldRows(CollectedRows table, int number) {
    this.table = table;
    this.number = number;
    int[] parts = table.parts();
    int[] partitions = table.partitions();
    int last = partitions.length - 1;
    this.training =
        IntStream.range(0, partitions[last]).filter(row -> parts[row] != number).toArray();
    this.validation = IntStream.range(0, table.size()).filter(r -> parts[r] == number).toArray();
    this.starts = new int[partitions.length];
    for (int partition = 0, at = 0; partition < last; partition++) {
      while (at < training.length && training[at] < partitions[partition + 1]) {
        at++;
      }
      starts[partition + 1] = at;
    }
    this.labels = Labels.of(table, training);
  }

  public CollectedRows table() {
    return table;
  }

  /** Places of the training rows in the table. */
  public int[] training() {
    return training;
  }

  /** Size of the table and of its training rows. */
  public TableSize shape() {
    return new TableSize(
        table.size(),
        training.length,
        table.columns(),
        table.features().stored(),
        Math.max(labels.all(), table.declaredClasses()),
        0,
        table.ranked(),
        0);
  }

  /** First training row of each partition, then the number of training rows. */
  public int[] starts() {
    return starts;
  }

  /** Places of the validation rows in the table. */
  public int[] validation() {
    return validation;
  }

  /** Labels of the training rows. */
  public Labels labels() {
    return labels;
  }

  /** Classes that the label's column declares, or else by the labels of the training rows. */
  public int classes() {
    return table.declaredClasses() > 0 ? table.declaredClasses() : labels.all();
  }

  /** The same rows with label 1 for one class and 0 for the rest. */
  public FoldRows against(int label) {
    return new FoldRows(table.against(label), number);
  }

  /** Form derived from the rows of this fold; see {@link CollectedRows#derived}. */
  public <T> T derived(Object key, Callable<T> make) throws Exception {
    return table.derived(new OfFold(number, key), make);
  }

  private record OfFold(int number, Object key) {}

  public double[] labels(int[] rows) {
    return gathered(table.labels(), rows);
  }

  public double[] weights(int[] rows) {
    return gathered(table.weights(), rows);
  }

  /** Further numbers of some rows, beside label and weight; empty if they have none. */
  public double[] extras(int[] rows) {
    double[] extras = table.extras();
    return extras.length == 0 ? extras : gathered(extras, rows);
  }

  private static double[] gathered(double[] of, int[] rows) {
    double[] some = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      some[i] = of[rows[i]];
    }
    return some;
  }

  /**
   * Classes by the labels of rows.
   *
   * @param all one more than the largest label; 0 if one of them is no class
   * @param classes the same for rows with a weight above 0; 0 if there is none
   * @param weighs true if a row has a weight above 0
   */
  public record Labels(int all, int classes, boolean weighs) {

    private static Labels of(CollectedRows table, int[] rows) {
      double[] labels = table.labels();
      double[] weights = table.weights();
      double largest = -1;
      double heavy = -1;
      boolean areClasses = true;
      boolean weighs = false;
      for (int row : rows) {
        double label = labels[row];
        double weight = weights[row];
        areClasses &= label >= 0 && label == Math.rint(label) && label < Integer.MAX_VALUE;
        largest = Math.max(largest, label);
        heavy = weight > 0 ? Math.max(heavy, label) : heavy;
        weighs |= weight > 0;
      }
      return areClasses
          ? new Labels((int) largest + 1, (int) heavy + 1, weighs)
          : new Labels(0, 0, weighs);
    }
  }
}
