package org.espalier.ml;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.rand;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.espalier.journal.StudyEvent;
import org.espalier.spark.cell.DetachedRows;
import org.espalier.spark.cell.FewerPartitions;
import org.espalier.spark.cell.RowsOnDemand;
import org.espalier.spark.cell.SharedWork;
import org.espalier.spark.data.TableFingerprint;
import org.espalier.spark.sharing.FoldedTable;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;

/**
 * The rows of a tuner, each with the fold that Spark would give it, stored once for all folds;
 * Spark caches a training and a validation copy for each.
 */
final class FoldedRows implements FoldedTable, AutoCloseable {

  /** About so many rows that a fold trains on, or of those that validate it. */
  private record Part(int fold, boolean validates, long most) {}

  private static final String FOLD = "espalier_fold";
  private static final String RANK = "espalier_rank";

  /** A sixteenth of the smallest executor that Spark starts, half a gigabyte or so. */
  private static final long LEAST_BUDGET = 64L << 20;

  private final Dataset<Row> source;
  private final String column;
  private final String rule;
  private final List<Long> parts;
  private final int folds;
  private final OptionalInt megabytes;
  private final int partitions;
  private final RowsOnDemand<Part, DetachedRows> smaller;
  private DetachedRows stored; // guarded by this

  /**
   * @param column holds the number of a row's part
   * @param rule how they were cut, for the record
   * @param parts number of parts
   * @param folds parts, from 0, that are validated in turn
   * @param megabytes of storage for what is made of the rows, unless it is as much as they take
   */
  private FoldedRows(
      Dataset<Row> source,
      String column,
      String rule,
      int parts,
      int folds,
      OptionalInt megabytes) {
    this.source = source;
    this.column = column;
    this.rule = rule;
    this.folds = folds;
    this.megabytes = megabytes;
    this.stored = stored(source);
    try {
      this.parts = counted(parts);
      this.partitions = all().rdd().getNumPartitions();
      this.smaller =
          new RowsOnDemand<>(budget() / 2, DetachedRows::bytes, part -> stored(rows(part)));
    } catch (Throwable e) { // a failed job's exception is checked, and not declared
      stored.free();
      throw e;
    }
  }

  /**
   * Cuts a dataset by the tuner's own fold column or, without one, by its fold rule.
   *
   * @throws IllegalArgumentException if the fold column is no integer column, or holds something
   *     else than 0 to numFolds - 1, or if a fold is empty
   */
  static FoldedRows of(Dataset<?> dataset, Tuner tuner) {
    String column = tuner.getFoldCol();
    int folds = tuner.getNumFolds();
    if (column.isEmpty()) {
      Dataset<Row> rows = FoldRule.of(tuner).folds(dataset, tuner, FOLD, RANK);
      return new FoldedRows(
          ranked(rows, tuner), FOLD, tuner.getFoldRule(), folds, folds, megabytes(tuner));
    }
    requireFoldColumn(dataset.schema(), column);
    Dataset<Row> rows = ranked(dataset.toDF(), tuner);
    return new FoldedRows(rows, column, "column " + column, folds, folds, megabytes(tuner));
  }

  /** Cuts a dataset in two, of which the first is validated and the second learned from. */
  static FoldedRows of(Dataset<?> dataset, SplitTuner tuner) {
    Dataset<Row> rows = FoldRule.of(tuner).split(dataset, tuner, FOLD);
    return new FoldedRows(ranked(rows, tuner), FOLD, tuner.getFoldRule(), 2, 1, megabytes(tuner));
  }

  private static OptionalInt megabytes(TunerParams<?> tuner) {
    int megabytes = tuner.getMaxStorageInMB();
    return megabytes == TunerParam.STORAGE_OF_ROWS
        ? OptionalInt.empty()
        : OptionalInt.of(megabytes);
  }

  /** Where nothing may be cached, and there is a folder for them, as files. */
  private DetachedRows stored(Dataset<Row> rows) {
    return isWritten() ? DetachedRows.written(rows) : DetachedRows.of(rows);
  }

  private boolean isWritten() {
    return megabytes.equals(OptionalInt.of(0))
        && DetachedRows.canBeWritten(source.sparkSession().sparkContext());
  }

  /** With ranks where a fit may get a part of the rows; drawn by place, as Spark draws folds. */
  private static Dataset<Row> ranked(Dataset<Row> cut, TunerParams<?> tuner) {
    boolean known = Arrays.asList(cut.columns()).contains(RANK);
    boolean needed = !tuner.getScheduler().equals("full") && tuner.getResource().equals("rows");
    return known || !needed
        ? cut
        : cut.withColumn(RANK, rand(new Seed(tuner.getSeed()).child("rank", 0).value()));
  }

  /** Refuses a fold column that is not there, or holds no whole numbers; none is fine. */
  static void requireFoldColumn(StructType schema, String column) {
    if (column.isEmpty()) {
      return;
    }
    DataType type = schema.apply(column).dataType();
    if (!type.equals(DataTypes.IntegerType)) {
      throw new IllegalArgumentException(
          "The fold column '%s' must be of type int, but is %s."
              .formatted(column, type.simpleString()));
    }
  }

  private List<Long> counted(int parts) {
    long[] counts = new long[parts];
    for (Row group : all().groupBy(part()).count().collectAsList()) {
      int number = group.isNullAt(0) ? -1 : group.getInt(0);
      if (number < 0 || number >= parts) {
        throw new IllegalArgumentException(
            "The fold column '%s' must hold 0 to %d, but holds %s."
                .formatted(column, parts - 1, group.get(0)));
      }
      counts[number] = group.getLong(1);
    }
    for (int part = 0; part < parts; part++) {
      if (counts[part] == 0) {
        throw new IllegalArgumentException("Part %d of %d has no rows.".formatted(part, parts));
      }
    }
    return Arrays.stream(counts).boxed().toList();
  }

  private Column part() {
    return col("`" + column.replace("`", "``") + "`");
  }

  /** How the rows were cut, for the record. */
  String rule() {
    return rule;
  }

  /** Validation rows of each fold. */
  List<Long> sizes() {
    return parts.subList(0, folds);
  }

  long count() {
    return parts.stream().mapToLong(Long::longValue).sum();
  }

  /** Training rows of the smallest training part. */
  long smallestTraining() {
    return count() - sizes().stream().mapToLong(Long::longValue).max().orElseThrow();
  }

  /** Which rows these are and how they were cut, whatever their order now. */
  StudyEvent.Fingerprint fingerprint() {
    return read(() -> TableFingerprint.of(all()));
  }

  /** Tasks of a stage that reads about so many rows of a fold. */
  int partitions(long most) {
    return FewerPartitions.share(most, smallestTraining(), partitions);
  }

  @Override
  public Dataset<Row> training(Dataset<Row> table, int number) {
    return without(table.where(part().notEqual(number)));
  }

  @Override
  public Dataset<Row> validation(Dataset<Row> table, int number) {
    return without(table.where(part().equalTo(number)));
  }

  Dataset<Row> training(int number) {
    return training(all(), number);
  }

  /**
   * Reads about so many rows of the other folds; of two numbers the smaller's are among the
   * larger's. Less than all of them are stored for whoever else reads the same.
   *
   * @param most from {@link #smallestTraining()} on, all of them
   */
  <T> T train(int number, long most, Function<Dataset<Row>, T> work) {
    return most >= smallestTraining()
        ? read(() -> work.apply(training(number)))
        : read(new Part(number, false, most), work);
  }

  /** Reads about so many rows of a fold, in the same way; at most all of them. */
  <T> T validate(int number, long most, Function<Dataset<Row>, T> work) {
    return most >= parts.get(number)
        ? read(() -> work.apply(validation(number)))
        : read(new Part(number, true, most), work);
  }

  private <T> T read(Part part, Function<Dataset<Row>, T> work) {
    return read(
        () ->
            isStored(part.most())
                ? smaller.with(part, rows -> work.apply(rows.rows()))
                : work.apply(rows(part)));
  }

  /**
   * Whether there is room for so many rows of every fold. An eighth of the budget is enough for
   * half of it to hold those of all rungs below, each of half as many rows or less, and those that
   * validate.
   */
  private boolean isStored(long most) {
    double taken = (double) bytes() * most / count() * folds;
    return isWritten() || (budget() > 0 && taken <= budget() / 8.0);
  }

  private Dataset<Row> rows(Part part) {
    long size = parts.get(part.fold());
    long of = part.validates() ? size : count() - size;
    Column which = part.validates() ? part().equalTo(part.fold()) : part().notEqual(part.fold());
    Dataset<Row> rows = all().where(which.and(col(RANK).lt((double) part.most() / of)));
    return FewerPartitions.of(without(rows), FewerPartitions.share(part.most(), of, partitions));
  }

  Dataset<Row> validation(int number) {
    return validation(all(), number);
  }

  /** The estimator sees no fold column, as with Spark. */
  private Dataset<Row> without(Dataset<Row> part) {
    return part.drop(column, RANK);
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
      stored = SharedWork.run(source.sparkSession().sparkContext(), () -> stored(source));
    }
    return true;
  }

  @Override
  public String foldColumn() {
    return column;
  }

  @Override
  public synchronized long bytes() {
    return stored.bytes();
  }

  /**
   * Bytes of storage for what is made of the rows for fits on a ladder's top rung: half of all
   * where fits of fewer rows need some too.
   */
  long budget(RungLadder ladder) {
    return ladder.rung(0).rows() < smallestTraining() ? budget() / 2 : budget();
  }

  /**
   * Bytes of storage for what is made of the rows: unless said, as much as they take themselves,
   * which is what CrossValidator takes for each fold; of small tables more, as nobody counts that.
   */
  private long budget() {
    return megabytes.isPresent()
        ? (long) megabytes.getAsInt() << 20
        : Math.max(LEAST_BUDGET, bytes());
  }

  @Override
  public synchronized void close() {
    smaller.close();
    stored.free();
  }
}
