package org.espalier.spark.data.fold;

import static org.apache.spark.sql.functions.lit;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.cache.StoredNodes;
import org.espalier.cache.WorkGraph;
import org.espalier.cache.WorkGraph.Need;
import org.espalier.cache.WorkGraph.Payer;
import org.espalier.cache.WorkGraph.Rule;
import org.espalier.spark.ColumnNames;
import org.espalier.spark.UncompiledThresholds;
import org.espalier.spark.cell.SharedWork;
import org.espalier.spark.rows.CheckpointedRows;
import org.espalier.spark.rows.ExecutorStorage;
import org.espalier.spark.rows.FoldPart;
import org.espalier.spark.rows.OrderedCoalesce;
import org.espalier.spark.rows.RankCut;
import org.espalier.spark.rows.StoredRows;
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
   * @param megabytes storage of data derived from the rows; empty for automatic
   */
  public record Form(OptionalInt filtered, OptionalInt megabytes) {

    public static Form filters(int partitions) {
      return new Form(OptionalInt.of(partitions), OptionalInt.empty());
    }

    /** Stores rows; as files, if nothing may be cached and there is a folder for them. */
    public CheckpointedRows stored(Dataset<Row> rows) {
      return areWritten(rows.sparkSession().sparkContext())
          ? CheckpointedRows.written(rows)
          : CheckpointedRows.of(rows);
    }

    private boolean areWritten(SparkContext context) {
      return megabytes.equals(OptionalInt.of(0)) && CheckpointedRows.canBeWritten(context);
    }

    private boolean areFilters() {
      return filtered.isPresent();
    }
  }

  /** Part of a fold: about {@code most} of the rows that train or validate it. */
  private record Part(int fold, boolean validates, long most) {
    private static Part trained(FoldPart part) {
      return new Part(part.fold(), false, part.trained());
    }

    private static Part validated(FoldPart part) {
      return new Part(part.fold(), true, part.validated());
    }
  }

  private final WorkGraph graph = SharedWork.graph();
  private final Supplier<? extends StoredRows> store;
  private final Splits splits;
  private final Form form;
  private final SparkContext context;
  private final FoldCounts counts;
  private final int partitions;
  private final long room;
  private final StoredNodes<Part, CheckpointedRows> smaller;
  private final StoredNodes<FoldedTable, StoredRows> whole =
      graph.storedNodes(Rule.unlimited(Payer.MAKER)); // always kept

  /**
   * Stores a table.
   *
   * @param store stores all rows, with the columns of {@code splits}; called again if the cluster
   *     has lost them
   * @param count counts the stored rows
   */
  public FoldedTable(
      Supplier<? extends StoredRows> store,
      Splits splits,
      Function<Dataset<Row>, FoldCounts> count,
      Form form) {
    this.store = store;
    this.splits = splits;
    this.form = form;
    try {
      StoredRows stored = held();
      this.context = stored.rows().sparkSession().sparkContext();
      this.room = ExecutorStorage.forSharedRows(context);
      this.counts = count.apply(stored.rows());
      this.partitions = form.filtered().orElseGet(() -> stored.rows().rdd().getNumPartitions());
      this.smaller = graph.storedNodes(Rule.within(budget() / 2));
    } catch (Throwable e) { // a failed job's exception is checked, and not declared
      whole.close();
      throw e;
    }
  }

  public SparkContext context() {
    return context;
  }

  /** Graph of the work of all cells that read the table. */
  public WorkGraph graph() {
    return graph;
  }

  private StoredRows held() {
    return whole.hold(this, this, store::get);
  }

  /** All rows that are not held out, with their fold columns, stored. */
  public Dataset<Row> all() {
    Dataset<Row> rows = held().rows();
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

  private int checked(int fold) {
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
  private Dataset<Row> plain(Dataset<Row> some) {
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
   * Training rows of a part. Those of a smaller number are among those of a larger one.
   *
   * @param part with rows of all folds, or about the given number of a fold's training rows, with
   *     the same share of every class of every other fold
   */
  public Dataset<Row> training(FoldPart part) {
    return stored(Part.trained(part));
  }

  /** Validation rows of a part, likewise. */
  public Dataset<Row> validation(FoldPart part) {
    return stored(Part.validated(part));
  }

  /** The rows of a part, without storing any besides those of the table. */
  public Split passing(FoldPart part) {
    return new Split(rows(Part.trained(part)), rows(Part.validated(part)));
  }

  /** Rows behind stages in as many partitions as estimators read of a part. */
  public Split narrowed(Split behind, FoldPart part) {
    return form.areFilters()
        ? new Split(
            narrowed(behind.training(), Part.trained(part)),
            narrowed(behind.validation(), Part.validated(part)))
        : behind;
  }

  private Dataset<Row> narrowed(Dataset<Row> some, Part part) {
    return isWhole(part) || part.most() == 0
        ? some
        : OrderedCoalesce.of(some, part.most(), whole(part), partitions);
  }

  private Dataset<Row> stored(Part part) {
    return isWhole(part) || !isStored(part.most())
        ? rows(part)
        : smaller.hold(part, part, () -> form.stored(rows(part))).rows();
  }

  private boolean isWhole(Part part) {
    return part.fold() == FoldPart.NONE
        || part.most() >= (part.validates() ? validationRows(part.fold()) : smallestTraining());
  }

  /**
   * True if so many rows of every fold take an eighth of the budget at most. With validating rows,
   * and lower rungs of half as many or less each, this is half of the budget.
   */
  private boolean isStored(long most) {
    if (form.areFilters() || most == 0) {
      return false;
    }
    double taken = (double) bytes() * most / count() * sizes().size();
    return form.areWritten(context) || (budget() > 0 && taken <= budget() / 8.0);
  }

  private Dataset<Row> rows(Part part) {
    if (part.most() == 0 || part.fold() == FoldPart.NONE) {
      return plain(part.most() == 0 ? all().limit(0) : all());
    }
    int fold = checked(part.fold());
    Column which = part.validates() ? splits.isValidation(fold) : splits.isTraining(fold);
    if (isWhole(part)) {
      return plain(all().where(which));
    }
    Dataset<Row> rows =
        plain(all().where(which.and(UncompiledThresholds.isBelow(rank(), share(part)))));
    return form.areFilters() ? rows : narrowed(rows, part);
  }

  /** Number of rows that take all partitions: of filters the smallest number of training rows. */
  private long whole(Part part) {
    return form.areFilters() && !part.validates() ? smallestTraining() : among(part);
  }

  /** Number of rows from which a part is taken. */
  private long among(Part part) {
    return part.validates() ? validationRows(part.fold()) : trainingRows(part.fold());
  }

  /** Rank below which rows are those of a part. */
  private double share(Part part) {
    return isWhole(part) ? Double.POSITIVE_INFINITY : (double) part.most() / among(part);
  }

  /** Rows that a cell of a part reads. */
  public List<Need<?>> needs(FoldPart part) {
    return List.of(smaller.need(Part.trained(part)), smaller.need(Part.validated(part)));
  }

  /** Leaves the rows of a part that no announced cell will read; they stay while there is room. */
  public void leave(FoldPart part) {
    leave(Part.trained(part));
    leave(Part.validated(part));
  }

  private void leave(Part part) {
    if (smaller.readers(part) == 0) {
      smaller.leave(part, part);
    }
  }

  /** Drops stored rows of a part if the cluster has lost some of them, and returns true then. */
  public boolean dropIfLost(FoldPart part) {
    boolean trained = smaller.dropIfLost(Part.trained(part));
    return smaller.dropIfLost(Part.validated(part)) || trained;
  }

  /** Does work that reads the rows; repeats it if the cluster has lost some of them for good. */
  public <T> T read(Supplier<T> work) {
    return whole.with(this, store::get, rows -> work.get());
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

  /**
   * Cut of a part by the columns of folds and ranks; empty if these do not cut it: for folds over
   * time, which train on earlier rows, and for those after the first repeat.
   */
  public Optional<RankCut> cut(FoldPart part) {
    int fold = part.fold();
    if (!splits.isByColumn(fold)) {
      return Optional.empty();
    }
    if (fold == FoldPart.NONE) {
      return Optional.of(RankCut.whole(fold));
    }
    Part trained = Part.trained(part);
    int learned =
        isWhole(trained)
            ? partitions
            : OrderedCoalesce.share(trained.most(), whole(trained), partitions);
    int fitted = form.areFilters() ? partitions : learned;
    double validated = share(Part.validated(part));
    return Optional.of(new RankCut(fold, share(trained), validated, fitted, learned));
  }

  private long bytes() {
    return held().bytes();
  }

  /** Approximate storage of the rows of a part, in bytes. */
  public long bytes(FoldPart part) {
    return part.trained() == FoldPart.ALL
        ? bytes()
        : (long) ((double) bytes() * part.trained() / count());
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
  private long budget() {
    OptionalInt megabytes = form.megabytes();
    return megabytes.isPresent() ? (long) megabytes.getAsInt() << 20 : Math.max(room, bytes());
  }

  @Override
  public void close() {
    smaller.close();
    whole.close();
  }
}
