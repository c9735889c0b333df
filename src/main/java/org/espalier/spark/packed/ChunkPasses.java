package org.espalier.spark.packed;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.espalier.spark.JavaSerialized;
import org.espalier.spark.Uninterrupted;
import org.espalier.spark.local.trainer.FoldPasses.Plus;
import org.espalier.spark.placement.TaskHeap;
import scala.Tuple2;

/**
 * Passes over chunks with results that are added. A pass is one job, and merges the results of
 * partitions in the order of the partitions. The driver merges small results. Tasks merge larger
 * ones, so that the driver receives one result for each subject.
 */
record ChunkPasses(JavaRDD<RowChunk> chunks) {

  /** Maximum bytes of the results of all partitions that the driver merges. */
  private static final long MOST_RECEIVED = 64L << 20;

  /** Maximum bytes of the results of a task. */
  private static final long MOST_RESULTS = 256L << 20;

  /** Divisor of the heap for the results of all tasks of an executor: an eighth. */
  private static final int PART_OF_HEAP = 8;

  /** Maximum bytes of a task's own copy; above it, Spark advises a broadcast. */
  private static final long MOST_CLOSURE = 1L << 20;

  /**
   * Work of a task.
   *
   * @param <T> type of the data that it reads besides the chunks
   * @param <R> type of its results
   */
  interface ChunkTask<T, R> extends Serializable {

    /** Returns the results of the chunks of a partition, by subject. */
    Map<Integer, R> of(T read, Iterator<RowChunk> part) throws InterruptedException;
  }

  private JavaSparkContext context() {
    return JavaSparkContext.fromSparkContext(chunks.context());
  }

  /** Returns the bytes of the results that a task can hold. */
  long mostBytes() {
    TaskHeap heap = TaskHeap.of(chunks.context());
    return Math.min(MOST_RESULTS, heap.executor().bytes() / PART_OF_HEAP / heap.slots());
  }

  /**
   * Runs a pass and returns its results by subject, for subjects with a result in some partition.
   *
   * @param read data that all tasks read
   * @param sent bytes of that data
   * @param returned bytes of the results of a partition
   */
  <T, R> Map<Integer, R> merged(
      T read, long sent, long returned, ChunkTask<T, R> work, Plus<R> plus) {
    if (sent <= MOST_CLOSURE) {
      return merged(returned, part -> work.of(read, part), plus);
    }
    Broadcast<JavaSerialized<T>> broadcast = context().broadcast(new JavaSerialized<>(read));
    try {
      return merged(returned, part -> work.of(broadcast.value().value(), part), plus);
    } finally {
      Uninterrupted.run(broadcast::destroy);
    }
  }

  /** Work of a task that already holds the data that it reads. */
  private interface PartWork<R> extends Serializable {
    Map<Integer, R> of(Iterator<RowChunk> part) throws InterruptedException;
  }

  private <R> Map<Integer, R> merged(long returned, PartWork<R> work, Plus<R> plus) {
    int partitions = chunks.getNumPartitions();
    SortedParts sorted = new SortedParts(partitions);
    JavaRDD<Tuple2<Long, JavaSerialized<R>>> parts =
        chunks.mapPartitionsWithIndex(
            (partition, part) -> keyed(sorted, partition, work.of(part)), false);
    Map<Integer, R> all = new TreeMap<>();
    if (returned <= MOST_RECEIVED / Math.max(1, partitions)) {
      InterruptiblePass.run(context(), parts::collect)
          .forEach(one -> all.merge(sorted.subject(one._1()), one._2().value(), plus));
    } else {
      Plus<JavaSerialized<R>> both =
          (one, other) -> new JavaSerialized<>(plus.apply(one.value(), other.value()));
      JavaRDD<Tuple2<Integer, JavaSerialized<R>>> totals =
          sorted
              .sorted(JavaPairRDD.fromJavaRDD(parts), context().defaultParallelism())
              .mapPartitions(own -> sorted.totals(own, both));
      InterruptiblePass.run(context(), totals::collect)
          .forEach(one -> all.put(one._1(), one._2().value()));
    }
    return all;
  }

  private static <R> Iterator<Tuple2<Long, JavaSerialized<R>>> keyed(
      SortedParts sorted, int partition, Map<Integer, R> results) {
    List<Tuple2<Long, JavaSerialized<R>>> keyed = new ArrayList<>();
    results.forEach(
        (subject, result) ->
            keyed.add(new Tuple2<>(sorted.key(subject, partition), new JavaSerialized<>(result))));
    return keyed.iterator();
  }
}
