package org.espalier.spark.packed;

import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.StorageLevel;
import org.espalier.cache.Stored;
import org.espalier.metric.CellMetrics;
import org.espalier.metric.PredictedRows;
import org.espalier.metric.Tally;
import org.espalier.spark.Uninterrupted;
import org.espalier.spark.cell.CellJob;
import org.espalier.spark.local.rows.RowColumns;
import org.espalier.spark.local.trainer.FoldPasses;
import org.espalier.spark.local.trainer.PassTrainer.Predictions;
import org.espalier.spark.rows.CheckpointedRows;
import org.espalier.spark.rows.ExecutorStorage;
import org.espalier.train.Rows;

/**
 * Rows of a table that stay distributed, packed into chunks of arrays, each of one fold: in the
 * memory of the executors and on their disks. Spark packs lost chunks again.
 */
public final class PackedRows implements Stored, FoldPasses {

  /** Local property by which Spark interrupts the thread of a task that it cancels. */
  private static final String INTERRUPTS = "spark.job.interruptOnCancel";

  /** Tallies of models and partitions that the driver receives at a time: 64 MiB at 1 KiB each. */
  private static final int MOST_TALLIES = 1 << 16;

  /** Distinct scores of a model that a task keeps apart: 2 MiB. */
  private static final int MOST_SCORES = 1 << 16;

  /**
   * Model whose predictions for the rows of a fold are scored.
   *
   * @param fold that the rows validate
   */
  public record Scored(int fold, Predictions predictions) implements Serializable {
    private static final long serialVersionUID = 1;
  }

  /**
   * Size of rows.
   *
   * @param isTaken false if MLlib would refuse one of them
   */
  private record Size(long rows, int columns, boolean isTaken) implements Serializable {

    private static final long serialVersionUID = 1;

    private Size plus(Size other) {
      return new Size(
          rows + other.rows,
          Math.max(columns, other.columns),
          isTaken
              && other.isTaken
              && (columns == 0 || other.columns == 0 || columns == other.columns));
    }
  }

  private final JavaSparkContext context;
  private final JavaRDD<Chunk> chunks;
  private final int folds;
  private final Size size;

  private PackedRows(JavaRDD<Chunk> chunks, int folds) {
    this.context = JavaSparkContext.fromSparkContext(chunks.context());
    this.chunks = chunks;
    this.folds = folds;
    this.size =
        CellJob.keeping(chunks.context(), () -> chunks.mapPartitions(PackedRows::size).collect())
            .stream()
            .reduce(new Size(0, 0, true), Size::plus);
  }

  /**
   * Packs the rows of a table, by one job.
   *
   * @param fold number of the fold that a row validates
   * @param folds number of folds
   * @param names of the columns that fits read
   */
  public static PackedRows of(Dataset<Row> table, Column fold, int folds, RowColumns names) {
    Column weight = names.weight().isEmpty() ? functions.lit(1.0) : functions.col(names.weight());
    JavaRDD<Chunk> chunks =
        table
            .select(
                functions.col(names.features()),
                functions.col(names.label()).cast(DataTypes.DoubleType),
                weight.cast(DataTypes.DoubleType),
                fold.cast(DataTypes.IntegerType))
            .toJavaRDD()
            .mapPartitions(rows -> new Packing(rows, folds))
            .setName("Espalier: packed rows")
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      return new PackedRows(chunks, folds);
    } catch (Throwable e) { // a failed job's exception is checked, and not declared
      Uninterrupted.run(() -> chunks.unpersist(false));
      throw e;
    }
  }

  /** Chunks of a partition, each as soon as it is full, and then the rest. */
  private static final class Packing implements Iterator<Chunk> {

    private final Iterator<Row> rows;
    private final int folds;
    private final Map<Integer, ChunkBuilder> open = new TreeMap<>(); // by fold
    private final Deque<Chunk> full = new ArrayDeque<>();

    Packing(Iterator<Row> rows, int folds) {
      this.rows = rows;
      this.folds = folds;
    }

    @Override
    public boolean hasNext() {
      while (full.isEmpty() && rows.hasNext()) {
        add(rows.next());
      }
      if (full.isEmpty()) {
        open.values().stream()
            .filter(chunk -> !chunk.isEmpty())
            .forEach(chunk -> full.add(chunk.take()));
      }
      return !full.isEmpty();
    }

    private void add(Row row) {
      int fold = row.isNullAt(3) ? folds : row.getInt(3);
      boolean validates = fold >= 0 && fold < folds; // others are trained on by all
      ChunkBuilder chunk = open.computeIfAbsent(validates ? fold : folds, ChunkBuilder::new);
      double weight = row.isNullAt(2) ? Double.NaN : row.getDouble(2);
      double label = row.isNullAt(1) ? Double.NaN : row.getDouble(1);
      chunk.add(row.isNullAt(0) ? Vectors.zeros(0) : (Vector) row.get(0), label, weight);
      if (chunk.isFull()) {
        full.add(chunk.take());
      }
    }

    @Override
    public Chunk next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return full.remove();
    }
  }

  private static Iterator<Size> size(Iterator<Chunk> chunks) {
    Size size = new Size(0, 0, true);
    while (chunks.hasNext()) {
      Chunk chunk = chunks.next();
      size = size.plus(new Size(chunk.rows().size(), chunk.rows().columns(), chunk.isTaken()));
    }
    return List.of(size).iterator();
  }

  public long rows() {
    return size.rows();
  }

  public int columns() {
    return size.columns();
  }

  /** Number of results of a pass by fold, which the driver receives. */
  public long results() {
    return (long) chunks.getNumPartitions() * (folds + 1);
  }

  /** False if MLlib would refuse one of the rows, or there is none. */
  public boolean isTaken() {
    return size.isTaken() && size.rows() > 0;
  }

  @Override
  public <S extends Serializable> List<S> sums(Sums<S> sums) throws InterruptedException {
    List<Map<Integer, S>> parts =
        interruptibly(
            () -> chunks.mapPartitions(part -> List.of(sums(sums, part)).iterator()).collect());
    double[] none = {};
    S zero = sums.of(Rows.dense(columns(), none, none, none));
    List<S> all = new ArrayList<>(Collections.nCopies(folds + 1, zero));
    for (Map<Integer, S> part : parts) {
      part.forEach((fold, own) -> all.set(fold, sums.plus(all.get(fold), own)));
    }
    return all;
  }

  /** Sums of a partition by fold. */
  private static <S extends Serializable> Map<Integer, S> sums(Sums<S> sums, Iterator<Chunk> chunks)
      throws InterruptedException {
    Map<Integer, S> byFold = new TreeMap<>();
    while (chunks.hasNext()) {
      Chunk chunk = chunks.next();
      byFold.merge(chunk.fold(), sums.of(chunk.rows()), sums::plus);
    }
    return byFold;
  }

  /**
   * Scores of models on the rows of their folds, by one pass for as many as the driver receives at
   * a time.
   *
   * @param isWeighted true if rows count by their weights
   * @return scores by metric, in the order of the models
   */
  public List<Map<String, Double>> scores(
      List<Scored> models, CellMetrics metrics, boolean isWeighted) {
    List<Map<String, Double>> scores = new ArrayList<>();
    int together = Math.max(1, MOST_TALLIES / chunks.getNumPartitions());
    for (int from = 0; from < models.size(); from += together) {
      List<Scored> some =
          List.copyOf(models.subList(from, Math.min(from + together, models.size())));
      List<List<Tally>> parts =
          interruptibly(
              () ->
                  chunks
                      .mapPartitions(
                          part -> List.of(scores(some, metrics, isWeighted, part)).iterator())
                      .collect());
      for (int i = 0; i < some.size(); i++) {
        Tally tally = new Tally(metrics, MOST_SCORES);
        for (List<Tally> part : parts) {
          tally.merge(part.get(i));
        }
        scores.add(tally.scores());
      }
    }
    return scores;
  }

  private static List<Tally> scores(
      List<Scored> models, CellMetrics metrics, boolean isWeighted, Iterator<Chunk> chunks)
      throws InterruptedException {
    List<Tally> tallies = new ArrayList<>();
    models.forEach(model -> tallies.add(new Tally(metrics, MOST_SCORES)));
    while (chunks.hasNext()) {
      Chunk chunk = chunks.next();
      Rows rows = chunk.rows();
      for (int i = 0; i < tallies.size(); i++) {
        if (models.get(i).fold() == chunk.fold()) {
          PredictedRows predicted = models.get(i).predictions().of(rows);
          tallies.get(i).add(isWeighted ? predicted.weighing(rows.weights()) : predicted);
        }
      }
    }
    tallies.forEach(Tally::compact);
    return tallies;
  }

  private <T> T interruptibly(Supplier<T> pass) {
    String before = context.getLocalProperty(INTERRUPTS);
    context.setLocalProperty(INTERRUPTS, "true");
    try {
      return pass.get();
    } finally {
      context.setLocalProperty(INTERRUPTS, before);
    }
  }

  @Override
  public long bytes() {
    return ExecutorStorage.bytes(chunks.rdd());
  }

  /** False if chunks are lost, and with them the rows from which Spark would pack them again. */
  @Override
  public boolean isWhole() {
    return CheckpointedRows.canBeRead(chunks.rdd());
  }

  @Override
  public void free() {
    Uninterrupted.run(() -> chunks.unpersist(false));
  }
}
