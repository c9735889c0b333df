package org.espalier.spark.feature;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.espalier.spark.rows.RankCut;

/**
 * Columns of a table on the driver, in the order of its rows.
 *
 * @param partitions the place of the first row of each partition, then the number of rows
 * @param parts the fold that each row validates; if none does, a number below that of all folds
 * @param ranks rank of each row, by which parts of a fold are cut
 * @param columns by name
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ColumnTable(
    int[] partitions, int[] parts, double[] ranks, Map<String, ColumnValues> columns) {

  public ColumnTable {
    columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
  }

  int rows() {
    return parts.length;
  }

  /** The rows that a cut takes. */
  ColumnTable of(RankCut cut) {
    int[] rows =
        IntStream.range(0, rows()).filter(row -> cut.takes(parts[row], ranks[row])).toArray();
    if (rows.length == rows()) {
      return this;
    }
    Map<String, ColumnValues> some = new LinkedHashMap<>();
    columns.forEach((name, column) -> some.put(name, column.of(rows)));
    return new ColumnTable(
        Arrays.stream(partitions).map(start -> place(rows, start)).toArray(),
        Arrays.stream(rows).map(row -> parts[row]).toArray(),
        Arrays.stream(rows).mapToDouble(row -> ranks[row]).toArray(),
        some);
  }

  /** Place of a row among some, or of the first one after it. */
  private static int place(int[] rows, int row) {
    int place = Arrays.binarySearch(rows, row);
    return place < 0 ? -place - 1 : place;
  }

  /** Bytes of the arrays. */
  public long bytes() {
    return (long) Integer.BYTES * (partitions.length + parts.length)
        + (long) Double.BYTES * ranks.length
        + columns.values().stream().mapToLong(ColumnValues::bytes).sum();
  }
}
