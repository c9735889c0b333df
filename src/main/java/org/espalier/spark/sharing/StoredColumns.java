package org.espalier.spark.sharing;

import java.util.Optional;
import org.espalier.spark.feature.ColumnTable;
import org.espalier.spark.rows.StoredRows;

/**
 * Columns on the driver.
 *
 * @param table empty if the columns are too large, or cannot be held in arrays
 */
record StoredColumns(Optional<ColumnTable> table) implements StoredRows {

  long bytes() {
    return table.map(ColumnTable::bytes).orElse(0L);
  }

  /** Always: no executor holds them. */
  @Override
  public boolean isWhole() {
    return true;
  }

  @Override
  public void free() {
    // The garbage collector frees arrays.
  }
}
