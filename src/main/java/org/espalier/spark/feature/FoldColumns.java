package org.espalier.spark.feature;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.catalyst.expressions.aggregate.ApproximatePercentile.PercentileDigest;
import org.espalier.spark.chain.RankCut;
import org.espalier.spark.storage.OrderedCoalesce;
import org.jspecify.annotations.Nullable;

/**
 * Columns of a part of a table: columns of the table, and outputs of stages that were fitted on the
 * training rows of the part.
 */
public final class FoldColumns {

  private final RowTable table;
  private final RankCut cut;
  private final int[] partitions;
  private final long collected;
  private final Map<String, ColumnValues> made = new LinkedHashMap<>();

  /**
   * Selects the rows of a part.
   *
   * @param all rows of all folds
   * @param cut cut that selects the rows of the part
   */
  FoldColumns(RowTable all, RankCut cut) {
    this.table = all.of(cut);
    this.cut = cut;
    this.collected = all.bytes();
    this.partitions = OrderedCoalesce.coalesce(table.partitions(), cut.fitted());
  }

  /** Returns the index of the first row of each partition, followed by the number of rows. */
  int[] partitions() {
    return partitions;
  }

  /**
   * Returns the index of the first row of each partition in which a learner is fitted, followed by
   * the number of rows.
   */
  public int[] learned() {
    return OrderedCoalesce.coalesce(partitions, cut.learned());
  }

  /** Returns the bytes of the collected columns of all folds. */
  public long collected() {
    return collected;
  }

  public int rows() {
    return table.rows();
  }

  /** Returns true for a training row; the other rows of the part are scored. */
  public boolean isTraining(int row) {
    return table.parts()[row] != cut.fold();
  }

  /** Returns a column; null if it does not exist. */
  public @Nullable ColumnValues column(String name) {
    ColumnValues own = made.get(name);
    return own == null ? table.columns().get(name) : own;
  }

  void add(String name, ColumnValues column) {
    made.put(name, column);
  }

  /**
   * Returns quantiles of the values of training rows, with Spark's own digest. Each partition has a
   * digest; they are merged in the order of the partitions.
   *
   * @param values value of each row; NaN for a missing one
   * @param error relative error of a rank
   * @param shares ranks of the quantiles, from 0 to 1
   * @return one quantile for each share; empty if there are no values
   */
  double[] quantiles(double[] values, double error, double... shares) {
    PercentileDigest all = new PercentileDigest(error);
    for (int partition = 1; partition < partitions.length; partition++) {
      PercentileDigest part = new PercentileDigest(error);
      for (int row = partitions[partition - 1]; row < partitions[partition]; row++) {
        if (isTraining(row) && !Double.isNaN(values[row])) {
          part.add(values[row]);
        }
      }
      all.merge(part);
    }
    scala.collection.Seq<Object> found = all.getPercentiles(shares);
    double[] quantiles = new double[found.size()];
    for (int i = 0; i < quantiles.length; i++) {
      quantiles[i] = (Double) found.apply(i);
    }
    return quantiles;
  }
}
