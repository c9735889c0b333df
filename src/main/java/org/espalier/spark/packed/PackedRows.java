package org.espalier.spark.packed;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntPredicate;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.storage.StorageLevel;
import org.espalier.metric.CellMetrics;
import org.espalier.metric.PredictedRows;
import org.espalier.metric.Tally;
import org.espalier.spark.JavaSerialized;
import org.espalier.spark.Uninterrupted;
import org.espalier.spark.cell.CellJob;
import org.espalier.spark.local.TaskTrainers;
import org.espalier.spark.local.rows.CollectedRows;
import org.espalier.spark.local.rows.LabelRange;
import org.espalier.spark.local.rows.LearnedRows;
import org.espalier.spark.local.rows.RowColumns;
import org.espalier.spark.local.trainer.FoldPasses;
import org.espalier.spark.local.trainer.PassTrainer;
import org.espalier.spark.local.trainer.PassTrainer.Candidate;
import org.espalier.spark.local.trainer.PassTrainer.Predictions;
import org.espalier.spark.rows.CheckpointedRows;
import org.espalier.spark.rows.ExecutorStorage;
import org.espalier.train.Rows;

/**
 * Rows of a table that stay distributed, packed into chunks of arrays, each of one fold: in the
 * memory of the executors and on their disks. Spark packs lost chunks again.
 */
public final class PackedRows implements PackedTable, FoldPasses {

  /** Bytes of the results of all partitions that the driver holds at a time. */
  private static final long MOST_BYTES = 256L << 20;

  /** Bytes above which Spark advises a broadcast in place of a task's own copy. */
  private static final long MOST_CLOSURE = 1L << 20;

  /**
   * Model whose predictions for the rows of a fold are scored.
   *
   * @param fold that the rows validate
   */
  private record Scored(int fold, Predictions predictions) implements Serializable {
    private static final long serialVersionUID = 1;
  }

  /**
   * Size of rows.
   *
   * @param labels by fold; then those of rows that validate none
   * @param isTaken false if MLlib would refuse one of them
   */
  @DefaultSerializer(JavaSerializer.class)
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
            .mapPartitions(rows -> new FoldPacking(rows, folds))
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
    List<Map<Integer, S>> parts = results(part -> sums(sums, part));
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
  private interface PartWork<R> extends Serializable {
    R of(Iterator<Chunk> part) throws InterruptedException;
  }

  /** Work of a task with what it reads. */
  private interface ReadingWork<T, R> extends Serializable {
    R of(T read, Iterator<Chunk> part) throws InterruptedException;
  }

  /**
   * Results of a pass, in the order of partitions.
   *
   * @param read by all tasks, of so many bytes
   */
  private <T, R> List<R> read(T read, long bytes, ReadingWork<T, R> work) {
    if (bytes <= MOST_CLOSURE) {
      return results(part -> work.of(read, part));
    }
    Broadcast<JavaSerialized<T>> sent = context.broadcast(new JavaSerialized<>(read));
    try {
      return results(part -> work.of(sent.value().value(), part));
    } finally {
      Uninterrupted.run(sent::destroy);
    }
  }

  private <R> List<R> results(PartWork<R> work) {
    return InterruptiblePass.run(
            context,
            () ->
                chunks
                    .mapPartitions(part -> List.of(new JavaSerialized<>(work.of(part))).iterator())
                    .collect())
        .stream()
        .map(JavaSerialized::value)
        .toList();
  }

  @Override
  public boolean takes(Candidate candidate) {
    return isTaken()
        && TaskTrainers.ofPasses(candidate.estimator())
            .filter(trainer -> trainer.takesPasses(candidate, this))
            .isPresent();
  }

  @Override
  public long bytes(Candidate candidate) {
    return trainer(candidate).bytesOfPasses(candidate, this);
  }

  @Override
  public List<Optional<Serializable>> train(List<Candidate> candidates, IntPredicate isWanted)
      throws Exception {
    List<Optional<Serializable>> results =
        new ArrayList<>(Collections.nCopies(candidates.size(), Optional.empty()));
    for (List<Integer> places : together(candidates)) {
      List<Candidate> some = places.stream().map(candidates::get).toList();
      Iterator<? extends Optional<? extends Serializable>> own =
          trainer(some.get(0)).train(this, some, i -> isWanted.test(places.get(i))).iterator();
      places.forEach(place -> results.set(place, own.next().map(Serializable.class::cast)));
    }
    return results;
  }

  private static PassTrainer<?> trainer(Candidate candidate) {
    return TaskTrainers.ofPasses(candidate.estimator()).orElseThrow();
  }

  /** Places of the candidates, by those that are trained side by side. */
  private static List<List<Integer>> together(List<Candidate> candidates) {
    List<List<Integer>> groups = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i++) {
      Candidate candidate = candidates.get(i);
      groups.stream()
          .filter(group -> isTogether(candidates.get(group.get(0)), candidate))
          .findFirst()
          .orElseGet(
              () -> {
                groups.add(new ArrayList<>());
                return groups.get(groups.size() - 1);
              })
          .add(i);
    }
    return groups;
  }

  private static boolean isTogether(Candidate one, Candidate other) {
    return trainer(one).isTogether(one.estimator(), other.estimator());
  }

  @Override
  public List<Map<String, Double>> scores(
      List<Passed> candidates, CellMetrics metrics, boolean isWeighted) {
    boolean probabilities = metrics.needsProbabilities();
    List<Scored> models =
        candidates.stream()
            .map(one -> scored(trainer(one.candidate()), one.candidate(), one.result()))
            .toList();
    return new ScoreJob<>(chunks, metrics)
        .scores(
            models, (some, part, tallies) -> add(some, part, tallies, isWeighted, probabilities));
  }

  @SuppressWarnings("unchecked") // results of the trainer
  private static <R extends Serializable> Scored scored(
      PassTrainer<R> trainer, Candidate candidate, Serializable result) {
    return new Scored(candidate.fold(), trainer.predictions(candidate.estimator(), (R) result));
  }

  private static void add(
      List<Scored> models,
      Iterator<Chunk> part,
      List<Tally> tallies,
      boolean isWeighted,
      boolean probabilities)
      throws InterruptedException {
    while (part.hasNext()) {
      Chunk chunk = part.next();
      Rows rows = chunk.rows();
      for (int i = 0; i < tallies.size(); i++) {
        if (models.get(i).fold() == chunk.fold()) {
          PredictedRows predicted = models.get(i).predictions().of(rows, probabilities);
          tallies.get(i).add(isWeighted ? predicted.weighing(rows.weights()) : predicted);
        }
      }
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
