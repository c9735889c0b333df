package org.espalier.spark.packed;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.espalier.spark.collected.LabelRange;
import org.espalier.train.Rows;
import org.espalier.train.tree.RowSets;

/** Summary of the folds of a table: number of rows, sum of weights and range of labels. */
@DefaultSerializer(JavaSerializer.class)
final class FoldShape implements Serializable {

  private static final long serialVersionUID = 1;

  private final long[] rows; // by set: all rows but a fold's, then all rows
  private final double[] weights; // by set
  private final LabelRange[] labels; // by fold
  private int columns = 0;
  private boolean isTaken = true;
  private boolean isDense = true;
  private boolean isWeighted = false;

  FoldShape(int folds) {
    this.rows = new long[folds + 1];
    this.weights = new double[folds + 1];
    this.labels = new LabelRange[folds + 1];
    Arrays.fill(labels, LabelRange.NONE);
  }

  /**
   * Returns the shape of a partition.
   *
   * @param arities number of categories of each column, 0 for a continuous one; empty if all are
   */
  static FoldShape of(int folds, int[] arities, Iterator<OrderedChunk> chunks) {
    FoldShape shape = new FoldShape(folds);
    while (chunks.hasNext()) {
      OrderedChunk chunk = chunks.next();
      int[] foldOf = chunk.folds();
      shape.add(chunk.rows(), chunk.isTaken(), row -> foldOf[row], arities);
    }
    return shape;
  }

  /** Returns the shape of a partition whose columns are all continuous. */
  static FoldShape of(int folds, Iterator<RowChunk> chunks) {
    FoldShape shape = new FoldShape(folds);
    while (chunks.hasNext()) {
      RowChunk chunk = chunks.next();
      shape.add(chunk.rows(), chunk.isTaken(), row -> chunk.fold(), new int[0]);
    }
    return shape;
  }

  private void add(Rows own, boolean areTaken, IntUnaryOperator foldOf, int[] arities) {
    isTaken &= areTaken && own.columns() > 0;
    isTaken &= columns == 0 || columns == own.columns();
    isTaken &= arities.length == 0 || arities.length == own.columns();
    columns = own.columns();
    isDense &= own.isDense();
    if (!isTaken) {
      return;
    }
    LabelRange.Builder[] found = new LabelRange.Builder[labels.length];
    Arrays.setAll(found, fold -> new LabelRange.Builder());
    for (int row = 0; row < own.size(); row++) {
      int fold = foldOf.applyAsInt(row);
      double weight = own.weight(row);
      isWeighted |= weight != 1;
      found[fold].add(own.label(row), weight);
      for (int set = 0; set < rows.length; set++) {
        if (set == rows.length - 1 || set != fold) {
          rows[set]++;
          weights[set] += weight;
        }
      }
      if (arities.length > 0) {
        own.forEachValue(row, (column, value) -> isTaken &= isOf(arities[column], value));
      }
    }
    Arrays.setAll(labels, fold -> labels[fold].plus(found[fold].build()));
  }

  private static boolean isOf(int arity, double value) {
    return arity == 0 || (value >= 0 && value < arity && value == Math.rint(value));
  }

  /** Adds the shape of the next partition, and returns this object. */
  FoldShape plus(FoldShape other) {
    isTaken &= other.isTaken;
    isTaken &= columns == 0 || other.columns == 0 || columns == other.columns;
    columns = Math.max(columns, other.columns);
    isDense &= other.isDense;
    isWeighted |= other.isWeighted;
    for (int fold = 0; fold < rows.length; fold++) {
      rows[fold] += other.rows[fold];
      weights[fold] += other.weights[fold];
      labels[fold] = labels[fold].plus(other.labels[fold]);
    }
    return this;
  }

  int columns() {
    return columns;
  }

  long rows() {
    return rows[rows.length - 1];
  }

  /** Returns false if MLlib would refuse one of the rows, or there are no rows. */
  boolean isTaken() {
    return isTaken && rows() > 0;
  }

  /** Returns true if all rows are dense. */
  boolean isDense() {
    return isDense;
  }

  /** Returns true if some row has a weight other than 1. */
  boolean isWeighted() {
    return isWeighted;
  }

  RowSets sets() {
    return new RowSets(rows, weights);
  }

  /**
   * Returns the range of the labels of the rows that do not validate a fold.
   *
   * @param without the fold; below 0 for all rows
   */
  LabelRange labels(int without) {
    return IntStream.range(0, labels.length)
        .filter(fold -> fold != without)
        .mapToObj(fold -> labels[fold])
        .reduce(LabelRange.NONE, LabelRange::plus);
  }
}
