package org.espalier.spark.feature;

import java.util.LinkedHashMap;
import java.util.Map;
import org.espalier.spark.rows.FewerPartitions;
import org.espalier.spark.rows.RankCut;
import org.jspecify.annotations.Nullable;

/**
 * Columns of a part of a table: those of the table, and those that stages made which learned from
 * the part's training rows.
 */
public final class FoldColumns {

  private final ColumnTable table;
  private final RankCut cut;
  private final int[] partitions;
  private final Map<String, ColumnValues> made = new LinkedHashMap<>();

  /**
   * @param table the rows of the cut
   */
  FoldColumns(ColumnTable table, RankCut cut) {
    this.table = table;
    this.cut = cut;
    this.partitions = FewerPartitions.of(table.partitions(), cut.fitted());
  }

  /** The place of the first row of each partition, then the number of rows. */
  int[] partitions() {
    return partitions;
  }

  /** The same of the partitions in which a learner is fitted. */
  public int[] learned() {
    return FewerPartitions.of(partitions, cut.learned());
  }

  public int rows() {
    return table.rows();
  }

  /** True if a row is learned from; all others are scored on. */
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
}
