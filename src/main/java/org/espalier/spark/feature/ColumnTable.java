package org.espalier.spark.feature;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Columns of a table on the driver, in the order of its rows.
 *
 * @param partitions the place of the first row of each partition, then the number of rows
 * @param parts the fold that each row validates, at least 0
 * @param columns by name
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ColumnTable(int[] partitions, int[] parts, Map<String, ColumnValues> columns) {

  public ColumnTable {
    columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
  }

  int rows() {
    return parts.length;
  }

  /** Bytes of the arrays. */
  public long bytes() {
    return (long) Integer.BYTES * (partitions.length + parts.length)
        + columns.values().stream().mapToLong(ColumnValues::bytes).sum();
  }
}
