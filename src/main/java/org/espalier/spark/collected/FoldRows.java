package org.espalier.spark.collected;

import java.util.concurrent.Callable;
import java.util.stream.IntStream;

/**
 * Rows of a fold within a table: those that a fit learns from, in the partitions and the order in
 * which an ordinary fit reads them, and those that its predictions are scored on.
 */
public final class FoldRows implements LearnedRows {

  private final CollectedRows table;
  private final int number;
  private final int[] training;
  private final int[] starts;
  private final int[] validation;
  private final LabelRange labels;

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
    this.labels = labels(table, training);
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

  private static LabelRange labels(CollectedRows table, int[] rows) {
    LabelRange.Builder builder = new LabelRange.Builder();
    for (int row : rows) {
      builder.add(table.labels()[row], table.weights()[row]);
    }
    return builder.build();
  }

  @Override
  public int columns() {
    return table.columns();
  }

  @Override
  public int declaredClasses() {
    return table.declaredClasses();
  }

  @Override
  public LabelRange labels() {
    return labels;
  }

  /** View with label 1 for one class and 0 for the rest. */
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

  /** Further numbers of some rows, besides label and weight; empty if they have none. */
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
}
