package org.espalier.spark.feature;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Columns of a fold of a table: those of the table, and those that stages made which learned from
 * the fold's training rows.
 */
public final class FoldColumns {

  /** Fold of rows that are all learned from. */
  public static final int WHOLE = -1;

  private final ColumnTable table;
  private final int fold;
  private final Map<String, ColumnValues> made = new LinkedHashMap<>();

  FoldColumns(ColumnTable table, int fold) {
    this.table = table;
    this.fold = fold;
  }

  /** The place of the first row of each partition, then the number of rows. */
  public int[] partitions() {
    return table.partitions();
  }

  public int rows() {
    return table.rows();
  }

  /** True if a row is learned from; all others are scored on. */
  public boolean isTraining(int row) {
    return table.parts()[row] != fold;
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
