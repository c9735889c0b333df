package org.espalier.train.tree;

import java.util.stream.IntStream;
import org.espalier.train.StopRequest;
import org.jspecify.annotations.Nullable;

/** Builder of training rows; by default one partition of all rows, without weights. */
public final class TrainingRowsBuilder {

  private final RankedTable table;
  private final double[] labels;
  private final int classes;
  private int[] rows;
  private int @Nullable [] starts;
  private double @Nullable [] weights;
  private int[] arities;

  public TrainingRowsBuilder(RankedTable table, double[] labels, int classes) {
    this.table = table;
    this.labels = labels;
    this.classes = classes;
    this.rows = IntStream.range(0, table.rows()).toArray();
    this.arities = new int[table.features()];
  }

  public TrainingRowsBuilder rows(int... tableRows) {
    this.rows = tableRows;
    return this;
  }

  public TrainingRowsBuilder starts(int... firstRows) {
    this.starts = firstRows;
    return this;
  }

  public TrainingRowsBuilder weights(double... ofRows) {
    this.weights = ofRows;
    return this;
  }

  public TrainingRowsBuilder arities(int... ofColumns) {
    this.arities = ofColumns;
    return this;
  }

  public TrainingRows build(StopRequest stop) throws InterruptedException {
    int[] partitions = starts == null ? new int[] {0, rows.length} : starts;
    return new TrainingRows(table, rows, partitions, labels, weights, arities, classes, stop);
  }
}
