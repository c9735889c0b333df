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
 * Table of rows, each with the fold that it validates, stored once for all folds: that of a job, or
 * the dataset of a tuner. Spark caches a training and a validation copy for each fold.
 *
 * <p>Datasets change after a loss: get them anew for each use.
 */
public final class FoldedTable implements AutoCloseable {

  /** Training and validation rows of a part. */
  public record Split(Dataset<Row> training, Dataset<Row> validation) {}

  /**
   * Form in which estimators read parts of the rows: filters of the table, with all of its columns;
   * or tables of their own, without the columns of folds and ranks, in fewer partitions for fewer
   * rows, and stored for their announced cells where that is worth it.
   *
   * @param filtered partitions of the table and its filters; empty for tables of their own
   * @param storage bytes of storage for data derived from the rows; empty for automatic
   */
  public record Form(OptionalInt filtered, OptionalLong storage) {

    public static Form filters(int partitions) {
      return new Form(OptionalInt.of(partitions), OptionalLong.empty());
    }

    /** Stores rows; as files, if nothing may be cached and there is a folder for them. */
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
   * Rows as a dataset of the user's has them.
   *
   * @param rows with the columns by which they are cut
   */
  public record Source(Dataset<Row> rows, Dataset<?> owned) {

    private boolean isCached() {
      return !owned.storageLevel().equals(StorageLevel.NONE());
    }

    /** Bytes of the user's cache, once it is filled; else an estimate of the plan. */
    private long bytes() {
      return owned.select("*").queryExecution().optimizedPlan().stats().sizeInBytes().longValue();
    }
  }

  /** Spark's estimates of plans that tell nothing are larger: Long.MAX_VALUE, and its products. */
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
   * Stores a table: now, or with its first reader if its user has cached the dataset.
   *
   * @param store stores all rows, with the columns of {@code splits}; called again if the cluster
   *     has lost them
   * @param source of the rows: where it is cached they are counted, and read once, as they are
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

  /** Schema of the rows as an estimator reads them. */
  public StructType schema() {
    return schema;
  }

  /** Names of all columns. */
  public List<String> columns() {
    return columns;
  }

  /** Parts of the folds, as cells read them. */
  public TableParts parts() {
    return parts;
  }

  /** All rows that are not held out, with their fold columns, stored. */
  public Dataset<Row> all() {
    return searched(held().rows());
  }

  /** All rows, held-out ones too, with their fold columns, stored. */
  Dataset<Row> withHeldOut() {
    return held().rows();
  }

  /** The rows that are not held out for one reader, who stores what it makes of them. */
  public Dataset<Row> forOneReader() {
    return searched(cached.map(Source::rows).orElseGet(() -> held().rows()));
  }

  /** These rows for who describes them and hardly ever reads them: they are not stored for that. */
  public Dataset<Row> described() {
    return searched(source.map(Source::rows).orElseGet(() -> held().rows()));
  }

  private Dataset<Row> searched(Dataset<Row> rows) {
    return counts.heldOut() == 0
        ? rows
        : rows.where(splits.fold().notEqual(FoldAssignment.HELD_OUT));
  }

  /** Rows that no model sees before the end; empty if there are none. */
  public Optional<Dataset<Row>> heldOut() {
    return counts.heldOut() == 0
        ? Optional.empty()
        : Optional.of(held().rows().where(splits.fold().equalTo(FoldAssignment.HELD_OUT)));
  }

  /** Number of rows that are not held out. */
  public long count() {
    return counts.training();
  }

  /** Number of rows that each fold validates; of those of the search, and of those after them. */
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

  /** Number of tasks of a stage that reads about {@code most} rows of a fold. */
  public int partitions(long most) {
    return OrderedCoalesce.share(most, smallestTraining(), partitions);
  }

  /** Training rows of a fold, from a table like {@link #all()}. */
  public Dataset<Row> training(Dataset<Row> table, int fold) {
    return plain(table.where(splits.isTraining(checked(fold))));
  }

  /** Validation rows of a fold, from a table like {@link #all()}. */
  public Dataset<Row> validation(Dataset<Row> table, int fold) {
    return plain(table.where(splits.isValidation(checked(fold))));
  }

  /** Rows as an estimator reads them. */
  Dataset<Row> plain(Dataset<Row> some) {
    return form.areFilters() ? some : some.drop(cutColumns().toArray(String[]::new));
  }

  /**
   * Part of a cell that is trained on about {@code rows} rows: on all from the smallest number of
   * training rows on.
   */
  public FoldPart part(int fold, long rows, RungLadder ladder) {
    return rows >= smallestTraining()
        ? FoldPart.whole(fold)
        : new FoldPart(fold, rows, ladder.validationRows(rows, validationRows(fold)));
  }

  /**
   * Does work that reads the rows; repeats it once if the cluster has lost some of them for good.
   */
  public <T> T read(Supplier<T> work) {
    Optional<StoredRows> before = whole.made(this);
    try {
      return work.get();
    } catch (Throwable e) { // a failed job's exception is checked, and not declared
      boolean isLoss = FailureCause.of(e) == FailureCause.INFRASTRUCTURE;
      if (!isLoss || !(dropIfLost() || !whole.made(this).equals(before))) { // others stored them
        throw e;
      }
    }
    return work.get();
  }

  /**
   * Frees the stored rows until their next reader, who stores them again. Those of a job stay, as
   * its last steps read them and its source may be slow.
   */
  public void release() {
    if (!form.areFilters()) {
      whole.forget(this);
    }
  }

  /** Drops the rows if the cluster has lost some of them for good, and returns true then. */
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

  /** The column of ranks; 0 for all rows if there is none. */
  public Column rank() {
    return splits.names().rank().map(ColumnNames::column).orElseGet(() -> lit(0.0));
  }

  /** Approximate storage of all rows; that of the user's cache before they are stored. */
  long bytes() {
    return cached
        .filter(rows -> whole.made(this).isEmpty())
        .map(Source::bytes)
        .filter(bytes -> bytes < UNKNOWN_BYTES)
        .orElseGet(() -> held().bytes());
  }

  /**
   * Bytes of storage for data derived from the rows for a ladder's top rung: half of all if fits of
   * fewer rows need some, too.
   */
  public long budget(RungLadder ladder) {
    return ladder.rung(0).rows() < smallestTraining() ? budget() / 2 : budget();
  }

  /**
   * Bytes of storage for data derived from the rows: as set, or else a part of the executors'
   * storage, at least the size of the rows, which CrossValidator takes for each fold.
   */
  long budget() {
    return form.storage().orElseGet(() -> Math.max(room, bytes()));
  }

  /** Storage of as much as all rows take: on disk alone if there is a budget of fewer bytes. */
  public StorageLevel level() {
    return bytes() <= budget() ? StorageLevel.MEMORY_AND_DISK() : StorageLevel.DISK_ONLY();
  }

  @Override
  public void close() {
    parts.close();
    whole.close();
  }
}
