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
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.storage.StorageLevel;
import org.espalier.cache.Stored;
import org.espalier.metric.CellMetrics;
import org.espalier.metric.PredictedRows;
import org.espalier.metric.Tally;
import org.espalier.spark.Uninterrupted;
import org.espalier.spark.cell.CellJob;
import org.espalier.spark.local.rows.CollectedRows;
import org.espalier.spark.local.rows.LabelRange;
import org.espalier.spark.local.rows.LearnedRows;
import org.espalier.spark.local.rows.RowColumns;
import org.espalier.spark.local.trainer.FoldPasses;
import org.espalier.spark.local.trainer.PassTrainer.Predictions;
import org.espalier.spark.rows.CheckpointedRows;
import org.espalier.spark.rows.ExecutorStorage;
import org.espalier.train.Rows;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/**
 * Rows of a table that stay distributed, packed into chunks of arrays, each of one fold: in the
 * memory of the executors and on their disks. Spark packs lost chunks again.
 */
public final class PackedRows implements Stored, FoldPasses {

  /** Local property by which Spark interrupts the thread of a task that it cancels. */
  private static final String INTERRUPTS = "spark.job.interruptOnCancel";

  /** Bytes of the results of all partitions that the driver holds at a time. */
  private static final long MOST_BYTES = 256L << 20;

  /** Bytes above which Spark advises a broadcast in place of a task's own copy. */
  private static final long MOST_CLOSURE = 1L << 20;

  /** Models that a pass scores: a task holds the tallies of all, of 4 MiB each at most. */
  private static final int MOST_MODELS = 64;

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
   * @param labels by fold; then those of rows that validate none
   * @param isTaken false if MLlib would refuse one of them
   */
  private record Size(
      long rows, int columns, boolean isDense, List<LabelRange> labels, boolean isTaken)
      implements Serializable {

    private static final long serialVersionUID = 1;

    private static Size none(int folds) {
      List<LabelRange> none = new ArrayList<>(Collections.nCopies(folds + 1, LabelRange.NONE));
      return new Size(0, 0, true, none, true);
    }

    private static Size of(Chunk chunk, int folds) {
      Rows rows = chunk.rows();
      LabelRange.Builder labels = new LabelRange.Builder();
      for (int row = 0; row < rows.size(); row++) {
        labels.add(rows.label(row), rows.weight(row));
      }
      Size none = none(folds);
      none.labels.set(chunk.fold(), labels.build());
      return new Size(rows.size(), rows.columns(), rows.isDense(), none.labels, chunk.isTaken());
    }

    private Size plus(Size other) {
      List<LabelRange> both = new ArrayList<>();
      for (int fold = 0; fold < labels.size(); fold++) {
        both.add(labels.get(fold).plus(other.labels.get(fold)));
      }
      return new Size(
          rows + other.rows,
          Math.max(columns, other.columns),
          isDense && other.isDense,
          both,
          isTaken
              && other.isTaken
              && (columns == 0 || other.columns == 0 || columns == other.columns));
    }
  }

  /** Rows that a candidate learns from. */
  private record Learned(int columns, int declaredClasses, LabelRange labels)
      implements LearnedRows {}

  private final JavaSparkContext context;
  private final JavaRDD<Chunk> chunks;
  private final int folds;
  private final int declaredClasses;
  private final Size size;
  private final Map<Sums<?>, List<?>> made = new ConcurrentHashMap<>();

  private PackedRows(JavaRDD<Chunk> chunks, int folds, int declaredClasses) {
    this.context = JavaSparkContext.fromSparkContext(chunks.context());
    this.chunks = chunks;
    this.folds = folds;
    this.declaredClasses = declaredClasses;
    this.size =
        CellJob.keeping(
                chunks.context(),
                () -> chunks.mapPartitions(part -> List.of(size(part, folds)).iterator()).collect())
            .stream()
            .reduce(Size.none(folds), Size::plus);
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
      StructField label = table.schema().apply(names.label());
      return new PackedRows(chunks, folds, CollectedRows.declaredClasses(label));
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

  private static Size size(Iterator<Chunk> chunks, int folds) {
    Size size = Size.none(folds);
    while (chunks.hasNext()) {
      size = size.plus(Size.of(chunks.next(), folds));
    }
    return size;
  }

  public long rows() {
    return size.rows();
  }

  @Override
  public LearnedRows learned(int fold) {
    LabelRange labels = LabelRange.NONE;
    for (int other = 0; other < size.labels().size(); other++) {
      labels = other == fold ? labels : labels.plus(size.labels().get(other));
    }
    return new Learned(size.columns(), declaredClasses, labels);
  }

  @Override
  public boolean isDense() {
    return size.isDense();
  }

  @Override
  public int folds() {
    return folds + 1;
  }

  @Override
  public long mostBytes() {
    return MOST_BYTES / Math.max(1, chunks.getNumPartitions());
  }

  /** False if MLlib would refuse one of the rows, or there is none. */
  public boolean isTaken() {
    return size.isTaken() && size.rows() > 0;
  }

  @Override
  @SuppressWarnings("unchecked") // equal sums have results of one type
  public <S extends Serializable> List<S> sums(Sums<S> sums) throws InterruptedException {
    List<?> before = made.get(sums);
    if (before != null) {
      return (List<S>) before;
    }
    List<Map<Integer, S>> parts =
        interruptibly(
            () -> chunks.mapPartitions(part -> List.of(sums(sums, part)).iterator()).collect());
    double[] none = {};
    S zero = sums.of(Rows.dense(size.columns(), none, none, none));
    List<S> all = new ArrayList<>(Collections.nCopies(folds + 1, zero));
    for (Map<Integer, S> part : parts) {
      part.forEach((fold, own) -> all.set(fold, sums.plus(all.get(fold), own)));
    }
    List<S> result = List.copyOf(all);
    made.put(sums, result);
    return result;
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

  @Override
  public <S extends Serializable> S total(Pass<S> pass) {
    List<S> parts =
        read(
            pass,
            pass.bytes(),
            (own, part) -> {
              S total = own.zero();
              while (part.hasNext()) {
                Chunk chunk = part.next();
                own.add(total, chunk.fold(), chunk.rows());
              }
              return total;
            });
    S all = pass.zero();
    parts.forEach(part -> pass.merge(all, part));
    return all;
  }

  /** Work of a task. */
  private interface PartWork<T, R> extends Serializable {
    R of(T read, Iterator<Chunk> part) throws InterruptedException;
  }

  /**
   * Results of a pass, in the order of partitions.
   *
   * @param read by all tasks, of so many bytes
   */
  private <T, R> List<R> read(T read, long bytes, PartWork<T, R> work) {
    if (bytes <= MOST_CLOSURE) {
      return interruptibly(
          () -> chunks.mapPartitions(part -> List.of(work.of(read, part)).iterator()).collect());
    }
    Broadcast<T> sent = context.broadcast(read);
    try {
      return interruptibly(
          () ->
              chunks
                  .mapPartitions(part -> List.of(work.of(sent.value(), part)).iterator())
                  .collect());
    } finally {
      Uninterrupted.run(sent::destroy);
    }
  }

  /**
   * Scores of models on the rows of their folds, by one pass for as many as a task holds.
   *
   * @param isWeighted true if rows count by their weights
   * @return scores by metric, in the order of the models
   */
  public List<Map<String, Double>> scores(
      List<Scored> models, CellMetrics metrics, boolean isWeighted) {
    List<Map<String, Double>> scores = new ArrayList<>();
    for (int from = 0; from < models.size(); from += MOST_MODELS) {
      int to = Math.min(from + MOST_MODELS, models.size());
      scores.addAll(scored(new ArrayList<>(models.subList(from, to)), metrics, isWeighted));
    }
    return scores;
  }

  /** Scores of a pass: tallies are merged by model, in the order of partitions. */
  private List<Map<String, Double>> scored(
      List<Scored> models, CellMetrics metrics, boolean isWeighted) {
    ByModel byModel = new ByModel(models.size(), chunks.getNumPartitions());
    Broadcast<List<Scored>> sent = context.broadcast(models);
    try {
      Map<Integer, Map<String, Double>> scores = new TreeMap<>();
      interruptibly(
              () ->
                  chunks
                      .mapPartitionsWithIndex(
                          (partition, part) ->
                              byModel.keyed(
                                  partition, tallies(sent.value(), metrics, isWeighted, part)),
                          false)
                      .mapToPair(pair -> pair)
                      .repartitionAndSortWithinPartitions(byModel)
                      .mapPartitions(pairs -> byModel.scores(pairs, metrics).iterator())
                      .collect())
          .forEach(one -> scores.put(one._1(), one._2()));
      return List.copyOf(scores.values());
    } finally {
      Uninterrupted.run(sent::destroy);
    }
  }

  /** Partitioner of tallies by model, with keys that follow each other by model and partition. */
  private static final class ByModel extends Partitioner {

    private static final long serialVersionUID = 1;

    private final int models;
    private final int partitions; // of the rows

    ByModel(int models, int partitions) {
      this.models = models;
      this.partitions = partitions;
    }

    @Override
    public int numPartitions() {
      return models;
    }

    private int model(long key) {
      return (int) (key / partitions);
    }

    @Override
    public int getPartition(Object key) {
      return model((Long) key);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof ByModel by && by.models == models && by.partitions == partitions;
    }

    @Override
    public int hashCode() {
      return 31 * models + partitions;
    }

    Iterator<Tuple2<Long, Tally>> keyed(int partition, List<Tally> tallies) {
      List<Tuple2<Long, Tally>> keyed = new ArrayList<>();
      for (int model = 0; model < tallies.size(); model++) {
        keyed.add(new Tuple2<>((long) model * partitions + partition, tallies.get(model)));
      }
      return keyed.iterator();
    }

    /** Scores of the model of a partition. */
    List<Tuple2<Integer, Map<String, Double>>> scores(
        Iterator<Tuple2<Long, Tally>> sorted, CellMetrics metrics) {
      Tally all = new Tally(metrics, MOST_SCORES);
      int model = -1;
      while (sorted.hasNext()) {
        Tuple2<Long, Tally> next = sorted.next();
        model = model(next._1());
        all.merge(next._2());
      }
      return model < 0 ? List.of() : List.of(new Tuple2<>(model, all.scores()));
    }
  }

  private static List<Tally> tallies(
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
