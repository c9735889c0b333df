package org.espalier.spark.packed;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.tree.GBTParams;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.storage.StorageLevel;
import org.espalier.metric.CellMetrics;
import org.espalier.spark.JavaSerialized;
import org.espalier.spark.Uninterrupted;
import org.espalier.spark.cell.CellJob;
import org.espalier.spark.collected.CollectedRows;
import org.espalier.spark.collected.LabelRange;
import org.espalier.spark.collected.RowColumns;
import org.espalier.spark.feature.Categories;
import org.espalier.spark.local.trainer.BoostedTrees;
import org.espalier.spark.local.trainer.PassTrainer.Candidate;
import org.espalier.spark.local.trainer.TreePredictions;
import org.espalier.spark.local.trainer.TreeTrainer;
import org.espalier.spark.storage.CheckpointedRows;
import org.espalier.spark.storage.ExecutorStorage;
import org.espalier.train.tree.BoostedModel;
import org.espalier.train.tree.CodedRows;
import org.espalier.train.tree.CodedRowsBuilder;
import org.espalier.train.tree.Coding;
import org.espalier.train.tree.ForestModel;
import org.espalier.train.tree.TreeParams;

/**
 * Rows of a table that stay distributed, as the bin codes that trees read. They are stored in their
 * order, in the memory of the executors and on their disks. One packing serves all folds, and the
 * fit on all rows. Spark packs lost rows again.
 */
public final class PackedCodes implements PackedTable {

  /** Bytes of a node while it grows and as a model, including spare capacity of arrays. */
  private static final long NODE_BYTES = 130;

  /**
   * Params that determine cut points, besides the rows. Candidates with equal params share a
   * packing.
   *
   * @param maxBins maximum number of bins of a column
   * @param seed seed of the sample that the search reads
   */
  public record Cuts(int maxBins, long seed) implements Serializable {

    private static final long serialVersionUID = 1;

    /** Returns the params of a tree learner. */
    public static Cuts of(PipelineStage estimator) {
      TreeParams params = TreeTrainer.params(estimator);
      return new Cuts(params.maxBins(), params.seed());
    }

    /**
     * Checks that an estimator has these params.
     *
     * @throws IllegalArgumentException if it has others
     */
    void require(PipelineStage estimator) {
      if (!of(estimator).equals(this)) {
        throw new IllegalArgumentException(
            "%s has %s, and the rows are packed for %s."
                .formatted(estimator.uid(), of(estimator), this));
      }
    }
  }

  private final JavaRDD<JavaSerialized<CodedRows>> stored;
  private final JavaRDD<CodedRows> chunks;
  private final Broadcast<JavaSerialized<Coding>> coding;
  private final FoldShape shape;
  private final int declaredClasses;
  private final Cuts cuts;

  private PackedCodes(
      JavaRDD<JavaSerialized<CodedRows>> stored,
      Broadcast<JavaSerialized<Coding>> coding,
      FoldShape shape,
      int declaredClasses,
      Cuts cuts) {
    this.stored = stored;
    this.chunks = stored.map(JavaSerialized::value);
    this.coding = coding;
    this.shape = shape;
    this.declaredClasses = declaredClasses;
    this.cuts = cuts;
  }

  /**
   * Packs the rows of a table by three jobs: the first reads and summarises them, the second finds
   * the cut points, and the third codes the values.
   *
   * @param fold number of the fold that a row validates
   * @param folds number of folds
   * @param names names of the columns that fits read
   * @param cuts params of the cut points
   * @param level storage level of the packed rows
   */
  public static PackedCodes of(
      Dataset<Row> table, Column fold, int folds, RowColumns names, Cuts cuts, StorageLevel level) {
    StructField features = table.select(functions.col(names.features())).schema().apply(0);
    StructField label = table.select(functions.col(names.label())).schema().apply(0);
    int[] declared = Categories.ofPlaces(features);
    JavaRDD<OrderedChunk> rows =
        DecodedRow.read(table, fold, names)
            .<OrderedChunk>mapPartitions(part -> new OrderedPacking(part, folds))
            .setName("Espalier: rows that are packed")
            .persist(level);
    try {
      return CellJob.keeping(
          rows.context(),
          () ->
              InterruptiblePass.run(
                  JavaSparkContext.fromSparkContext(rows.context()),
                  () -> {
                    FoldShape shape =
                        Categories.areKnown(features)
                            ? shape(rows, folds, declared)
                            : new FoldShape(folds);
                    int classes = CollectedRows.declaredClasses(label);
                    return of(rows, shape, declared, classes, cuts, level);
                  }));
    } finally {
      Uninterrupted.run(() -> rows.unpersist(false));
    }
  }

  private static FoldShape shape(JavaRDD<OrderedChunk> rows, int folds, int[] declared) {
    FoldShape all = new FoldShape(folds);
    rows.mapPartitions(part -> List.of(FoldShape.of(folds, declared, part)).iterator())
        .collect()
        .forEach(all::plus);
    return all;
  }

  private static PackedCodes of(
      JavaRDD<OrderedChunk> rows,
      FoldShape shape,
      int[] declared,
      int classes,
      Cuts cuts,
      StorageLevel level) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(rows.context());
    int[] arities = Arrays.copyOf(declared, shape.columns());
    Coding coding =
        shape.isTaken()
            ? CutPointSearch.coding(rows, shape.sets(), arities, cuts)
            : new Coding(new int[0], cuts.maxBins(), shape.sets(), new double[0][0][0]);
    Broadcast<JavaSerialized<Coding>> sent = context.broadcast(new JavaSerialized<>(coding));
    boolean isWeighted = shape.isWeighted();
    JavaRDD<JavaSerialized<CodedRows>> stored =
        shape.isTaken()
            ? rows.mapPartitions(part -> new Packing(part, sent.value().value(), isWeighted))
            : context.emptyRDD();
    stored.setName("Espalier: packed codes").persist(level);
    PackedCodes packed = new PackedCodes(stored, sent, shape, classes, cuts);
    try {
      stored.count();
      return packed;
    } catch (Throwable e) { // a failed job's exception is checked, and not declared
      packed.free();
      throw e;
    }
  }

  /** Iterator over the coded rows of a partition, in blocks of as many rows as a builder holds. */
  private static final class Packing implements Iterator<JavaSerialized<CodedRows>> {

    private final Iterator<OrderedChunk> chunks;
    private final CodedRowsBuilder builder;
    private OrderedChunk chunk = OrderedChunk.NONE;
    private int next = 0; // next row of the chunk

    Packing(Iterator<OrderedChunk> chunks, Coding coding, boolean isWeighted) {
      this.chunks = chunks;
      this.builder = new CodedRowsBuilder(coding, isWeighted);
    }

    @Override
    public boolean hasNext() {
      while (next == chunk.rows().size() && chunks.hasNext()) {
        chunk = chunks.next();
        next = 0;
      }
      return next < chunk.rows().size();
    }

    @Override
    public JavaSerialized<CodedRows> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      while (!builder.isFull() && hasNext()) {
        builder.add(chunk.rows(), next, chunk.folds()[next]);
        next++;
      }
      return new JavaSerialized<>(builder.take());
    }
  }

  public long rows() {
    return shape.rows();
  }

  public int columns() {
    return shape.columns();
  }

  /** Returns false if MLlib would refuse one of the rows, or there are no rows. */
  public boolean isTaken() {
    return shape.isTaken();
  }

  /** Returns the params of the cut points. */
  public Cuts cuts() {
    return cuts;
  }

  private static boolean isBoosted(PipelineStage estimator) {
    return estimator instanceof GBTParams;
  }

  @Override
  public boolean takes(Candidate candidate) {
    PipelineStage estimator = candidate.estimator();
    LabelRange labels = labels(candidate.fold());
    return isTaken()
        && (isBoosted(estimator)
            ? BoostedTrees.takes(estimator, labels, declaredClasses)
            : TreeTrainer.classes(estimator, labels, declaredClasses).isPresent());
  }

  /**
   * Returns an upper bound: a tree has at most two nodes for each row, and at most two to the power
   * of its depth plus one.
   */
  @Override
  public long bytes(Candidate candidate) {
    TreeParams params = TreeTrainer.params(candidate.estimator());
    int trees =
        candidate.estimator() instanceof GBTParams boosted
            ? boosted.getMaxIter()
            : params.numTrees();
    long nodes = Math.min(2L << params.limits().maxDepth(), 2 * rows());
    return trees * nodes * NODE_BYTES;
  }

  @Override
  public List<Optional<Serializable>> train(List<Candidate> candidates, IntPredicate isWanted)
      throws InterruptedException {
    List<? extends Optional<? extends Serializable>> models =
        isBoosted(candidates.get(0).estimator())
            ? PassedBoosting.train(this, candidates, isWanted)
            : PassedForests.train(this, candidates, isWanted);
    return models.stream().map(model -> model.map(Serializable.class::cast)).toList();
  }

  /** Returns the predictions of a result of training. */
  static TreePredictions predictions(PipelineStage estimator, Serializable result) {
    return result instanceof BoostedModel boosted
        ? BoostedTrees.predictions(estimator, boosted)
        : TreeTrainer.predictions(estimator, (ForestModel) result);
  }

  @Override
  public List<Map<String, Double>> scores(
      List<Passed> candidates, CellMetrics metrics, boolean isWeighted) {
    return PassedScores.scores(this, candidates, metrics, isWeighted);
  }

  boolean isWeighted() {
    return shape.isWeighted();
  }

  /**
   * Returns the range of the labels of the rows that do not validate a fold.
   *
   * @param fold the fold; below 0 for all rows
   */
  LabelRange labels(int fold) {
    return shape.labels(fold);
  }

  /**
   * Returns the number of classes that the metadata of the label column declares; 0 if it declares
   * none.
   */
  int declaredClasses() {
    return declaredClasses;
  }

  JavaRDD<CodedRows> chunks() {
    return chunks;
  }

  Broadcast<JavaSerialized<Coding>> coding() {
    return coding;
  }

  JavaSparkContext context() {
    return JavaSparkContext.fromSparkContext(chunks.context());
  }

  @Override
  public long bytes() {
    return ExecutorStorage.bytes(stored.rdd());
  }

  /**
   * Returns false if packed rows are lost, and the rows from which Spark would pack them again are
   * lost, too.
   */
  @Override
  public boolean isWhole() {
    return CheckpointedRows.canBeRead(stored.rdd());
  }

  @Override
  public void free() {
    Uninterrupted.run(
        () -> {
          stored.unpersist(false);
          coding.destroy();
          KeptBags.forget(chunks.id());
          MarginCache.forget(chunks.id());
        });
  }
}
