package org.espalier.spark.packed;

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
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.storage.StorageLevel;
import org.espalier.metric.CellMetrics;
import org.espalier.metric.PredictedRows;
import org.espalier.metric.Tally;
import org.espalier.spark.Uninterrupted;
import org.espalier.spark.cell.CellJob;
import org.espalier.spark.collected.CollectedRows;
import org.espalier.spark.collected.LabelRange;
import org.espalier.spark.collected.LearnedRows;
import org.espalier.spark.collected.RowColumns;
import org.espalier.spark.local.trainer.FoldPasses;
import org.espalier.spark.local.trainer.PassTrainer;
import org.espalier.spark.local.trainer.PassTrainer.Candidate;
import org.espalier.spark.local.trainer.PassTrainer.Predictions;
import org.espalier.spark.local.trainer.TaskTrainers;
import org.espalier.spark.storage.CheckpointedRows;
import org.espalier.spark.storage.ExecutorStorage;
import org.espalier.train.Rows;

/**
 * Rows of a table that stay distributed, packed into chunks of arrays, each with the rows of one
 * fold. They are stored in the memory of the executors and on their disks. Spark packs lost chunks
 * again.
 */
public final class PackedRows implements PackedTable, FoldPasses {

  /**
   * Model whose predictions for the rows of a fold are scored.
   *
   * @param fold fold that the rows validate
   */
  private record Scored(int fold, Predictions predictions) implements Serializable {
    private static final long serialVersionUID = 1;
  }

  /** Summary of the rows that a candidate learns from. */
  private record Learned(int columns, int declaredClasses, LabelRange labels)
      implements LearnedRows {}

  private final JavaRDD<RowChunk> chunks;
  private final ChunkPasses passes;
  private final int folds;
  private final int declaredClasses;
  private final FoldShape shape;
  private final Map<Sums<?>, List<?>> made = new ConcurrentHashMap<>();

  private PackedRows(JavaRDD<RowChunk> chunks, int folds, int declaredClasses) {
    this.chunks = chunks;
    this.passes = new ChunkPasses(chunks);
    this.folds = folds;
    this.declaredClasses = declaredClasses;
    this.shape = new FoldShape(folds);
    CellJob.keeping(
            chunks.context(),
            () ->
                chunks
                    .mapPartitions(part -> List.of(FoldShape.of(folds, part)).iterator())
                    .collect())
        .forEach(shape::plus);
  }

  /**
   * Packs the rows of a table by one job.
   *
   * @param fold number of the fold that a row validates
   * @param folds number of folds
   * @param names names of the columns that fits read
   * @param level storage level of the packed rows
   */
  public static PackedRows of(
      Dataset<Row> table, Column fold, int folds, RowColumns names, StorageLevel level) {
    JavaRDD<RowChunk> chunks =
        DecodedRow.read(table, fold, names)
            .mapPartitions(rows -> new FoldPacking(rows, folds))
            .setName("Espalier: packed rows")
            .persist(level);
    try {
      StructField label = table.schema().apply(names.label());
      return new PackedRows(chunks, folds, CollectedRows.declaredClasses(label));
    } catch (Throwable e) { // a failed job's exception is checked, and not declared
      Uninterrupted.run(() -> chunks.unpersist(false));
      throw e;
    }
  }

  @Override
  public LearnedRows learned(int fold) {
    return new Learned(shape.columns(), declaredClasses, shape.labels(fold));
  }

  @Override
  public boolean isDense() {
    return shape.isDense();
  }

  @Override
  public int folds() {
    return folds + 1;
  }

  @Override
  public long mostBytes() {
    return passes.mostBytes();
  }

  @Override
  @SuppressWarnings("unchecked") // equal sums have results of one type
  public <S extends Serializable> List<S> sums(Sums<S> sums, long bytes)
      throws InterruptedException {
    List<?> before = made.get(sums);
    if (before != null) {
      return (List<S>) before;
    }
    Map<Integer, S> byFold = passes.merged(sums, 0, bytes * folds(), PackedRows::sums, sums::plus);
    double[] none = {};
    S zero = sums.of(Rows.dense(shape.columns(), none, none, none));
    List<S> result =
        IntStream.range(0, folds()).mapToObj(fold -> byFold.getOrDefault(fold, zero)).toList();
    made.put(sums, result);
    return result;
  }

  /** Returns the sums of a partition by fold. */
  private static <S extends Serializable> Map<Integer, S> sums(
      Sums<S> sums, Iterator<RowChunk> chunks) throws InterruptedException {
    Map<Integer, S> byFold = new TreeMap<>();
    while (chunks.hasNext()) {
      RowChunk chunk = chunks.next();
      byFold.merge(chunk.fold(), sums.of(chunk.rows()), sums::plus);
    }
    return byFold;
  }

  @Override
  public <S extends Serializable> S total(Pass<S> pass) {
    Map<Integer, S> only =
        passes.merged(pass, pass.bytes(), pass.bytes(), PackedRows::total, pass.plus());
    return only.getOrDefault(0, pass.zero());
  }

  private static <S extends Serializable> Map<Integer, S> total(
      Pass<S> pass, Iterator<RowChunk> part) throws InterruptedException {
    S total = pass.zero();
    while (part.hasNext()) {
      RowChunk chunk = part.next();
      pass.add(total, chunk.fold(), chunk.rows());
    }
    return Map.of(0, total);
  }

  @Override
  public boolean takes(Candidate candidate) {
    return shape.isTaken()
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
    for (List<Integer> places : sideBySide(candidates)) {
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

  /** Returns the indices of the candidates, grouped by candidates that are trained together. */
  private static List<List<Integer>> sideBySide(List<Candidate> candidates) {
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

  @SuppressWarnings("unchecked") // the trainer made these results
  private static <R extends Serializable> Scored scored(
      PassTrainer<R> trainer, Candidate candidate, Serializable result) {
    return new Scored(candidate.fold(), trainer.predictions(candidate.estimator(), (R) result));
  }

  private static void add(
      List<Scored> models,
      Iterator<RowChunk> part,
      List<Tally> tallies,
      boolean isWeighted,
      boolean probabilities)
      throws InterruptedException {
    while (part.hasNext()) {
      RowChunk chunk = part.next();
      Rows rows = chunk.rows();
      for (int i = 0; i < tallies.size(); i++) {
        if (models.get(i).fold() == chunk.fold()) {
          PredictedRows predicted = models.get(i).predictions().predict(rows, probabilities);
          tallies.get(i).add(isWeighted ? predicted.weighing(rows.weights()) : predicted);
        }
      }
    }
  }

  @Override
  public long bytes() {
    return ExecutorStorage.bytes(chunks.rdd());
  }

  /**
   * Returns false if chunks are lost, and the rows from which Spark would pack them again are lost,
   * too.
   */
  @Override
  public boolean isWhole() {
    return CheckpointedRows.canBeRead(chunks.rdd());
  }

  @Override
  public void free() {
    Uninterrupted.run(() -> chunks.unpersist(false));
  }
}
