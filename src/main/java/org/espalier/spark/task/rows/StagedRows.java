package org.espalier.spark.task.rows;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.ml.util.MetadataUtils;
import org.espalier.spark.feature.ColumnValues;
import org.espalier.spark.feature.FoldColumns;
import org.jspecify.annotations.Nullable;
import scala.Option;

/** Rows of a fit from columns that feature stages made. */
public final class StagedRows {

  private final FoldColumns columns;
  private final int[] rows;
  private final int[] partitions;

  /**
   * @param scored true if the rows come with those that are scored
   */
  private StagedRows(FoldColumns columns, boolean scored) {
    this.columns = columns;
    this.rows =
        IntStream.range(0, columns.rows())
            .filter(row -> scored || columns.isTraining(row))
            .toArray();
    this.partitions = columns.learned();
    for (int i = 0; i < partitions.length; i++) {
      int place = Arrays.binarySearch(rows, partitions[i]);
      partitions[i] = place < 0 ? -place - 1 : place;
    }
  }

  /**
   * The rows; empty if there are none, they take more bytes than allowed, or MLlib would refuse one
   * of them.
   *
   * @param scored true if the rows come with those that are scored
   * @param names of the columns of features, label, weight and one more number, the last two of
   *     which may be empty
   * @param most maximum bytes
   */
  public static Optional<CollectedRows> of(
      FoldColumns columns, boolean scored, RowColumns names, long most) {
    return columns.column(names.label()) instanceof ColumnValues.Numbers label
            && columns.column(names.features()) instanceof ColumnValues.Vectors features
        ? Optional.ofNullable(new StagedRows(columns, scored).rows(features, label, names, most))
        : Optional.empty();
  }

  private @Nullable CollectedRows rows(
      ColumnValues.Vectors features, ColumnValues.Numbers label, RowColumns names, long most) {
    double[] weights = numbers(names.weight(), 1);
    double[] extras = numbers(names.extra(), 0);
    int stored = Arrays.stream(rows).map(row -> stored(features, row)).sum();
    if (weights == null || extras == null || rows.length == 0) {
      return null;
    }
    CollectedRows.Arrays arrays =
        CollectedRows.Arrays.of(rows.length, stored, !names.extra().isEmpty());
    for (int i = 0; i < rows.length; i++) {
      int row = rows[i];
      arrays.labels()[i] = label.values()[row];
      arrays.weights()[i] = weights[row];
      arrays.parts()[i] = columns.isTraining(row) ? CellRows.TRAINING : CellRows.VALIDATION;
      if (arrays.extras().length > 0) {
        arrays.extras()[i] = extras[row];
      }
      arrays.starts()[i + 1] = copied(features, row, arrays, arrays.starts()[i]);
    }
    Option<Object> classes = MetadataUtils.getNumClasses(label.field());
    CollectedRows collected =
        new CollectedRows(
            features.size(),
            classes.isDefined() ? (Integer) classes.get() : 0,
            features.categories(),
            partitions,
            arrays,
            label.field().metadata().json());
    return areTaken(arrays, names.missing()) && collected.bytes() <= most ? collected : null;
  }

  /** Values of a column by row; a constant where no column is named, null where it is missing. */
  private double @Nullable [] numbers(String name, double otherwise) {
    if (name.isEmpty()) {
      double[] constant = new double[columns.rows()];
      Arrays.fill(constant, otherwise);
      return constant;
    }
    return columns.column(name) instanceof ColumnValues.Numbers numbers ? numbers.values() : null;
  }

  private static int stored(ColumnValues.Vectors features, int row) {
    int count = 0;
    for (int i = features.starts()[row]; i < features.starts()[row + 1]; i++) {
      count += features.values()[i] == 0 ? 0 : 1; // a scaler makes a constant column 0
    }
    return count;
  }

  /** Copies a row's values; returns the place after the last one. */
  private static int copied(
      ColumnValues.Vectors features, int row, CollectedRows.Arrays arrays, int from) {
    int at = from;
    for (int i = features.starts()[row]; i < features.starts()[row + 1]; i++) {
      if (features.values()[i] != 0) {
        arrays.indices()[at] = features.indices()[i];
        arrays.values()[at++] = features.values()[i];
      }
    }
    return at;
  }

  private static boolean areTaken(CollectedRows.Arrays arrays, boolean missing) {
    return Arrays.stream(arrays.values())
            .allMatch(value -> Double.isFinite(value) || (missing && Double.isNaN(value)))
        && Arrays.stream(arrays.labels()).allMatch(Double::isFinite)
        && Arrays.stream(arrays.extras()).allMatch(Double::isFinite)
        && Arrays.stream(arrays.weights())
            .allMatch(weight -> weight >= 0 && weight < Double.POSITIVE_INFINITY);
  }
}
