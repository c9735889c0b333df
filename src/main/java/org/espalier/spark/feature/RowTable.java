package org.espalier.spark.feature;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.espalier.spark.chain.RankCut;

/**
 * Rows collected from datasets, as one array per column; vectors are one column. Feature stages
 * read this form, and trainers derive their own form from it.
 *
 * @param partitions index of the first row of each partition, followed by the number of rows in
 *     partitions; rows after these are only scored
 * @param parts fold that each row validates; a number below all folds if it validates none
 * @param ranks rank of each row, by which parts of a fold are cut; empty if ranks are not collected
 * @param columns columns by name
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record RowTable(
    int[] partitions, int[] parts, double[] ranks, Map<String, ColumnValues> columns)
    implements Serializable {

  /**
   * Size of some rows.
   *
   * @param rows number of rows
   * @param columns number of elements of the vectors of a row
   * @param stored number of nonzero elements of the vectors
   * @param others bytes besides the vectors
   * @param largest largest number of the first column of numbers; negative infinity if there is
   *     none
   */
  public record Size(int rows, int columns, long stored, long others, double largest)
      implements Serializable {

    static final long serialVersionUID = 1;

    static final Size NONE = new Size(0, 0, 0, 0, Double.NEGATIVE_INFINITY);

    /**
     * Returns the size of some values.
     *
     * @param bytes bytes of all values
     */
    static Size of(int rows, long bytes, List<ColumnValues> values) {
      List<VectorValues> vectors =
          values.stream()
              .filter(VectorValues.class::isInstance)
              .map(VectorValues.class::cast)
              .toList();
      return new Size(
          rows,
          vectors.stream().mapToInt(VectorValues::size).sum(),
          vectors.stream().mapToLong(VectorValues::stored).sum(),
          bytes
              - vectors.stream()
                  .mapToLong(v -> VectorValues.bytes(v.rows(), v.size(), v.stored()))
                  .sum(),
          values.stream()
              .filter(ColumnValues.Numbers.class::isInstance)
              .limit(1)
              .flatMapToDouble(all -> Arrays.stream(((ColumnValues.Numbers) all).values()))
              .max()
              .orElse(NONE.largest));
    }

    /** Returns the bytes of all values, if the vectors are in one array. */
    public long bytes() {
      return others + VectorValues.bytes(rows, columns, stored);
    }

    Size and(Size other) {
      return new Size(
          rows + other.rows,
          Math.max(columns, other.columns),
          stored + other.stored,
          others + other.others,
          Math.max(largest, other.largest));
    }
  }

  private static final long serialVersionUID = 1;

  public RowTable {
    columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
  }

  public int rows() {
    return parts.length;
  }

  /** Returns the rows that a cut selects. */
  RowTable of(RankCut cut) {
    return of(
        IntStream.range(0, rows()).filter(row -> cut.takes(parts[row], ranks[row])).toArray());
  }

  /**
   * Returns some of the rows, in their order.
   *
   * @param rows indices of the rows, ascending
   */
  public RowTable of(int[] rows) {
    if (rows.length == rows()) {
      return this;
    }
    Map<String, ColumnValues> some = new LinkedHashMap<>();
    columns.forEach((name, column) -> some.put(name, column.of(rows)));
    return new RowTable(
        Arrays.stream(partitions).map(start -> place(rows, start)).toArray(),
        Arrays.stream(rows).map(row -> parts[row]).toArray(),
        ranks.length == 0 ? ranks : Arrays.stream(rows).mapToDouble(row -> ranks[row]).toArray(),
        some);
  }

  /** Returns the position of a row in a sorted selection, or else of the next row after it. */
  private static int place(int[] rows, int row) {
    int place = Arrays.binarySearch(rows, row);
    return place < 0 ? -place - 1 : place;
  }

  /** Returns the size of the arrays in bytes. */
  public long bytes() {
    return (long) Integer.BYTES * (partitions.length + parts.length)
        + (long) Double.BYTES * ranks.length
        + columns.values().stream().mapToLong(ColumnValues::bytes).sum();
  }
}
