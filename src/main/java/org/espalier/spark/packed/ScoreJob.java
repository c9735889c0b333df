package org.espalier.spark.packed;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.espalier.metric.CellMetrics;
import org.espalier.metric.Tally;
import org.espalier.spark.JavaSerialized;
import org.espalier.spark.Uninterrupted;
import org.espalier.spark.placement.TaskHeap;
import scala.Tuple2;

/**
 * Job that scores models on packed rows. It merges the tallies of partitions by model, in the order
 * of the partitions, and the driver receives only scores.
 *
 * @param <C> type of a chunk of rows
 * @param chunks packed rows
 * @param metrics metrics to compute
 */
record ScoreJob<C>(JavaRDD<C> chunks, CellMetrics metrics) {

  /** Maximum number of models that a pass scores. */
  private static final int MOST_MODELS = 64;

  /** Divisor of the heap for the tallies of all tasks of an executor: an eighth. */
  private static final int PART_OF_HEAP = 8;

  /** Bytes of a tally: 32 for each distinct score, 17 for each score that is not yet counted. */
  private static final long TALLY_BYTES = 24L << 20;

  /** Maximum number of distinct scores of a model that a tally distinguishes: 16 MiB. */
  private static final int MOST_SCORES = 1 << 19;

  /**
   * Maximum error of an area: a tenth of its standard error with ten million rows (Hanley and
   * McNeil, Radiology 143, 1982), the limit also used for models that jobs score.
   */
  private static final double MOST_ERROR = 1e-5;

  /** Function that adds the predictions of models to their tallies. */
  interface Predictor<M, C> extends Serializable {

    /**
     * Adds the rows of a partition.
     *
     * @param tallies tallies of the models, in their order
     */
    void add(List<M> models, Iterator<C> part, List<Tally> tallies) throws InterruptedException;
  }

  /**
   * Returns scores by metric, in the order of the models. A pass scores as many models as a task
   * can hold. The scores are empty for a model with an area whose error may be too large.
   *
   * @param <M> type of a model
   */
  <M> List<Map<String, Double>> scores(List<M> models, Predictor<M, C> predictor) {
    List<Map<String, Double>> scores = new ArrayList<>();
    TaskHeap heap = TaskHeap.of(chunks.context());
    long room = heap.executor().bytes() / PART_OF_HEAP / heap.slots() / TALLY_BYTES;
    int together =
        metrics.needsScores() ? (int) Math.max(1, Math.min(MOST_MODELS, room)) : MOST_MODELS;
    for (int from = 0; from < models.size(); from += together) {
      int to = Math.min(from + together, models.size());
      scores.addAll(scored(new ArrayList<>(models.subList(from, to)), predictor));
    }
    return scores;
  }

  private <M> List<Map<String, Double>> scored(ArrayList<M> models, Predictor<M, C> predictor) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(chunks.context());
    SortedParts sorted = new SortedParts(chunks.getNumPartitions());
    CellMetrics own = metrics;
    Broadcast<JavaSerialized<ArrayList<M>>> sent = context.broadcast(new JavaSerialized<>(models));
    try {
      Map<Integer, Map<String, Double>> byModel = new TreeMap<>();
      InterruptiblePass.run(
              context,
              () ->
                  sorted
                      .sorted(
                          chunks
                              .mapPartitionsWithIndex(
                                  (partition, part) ->
                                      keyed(
                                          sorted,
                                          partition,
                                          tallies(sent.value().value(), own, part, predictor)),
                                  false)
                              .mapToPair(pair -> pair),
                          models.size())
                      .mapPartitions(pairs -> scores(sorted, pairs))
                      .collect())
          .forEach(one -> byModel.put(one._1(), one._2().value()));
      return List.copyOf(byModel.values());
    } finally {
      Uninterrupted.run(sent::destroy);
    }
  }

  private static <M, C> List<Tally> tallies(
      List<M> models, CellMetrics metrics, Iterator<C> part, Predictor<M, C> predictor)
      throws InterruptedException {
    List<Tally> tallies = new ArrayList<>();
    models.forEach(model -> tallies.add(new Tally(metrics, MOST_SCORES)));
    predictor.add(models, part, tallies);
    tallies.forEach(Tally::compact);
    return tallies;
  }

  private static Iterator<Tuple2<Long, JavaSerialized<Tally>>> keyed(
      SortedParts sorted, int partition, List<Tally> tallies) {
    List<Tuple2<Long, JavaSerialized<Tally>>> keyed = new ArrayList<>();
    for (int model = 0; model < tallies.size(); model++) {
      keyed.add(
          new Tuple2<>(sorted.key(model, partition), new JavaSerialized<>(tallies.get(model))));
    }
    return keyed.iterator();
  }

  private static Iterator<Tuple2<Integer, JavaSerialized<Map<String, Double>>>> scores(
      SortedParts sorted, Iterator<Tuple2<Long, JavaSerialized<Tally>>> pairs) {
    List<Tuple2<Integer, JavaSerialized<Map<String, Double>>>> scores = new ArrayList<>();
    sorted
        .totals(pairs, (one, other) -> new JavaSerialized<>(one.value().merge(other.value())))
        .forEachRemaining(
            model ->
                scores.add(
                    new Tuple2<>(model._1(), new JavaSerialized<>(scores(model._2().value())))));
    return scores.iterator();
  }

  private static Map<String, Double> scores(Tally tally) {
    return tally.areaError() > MOST_ERROR ? Map.of() : tally.scores();
  }
}
