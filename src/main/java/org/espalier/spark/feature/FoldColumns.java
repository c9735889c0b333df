package org.espalier.spark.feature;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.catalyst.expressions.aggregate.ApproximatePercentile.PercentileDigest;
import org.espalier.spark.chain.RankCut;
import org.espalier.spark.storage.OrderedCoalesce;
import org.jspecify.annotations.Nullable;

/**
 * Columns of a part of a table: those of the table, and those that stages made which learned from
 * the part's training rows.
 */
public final class FoldColumns {

  private final RowTable table;
  private final RankCut cut;
  private final int[] partitions;
  private final long collected;
  private final Map<String, ColumnValues> made = new LinkedHashMap<>();

  /**
   * @param all rows of all folds
   * @param cut of the rows of the part
   */
  FoldColumns(RowTable all, RankCut cut) {
    this.table = all.of(cut);
    this.cut = cut;
    this.collected = all.bytes();
    this.partitions = OrderedCoalesce.coalesce(table.partitions(), cut.fitted());
  }

  /** The place of the first row of each partition, then the number of rows. */
  int[] partitions() {
    return partitions;
  }

  /**
   * Place of the first row of each partition in which a learner is fitted, then the number of rows.
   */
  public int[] learned() {
    return OrderedCoalesce.coalesce(partitions, cut.learned());
  }

  /** Bytes of the columns of all folds, as they were collected. */
  public long collected() {
    return collected;
  }

  public int rows() {
    return table.rows();
  }

  /** True for a training row; all others are scored. */
  public boolean isTraining(int row) {
    return table.parts()[row] != cut.fold();
  }

  /** A column; null if there is none. */
  public @Nullable ColumnValues column(String name) {
    ColumnValues own = made.get(name);
    return own == null ? table.columns().get(name) : own;
  }

  void add(String name, ColumnValues column) {
    made.put(name, column);
  }

  /**
   * Quantiles of the numbers of training rows by Spark's own digest, partition by partition, merged
   * in their order.
   *
   * @param values by row, NaN where there is none
   * @param error relative error of a rank
   * @param shares of the numbers, from 0 to 1
   * @return one for each share; none if there are no numbers
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
