package org.espalier.spark.data.fold;

import static org.apache.spark.sql.functions.lit;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.espalier.cache.WorkCache;
import org.espalier.cache.WorkCache.Room;
import org.espalier.spark.ColumnNames;
import org.espalier.spark.cell.FailureCause;
import org.espalier.spark.chain.FoldPart;
import org.espalier.spark.storage.CheckpointedRows;
import org.espalier.spark.storage.ExecutorStorage;
import org.espalier.spark.storage.OrderedCoalesce;
import org.espalier.spark.storage.StoredRows;
import org.espalier.study.RungLadder;

/**
 * Table of a job's rows, or of the dataset of a tuner, with the fold that each row validates. It is
 * stored once for all folds, where Spark's CrossValidator caches a training and a validation copy
 * for each fold.
 *
 * <p>The datasets change when the cluster has lost stored rows: get them again for each use.
 */
public final class FoldedTable implements AutoCloseable {

  /** Training and validation rows of a part. */
  public record Split(Dataset<Row> training, Dataset<Row> validation) {}

  /**
   * Form in which estimators read parts of the rows. Filters of the table keep all of its columns.
   * Tables of their own lack the columns of folds and ranks, have fewer partitions for fewer rows,
   * and are stored for their announced cells where that pays off.
   *
   * @param filtered number of partitions of the table and its filters; empty for tables of their
   *     own
   * @param storage bytes of storage for data derived from the rows; empty to choose automatically
   */
  public record Form(OptionalInt filtered, OptionalLong storage) {

    public static Form filters(int partitions) {
      return new Form(OptionalInt.of(partitions), OptionalLong.empty());
    }

    /** Stores rows; in files if the storage is 0 and a folder for them exists. */
    public CheckpointedRows stored(Dataset<Row> rows) {
      return areWritten(rows.sparkSession().sparkContext())
          ? CheckpointedRows.written(rows)
          : CheckpointedRows.of(rows);
    }

    boolean areWritten(SparkContext context) {
      return storage.equals(OptionalLong.of(0)) && CheckpointedRows.canBeWritten(context);
    }

    boolean areFilters() {
      return filtered.isPresent();
    }
  }

  /**
   * Rows of a dataset that the user owns.
   *
   * @param rows rows with the columns by which they are cut
   * @param owned the user's dataset, whose storage level shows if it is cached
   */
  public record Source(Dataset<Row> rows, Dataset<?> owned) {

    private boolean isCached() {
      return !owned.storageLevel().equals(StorageLevel.NONE());
    }

    /**
     * Returns the bytes of the user's cache once it is filled, before that an estimate from the
     * plan.
     */
    private long bytes() {
      return owned.select("*").queryExecution().optimizedPlan().stats().sizeInBytes().longValue();
    }
  }

  /**
   * Lower bound of Spark's estimates for plans of unknown size: Long.MAX_VALUE, or products of it.
   */
  private static final long UNKNOWN_BYTES = 1L << 60;

  private final Supplier<? extends StoredRows> store;
  private final Optional<Source> source;
  private final Optional<Source> cached;
  private final SplitColumns splits;
  private final Form form;
  private final SparkContext context;
  private final List<String> columns;
  private final StructType schema;
  private final FoldCounts counts;
  private final int partitions;
  private final long room;
  private final TableParts parts;
  private final WorkCache<FoldedTable, StoredRows> whole =
      new WorkCache<>(Room.UNLIMITED, FailureCause::isOwn, System::nanoTime);

  /**
   * Stores a table.
   *
   * @param store stores all rows, with the columns of {@code splits}; called again if the cluster
   *     has lost them
   * @param count counts the stored rows
   */
  public FoldedTable(
      Supplier<? extends StoredRows> store,
      SplitColumns splits,
      Function<Dataset<Row>, FoldCounts> count,
      Form form) {
    this(store, Optional.empty(), splits, count, form);
  }

  /**
   * Stores a table: immediately, or for its first reader if the user has cached the dataset.
   *
   * @param store stores all rows, with the columns of {@code splits}; called again if the cluster
   *     has lost them
   * @param source source of the rows; if it is cached, counting and single reads use its cache
   * @param count counts the rows
   */
  public FoldedTable(
      Supplier<? extends StoredRows> store,
      Optional<Source> source,
      SplitColumns splits,
      Function<Dataset<Row>, FoldCounts> count,
      Form form) {
    this.store = store;
    this.source = source;
    this.cached = source.filter(Source::isCached);
    this.splits = splits;
    this.form = form;
    try {
      Dataset<Row> rows = cached.map(Source::rows).orElseGet(() -> held().rows());
      this.context = rows.sparkSession().sparkContext();
      this.room = ExecutorStorage.forSharedRows(context);
      this.columns = List.of(rows.columns());
      this.schema = plain(rows).schema();
      this.counts = count.apply(rows);
      this.partitions = form.filtered().orElseGet(() -> rows.rdd().getNumPartitions());
      this.parts = new TableParts(this, splits, form);
    } catch (Throwable e) { // a failed job's exception is checked, and not declared
      whole.close();
      throw e;
    }
  }

  public SparkContext context() {
    return context;
  }

  private StoredRows held() {
    return whole.get(this, store::get);
  }

  /** Returns the schema of the rows that an estimator reads. */
  public StructType schema() {
    return schema;
  }

  /** Names of all columns. */
  public List<String> columns() {
    return columns;
  }

  /** Returns the parts of the folds that cells read. */
  public TableParts parts() {
    return parts;
  }

  /** Returns all rows that are not held out, stored, with their fold columns. */
  public Dataset<Row> all() {
    return searched(held().rows());
  }

  /** Returns all rows including held-out ones, stored, with their fold columns. */
  Dataset<Row> withHeldOut() {
    return held().rows();
  }

  /**
   * Returns the rows that are not held out for a reader that stores its own result. If the user has
   * cached the dataset, they come from that cache and are not stored again.
   */
  public Dataset<Row> forOneReader() {
    return searched(cached.map(Source::rows).orElseGet(() -> held().rows()));
  }

  /**
   * Returns the rows that are not held out for a caller that inspects their plan and hardly ever
   * reads them; they are not stored for this.
   */
  public Dataset<Row> described() {
    return searched(source.map(Source::rows).orElseGet(() -> held().rows()));
  }

  private Dataset<Row> searched(Dataset<Row> rows) {
    return counts.heldOut() == 0
        ? rows
        : rows.where(splits.fold().notEqual(FoldAssignment.HELD_OUT));
  }

  /**
   * Returns the held-out rows, which no model sees before the end of the search; empty if there are
   * none.
   */
  public Optional<Dataset<Row>> heldOut() {
    return counts.heldOut() == 0
        ? Optional.empty()
        : Optional.of(held().rows().where(splits.fold().equalTo(FoldAssignment.HELD_OUT)));
  }

  /** Number of rows that are not held out. */
  public long count() {
    return counts.training();
  }

  /**
   * Returns the number of rows that each fold validates, for the folds of the search and those
   * after them.
   */
  public List<Long> sizes() {
    return counts.sizes();
  }

  /** Number of training rows of the fold with the fewest. */
  public long smallestTraining() {
    return counts.smallestTraining();
  }

  /** Number of training rows of a fold. */
  public long trainingRows(int fold) {
    return counts.trainingOf().get(checked(fold));
  }

  /** Number of rows that a fold validates. */
  public long validationRows(int fold) {
    return sizes().get(checked(fold));
  }

  int checked(int fold) {
    int folds = sizes().size();
    if (fold < 0 || fold >= folds) {
      throw new IllegalArgumentException("Fold %d of %d, counted from 0.".formatted(fold, folds));
    }
    return fold;
  }

  /** Number of partitions of the rows. */
  public int partitions() {
    return partitions;
  }

  /** Returns the number of tasks of a stage that reads about {@code most} rows of a fold. */
  public int partitions(long most) {
    return OrderedCoalesce.share(most, smallestTraining(), partitions);
  }

  /**
   * Returns the training rows of a fold.
   *
   * @param table rows with the columns of {@link #all()}
   */
  public Dataset<Row> training(Dataset<Row> table, int fold) {
    return plain(table.where(splits.isTraining(checked(fold))));
  }

  /**
   * Returns the validation rows of a fold.
   *
   * @param table rows with the columns of {@link #all()}
   */
  public Dataset<Row> validation(Dataset<Row> table, int fold) {
    return plain(table.where(splits.isValidation(checked(fold))));
  }

  /**
   * Returns the rows in the form that an estimator reads, without the cut columns unless parts are
   * filters.
   */
  Dataset<Row> plain(Dataset<Row> some) {
    return form.areFilters() ? some : some.drop(cutColumns().toArray(String[]::new));
  }

  /**
   * Returns the part of a cell that is trained on about {@code rows} rows. The part is the whole
   * fold if {@code rows} is at least the smallest number of training rows of all folds.
   */
  public FoldPart part(int fold, long rows, RungLadder ladder) {
    return rows >= smallestTraining()
        ? FoldPart.whole(fold)
        : new FoldPart(fold, rows, ladder.validationRows(rows, validationRows(fold)));
  }

  /**
   * Runs work that reads the rows, and repeats it once if the cluster has lost stored rows for
   * good.
   */
  public <T> T read(Supplier<T> work) {
    Optional<StoredRows> before = whole.made(this);
    try {
      return work.get();
    } catch (Throwable e) { // a failed job's exception is checked, and not declared
      boolean isLoss = FailureCause.of(e) == FailureCause.INFRASTRUCTURE;
      if (!isLoss || !(dropIfLost() || !whole.made(this).equals(before))) { // stored anew
        throw e;
      }
    }
    return work.get();
  }

  /**
   * Frees the stored rows; the next reader stores them again. A job keeps its rows, as its last
   * steps read them and its source may be slow.
   */
  public void release() {
    if (!form.areFilters()) {
      whole.forget(this);
    }
  }

  /**
   * Drops the stored rows if the cluster has lost some of them for good; returns true if it did.
   */
  public boolean dropIfLost() {
    return whole.dropIfLost(this);
  }

  /** Names of the columns by which folds, and parts of them, are cut. */
  public List<String> cutColumns() {
    return splits.names().all();
  }

  public Column fold() {
    return ColumnNames.column(splits.names().fold());
  }

  /** Returns the column of ranks; 0 for all rows if there is none. */
  public Column rank() {
    return splits.names().rank().map(ColumnNames::column).orElseGet(() -> lit(0.0));
  }

  /**
   * Returns the approximate storage of all rows in bytes; before they are stored, that of the
   * user's cache.
   */
  long bytes() {
    return cached
        .filter(rows -> whole.made(this).isEmpty())
        .map(Source::bytes)
        .filter(bytes -> bytes < UNKNOWN_BYTES)
        .orElseGet(() -> held().bytes());
  }

  /**
   * Returns the bytes of storage for data derived from the rows, for the top rung of a ladder: half
   * of the budget if fits on lower rungs need storage, too.
   */
  public long budget(RungLadder ladder) {
    return ladder.rung(0).rows() < smallestTraining() ? budget() / 2 : budget();
  }

  /**
   * Returns the bytes of storage for data derived from the rows: the form's setting, or else a part
   * of the executors' storage, but at least the size of the rows, which CrossValidator takes for
   * each fold.
   */
  long budget() {
    return form.storage().orElseGet(() -> Math.max(room, bytes()));
  }

  /**
   * Returns the storage level for data as large as all rows: disk only if the budget is smaller.
   */
  public StorageLevel level() {
    return bytes() <= budget() ? StorageLevel.MEMORY_AND_DISK() : StorageLevel.DISK_ONLY();
  }

  @Override
  public void close() {
    parts.close();
    whole.close();
  }
}
