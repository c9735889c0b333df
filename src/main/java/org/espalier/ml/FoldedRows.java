package org.espalier.ml;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.espalier.spark.cell.DetachedRows;
import org.espalier.spark.cell.SharedWork;
import org.espalier.spark.data.SparkFolds;
import org.espalier.spark.sharing.FoldedTable;

/**
 * The rows of a {@link Tuner}, each with the fold that CrossValidator would give it, stored once
 * for all folds; Spark caches a training and a validation copy for each.
 */
final class FoldedRows implements FoldedTable, AutoCloseable {

  private static final String FOLD = "espalier_fold";

  /** A sixteenth of the smallest executor that Spark starts, half a gigabyte or so. */
  private static final long LEAST_BUDGET = 64L << 20;

  private final Dataset<Row> source;
  private final Column fold;
  private final String foldColumn;
  private final boolean ours;
  private final List<Long> sizes;
  private DetachedRows stored; // guarded by this

  private FoldedRows(Dataset<Row> source, String foldColumn, boolean ours, int folds) {
    this.source = source;
    this.stored = DetachedRows.of(source);
    this.fold = col("`" + foldColumn.replace("`", "``") + "`");
    this.foldColumn = foldColumn;
    this.ours = ours;
    try {
      this.sizes = sizes(foldColumn, folds);
    } catch (Throwable e) { // a failed job's exception is checked, and not declared
      stored.free();
      throw e;
    }
  }

  /**
   * Cuts a dataset by the tuner's own fold column or, without one, by Spark's rule.
   *
   * @throws IllegalArgumentException if the fold column is no integer column, or holds something
   *     else than 0 to numFolds - 1, or if a fold is empty
   */
  static FoldedRows of(Dataset<?> dataset, CrossValidator tuner) {
    String column = tuner.getFoldCol();
    boolean ours = column.isEmpty();
    int folds = tuner.getNumFolds();
    Dataset<Row> rows =
        ours ? SparkFolds.withFold(dataset, folds, tuner.getSeed(), FOLD) : dataset.toDF();
    if (!ours) {
      requireInteger(rows, column);
    }
    return new FoldedRows(rows, ours ? FOLD : column, ours, folds);
  }

  private static void requireInteger(Dataset<Row> rows, String column) {
    for (StructField field : rows.schema().fields()) {
      if (field.name().equals(column) && !field.dataType().equals(DataTypes.IntegerType)) {
        throw new IllegalArgumentException(
            "The fold column '%s' must be of type int, but is %s."
                .formatted(column, field.dataType().simpleString()));
      }
    }
  }

  private List<Long> sizes(String column, int folds) {
    long[] counts = new long[folds];
    for (Row group : all().groupBy(fold).count().collectAsList()) {
      int number = group.isNullAt(0) ? -1 : group.getInt(0);
      if (number < 0 || number >= folds) {
        throw new IllegalArgumentException(
            "The fold column '%s' must hold 0 to %d, but holds %s."
                .formatted(column, folds - 1, group.get(0)));
      }
      counts[number] = group.getLong(1);
    }
    List<Long> sizes = new ArrayList<>();
    for (int f = 0; f < folds; f++) {
      if (counts[f] == 0) {
        throw new IllegalArgumentException("Fold %d of %d has no rows.".formatted(f, folds));
      }
      sizes.add(counts[f]);
    }
    return List.copyOf(sizes);
  }

  /** Validation rows of each fold. */
  List<Long> sizes() {
    return sizes;
  }

  long count() {
    return sizes.stream().mapToLong(Long::longValue).sum();
  }

  /** Training rows of the smallest training part. */
  long smallestTraining() {
    return count() - sizes.stream().mapToLong(Long::longValue).max().orElseThrow();
  }

  int partitions() {
    return all().rdd().getNumPartitions();
  }

  @Override
  public Dataset<Row> training(Dataset<Row> table, int number) {
    return without(table.where(fold.notEqual(number)));
  }

  @Override
  public Dataset<Row> validation(Dataset<Row> table, int number) {
    return without(table.where(fold.equalTo(number)));
  }

  Dataset<Row> training(int number) {
    return training(all(), number);
  }

  Dataset<Row> validation(int number) {
    return validation(all(), number);
  }

  private Dataset<Row> without(Dataset<Row> part) {
    return ours ? part.drop(FOLD) : part;
  }

  @Override
  public synchronized Dataset<Row> all() {
    return stored.rows();
  }

  /**
   * Does work that reads the rows. If the cluster has lost some with an executor, they are computed
   * again, by the first who finds out, and the work is done once more.
   */
  <T> T read(Supplier<T> work) {
    Dataset<Row> used = all();
    try {
      return work.get();
    } catch (Throwable e) { // a failed job's exception is checked, and not declared
      if (!isReplaced(used)) {
        throw e;
      }
    }
    return work.get();
  }

  private synchronized boolean isReplaced(Dataset<Row> used) {
    if (stored.rows() == used) {
      if (stored.isWhole()) {
        return false;
      }
      stored.free(); // what is left of them
      stored = SharedWork.run(source.sparkSession().sparkContext(), () -> DetachedRows.of(source));
    }
    return true;
  }

  @Override
  public String foldColumn() {
    return foldColumn;
  }

  @Override
  public synchronized long bytes() {
    return stored.bytes();
  }

  /**
   * Bytes of storage for what is made of the rows: as much as they take themselves, which is what
   * CrossValidator takes for each fold; of small tables more, as nobody counts that.
   */
  long budget() {
    return Math.max(LEAST_BUDGET, bytes());
  }

  @Override
  public synchronized void close() {
    stored.free();
  }
}
