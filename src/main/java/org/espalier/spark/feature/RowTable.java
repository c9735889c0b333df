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
 * Rows in arrays, as they are collected from datasets: the one form that feature stages read, and
 * trainers, who make their own of it. A column is an array; vectors are one column.
 *
 * @param partitions the place of the first row of each partition, then the number of rows in
 *     partitions; rows beyond are only scored
 * @param parts the fold that each row validates; if none does, a number below that of all folds
 * @param ranks rank of each row, by which parts of a fold are cut; none if they are not
 * @param columns by name
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record RowTable(
    int[] partitions, int[] parts, double[] ranks, Map<String, ColumnValues> columns)
    implements Serializable {

  /**
   * Size of some rows.
   *
   * @param columns of their vectors
   * @param stored values of their vectors other than 0
   * @param others bytes besides the vectors
   * @param largest number of the first column of numbers; below all numbers if there is none
   */
  public record Size(int rows, int columns, long stored, long others, double largest)
      implements Serializable {

    static final long serialVersionUID = 1;

    static final Size NONE = new Size(0, 0, 0, 0, Double.NEGATIVE_INFINITY);

    /**
     * Size of values.
     *
     * @param bytes of all
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

    /** Bytes of all, with the vectors in one array. */
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

  /** The rows that a cut takes. */
  RowTable of(RankCut cut) {
    return of(
        IntStream.range(0, rows()).filter(row -> cut.takes(parts[row], ranks[row])).toArray());
  }

  /**
   * Some of the rows, in their order.
   *
   * @param rows their places, ascending
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
