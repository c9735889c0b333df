package org.espalier.spark.data.fold;

import static org.apache.spark.sql.functions.lit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.espalier.cache.WorkCache;
import org.espalier.cache.WorkCache.Room;
import org.espalier.evaluate.Cell;
import org.espalier.evaluate.FoldScores;
import org.espalier.evaluate.KeptTrials;
import org.espalier.evaluate.ScoreStore;
import org.espalier.evaluate.ScoreStore.FullCell;
import org.espalier.spark.ColumnNames;
import org.espalier.spark.cell.FailureCause;
import org.espalier.spark.cell.SneakyThrow;
import org.espalier.spark.chain.FoldPart;
import org.espalier.spark.data.table.TableFingerprint;
import org.espalier.spark.metric.MetricColumns;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.CurvePoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Out-of-fold scores of the cells of a search: predictions of each model of full resource for its
 * validation rows. They are stored when the cell ends, and stay as long as its trial may be a
 * finalist.
 *
 * <p>A score belongs to the validation row at the same position of its fold. Scores are therefore
 * not kept if stages may change the order of rows.
 */
public final class OutOfFold {

  private static final Logger LOG = LoggerFactory.getLogger(OutOfFold.class);

  /** Maximum number of rows of a table for which scores pass through the driver, in arrays. */
  private static final long MOST_IN_ARRAYS = 1_000_000;

  /** Function that adds a key to rows: a whole number, the same for equal rows. */
  @FunctionalInterface
  public interface RowKey {

    /**
     * Returns the rows in their order with a further column.
     *
     * @param name name of the new column, which no other column has
     */
    Dataset<Row> add(Dataset<Row> rows, String name);

    /** Returns a key that is a hash of all columns but those of the cut. */
    static RowKey hashOf(FoldedTable table) {
      String[] cut = table.cutColumns().toArray(String[]::new);
      List<StructField> hashable = TableFingerprint.hashable(table.all().drop(cut).schema());
      return (rows, name) -> TableFingerprint.withRowHash(rows, hashable, name);
    }
  }

  /**
   * Key and weight of the rows of a table.
   *
   * @param weight weight of a row in the metric
   */
  public record Naming(RowKey key, Column weight) {}

  /** Keys and weights of the validation rows of a fold, in their order. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Named(long[] keys, double[] weights) {}

  private record Step(long proposal, int fold) {}

  private interface Keeping {
    void run() throws IOException;
  }

  private final FoldedTable table;
  private final Naming naming;
  private final ScoreStore store;
  private final KeptTrials leading;
  private final int first;
  private final long most;
  private final WorkCache<Integer, Named> named =
      new WorkCache<>(Room.UNLIMITED, FailureCause::isOwn, System::nanoTime); // by fold
  private final AtomicBoolean told = new AtomicBoolean(); // true once a warning was logged
  private final Map<Step, TreeMap<Long, FoldScores>> staged = new ConcurrentHashMap<>();

  /**
   * Creates the scores of the cells of a search.
   *
   * @param leading determines the trials whose scores are kept
   */
  public OutOfFold(FoldedTable table, Naming naming, ScoreStore store, KeptTrials leading) {
    this(table, naming, store, leading, 0, MOST_IN_ARRAYS);
  }

  /**
   * Creates the scores with another first fold and another limit for arrays.
   *
   * @param first number of the first fold of the table
   * @param most maximum number of rows of a table for which scores pass through the driver
   */
  OutOfFold(
      FoldedTable table,
      Naming naming,
      ScoreStore store,
      KeptTrials leading,
      int first,
      long most) {
    this.table = table;
    this.naming = naming;
    this.store = store;
    this.leading = leading;
    this.first = first;
    this.most = most;
  }

  /**
   * Returns an object for a table of the same rows in other folds, with the same store.
   *
   * @param number number of the first fold of that table
   */
  public OutOfFold of(FoldedTable others, int number) {
    return new OutOfFold(others, naming, store, leading, number, most);
  }

  private FullCell place(Cell cell) {
    return new FullCell(cell.proposal().trial(), first + cell.fold());
  }

  /**
   * Keeps the scores that a task returned for a cell's validation rows.
   *
   * @param score score of the cell; nothing is kept if it is not finite
   */
  public void keep(Cell cell, double score, FoldScores scores) {
    keep(
        cell,
        score,
        () -> {
          FoldScores.Keyed keyed = keyed(cell.fold(), scores);
          if (table.count() <= most) {
            store.put(place(cell), keyed);
          } else {
            write(cell, rows(List.of(new ScoredRows.Block(place(cell), keyed))));
          }
        });
  }

  /**
   * Keeps the predictions for a cell's validation rows.
   *
   * @param score score of the cell; nothing is kept if it is not finite
   * @param read all rows that the fold validates, after all stages but the last; only their plan is
   *     inspected
   * @param predicted the same rows with predictions
   * @param columns names of the columns of the predictions
   */
  public void keep(
      Cell cell, double score, Dataset<Row> read, Dataset<Row> predicted, MetricColumns columns) {
    keep(
        cell,
        score,
        () -> {
          if (!ScoredRows.areInOrder(read, table.all())
              || !ScoredRows.areInOrder(predicted, table.all())) {
            throw new IllegalStateException("a stage may change the order of rows");
          }
          Dataset<Row> scored = ScoredRows.scored(predicted, columns);
          if (table.count() <= most) {
            store.put(place(cell), keyed(cell.fold(), ScoredRows.collected(scored)));
          } else {
            FullCell place = place(cell);
            write(
                cell,
                named(cell.fold())
                    .javaRDD()
                    .zip(scored.javaRDD())
                    .map(row -> ScoredRows.row(place, row._1(), row._2())));
          }
        });
  }

  private void keep(Cell cell, double score, Keeping keeping) {
    if (!Double.isFinite(score)) {
      return;
    }
    FullCell place = place(cell);
    try {
      keeping.run();
      for (int behind : leading.add(place.trial(), cell.configuration(), place.fold(), score)) {
        store.remove(behind);
      }
    } catch (Throwable e) { // a failed job's exception is checked, and not declared
      if (FailureCause.of(e) != FailureCause.OWN) {
        throw SneakyThrow.thrown(e);
      }
      if (told.compareAndSet(false, true)) {
        LOG.warn(
            "out-of-fold scores of trial {}, fold {} are not kept, and those of others may be missing too: {}",
            place.trial(),
            place.fold(),
            e.toString());
      }
    }
  }

  private Dataset<Row> validation(int fold) {
    return table.parts().validation(FoldPart.whole(fold));
  }

  private Dataset<Row> named(int fold) {
    Dataset<Row> rows = validation(fold);
    String key = ColumnNames.of(rows.sparkSession()).fresh(ScoredRows.KEY, rows.columns());
    return naming
        .key()
        .add(rows, key)
        .select(ColumnNames.column(key), naming.weight().cast(DataTypes.DoubleType));
  }

  /** Returns the values of a column for the validation rows of a fold, in their order. */
  List<Row> values(int fold, Column column) {
    return validation(fold).select(column).collectAsList();
  }

  private FoldScores.Keyed keyed(int fold, FoldScores scores) {
    Named rows =
        named.get(
            fold,
            () -> {
              List<Row> all = named(fold).collectAsList();
              return new Named(
                  all.stream().mapToLong(row -> row.getLong(0)).toArray(),
                  all.stream().mapToDouble(row -> row.getDouble(1)).toArray());
            });
    return new FoldScores.Keyed(rows.keys(), rows.weights(), scores);
  }

  JavaRDD<Row> rows(List<ScoredRows.Block> blocks) {
    return ScoredRows.of(
        JavaSparkContext.fromSparkContext(table.context()).parallelize(blocks, blocks.size()));
  }

  private void write(Cell cell, JavaRDD<Row> rows) throws IOException {
    String path =
        store
            .table(place(cell))
            .orElseThrow(() -> new IOException("they are too many for the heap of the driver"));
    session()
        .createDataFrame(rows, ScoredRows.SCHEMA)
        .write()
        .mode(SaveMode.Overwrite)
        .parquet(path);
  }

  SparkSession session() {
    return table.all().sparkSession();
  }

  /**
   * Holds the scores of a cell's fit at each iteration until the iteration is known at which all
   * folds of its proposal end.
   *
   * @param scores scores for each point of the curve; empty if there are too many
   */
  public void stage(Cell cell, List<CurvePoint> curve, List<FoldScores> scores) {
    if (scores.size() == curve.size()) {
      TreeMap<Long, FoldScores> all = staged.computeIfAbsent(step(cell), key -> new TreeMap<>());
      IntStream.range(0, scores.size()).forEach(i -> all.put(curve.get(i).step(), scores.get(i)));
    }
  }

  private static Step step(Cell cell) {
    return new Step(cell.proposal().number(), cell.fold());
  }

  /** Keeps the scores of a cell at the iteration at which all folds of its proposal end. */
  public void ended(Cell cell, CellOutcome outcome) {
    TreeMap<Long, FoldScores> all = staged.remove(step(cell));
    if (all != null && outcome.state() == CellState.COMPLETED) {
      outcome.training().iterations().stream()
          .mapToObj(iteration -> Optional.ofNullable(all.get((long) iteration)))
          .flatMap(Optional::stream)
          .forEach(scores -> keep(cell, outcome.score().orElseThrow(), scores));
    }
  }

  /**
   * Returns predictions of a model for the validation rows of a fold that it was not fitted on, for
   * a trial whose cell left no scores.
   */
  public Dataset<Row> predicted(
      int trial, int fold, UnaryOperator<Dataset<Row>> model, MetricColumns columns) {
    Dataset<Row> rows = validation(fold);
    ColumnNames names = ColumnNames.of(rows.sparkSession());
    String key = names.fresh(ScoredRows.KEY, rows.columns());
    String weight = names.fresh(ScoredRows.WEIGHT, rows.columns());
    Dataset<Row> predicted =
        model.apply(
            naming
                .key()
                .add(rows.withColumn(weight, naming.weight().cast(DataTypes.DoubleType)), key));
    return ScoredRows.scored(
        predicted,
        columns,
        lit(trial).as(ScoredRows.TRIAL),
        lit(first + fold).as(ScoredRows.FOLD),
        ColumnNames.column(key).as(ScoredRows.KEY),
        ColumnNames.column(weight).as(ScoredRows.WEIGHT));
  }

  /** Removes all scores, for example those that an earlier driver left for other rows. */
  public void clear() {
    retain(List.of());
  }

  void retain(List<Integer> trials) {
    try {
      for (int trial : places().stream().mapToInt(FullCell::trial).distinct().toArray()) {
        if (!trials.contains(trial)) {
          store.remove(trial);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  SortedSet<FullCell> places() {
    try {
      return store.places();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ScoreStore store() {
    return store;
  }
}
