package org.espalier.spark.packed;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.espalier.spark.JavaSerialized;
import org.espalier.train.StopRequest;
import org.espalier.train.tree.Coding;
import org.espalier.train.tree.RowSets;
import org.espalier.train.tree.SampledRows;
import org.espalier.train.tree.SampledValues;
import scala.Tuple2;

/**
 * Search of MLlib's cut points for the training rows of each fold, and for all rows. Partitions
 * sample their rows, the sampled values are shuffled by column, and the driver receives only cut
 * points.
 */
final class CutPointSearch {

  private CutPointSearch() {}

  /**
   * Returns the coding of values from which the bins of all these sets of rows follow.
   *
   * @param arities number of categories of each column; 0 for a continuous one
   */
  static Coding coding(
      JavaRDD<OrderedChunk> chunks, RowSets sets, int[] arities, PackedCodes.Cuts cuts) {
    int maxBins = cuts.maxBins();
    double[][][] found = new double[sets.rows().length][arities.length][0];
    int continuous = (int) IntStream.of(arities).filter(arity -> arity == 0).count();
    if (continuous > 0) {
      SortedParts parts = new SortedParts(chunks.getNumPartitions());
      int reducers = Math.min(continuous, chunks.getNumPartitions());
      JavaRDD<Tuple2<Long, JavaSerialized<SampledValues[]>>> sampled =
          chunks.mapPartitionsWithIndex(
              (partition, part) -> sampled(parts, partition, part, sets, arities, cuts), false);
      parts
          .sorted(JavaPairRDD.fromJavaRDD(sampled), reducers)
          .mapPartitions(
              sorted -> {
                List<Tuple2<Integer, double[][]>> bySet = new ArrayList<>();
                parts
                    .totals(sorted, CutPointSearch::plus)
                    .forEachRemaining(
                        column ->
                            bySet.add(
                                new Tuple2<>(
                                    column._1(), sets.cuts(column._2().value(), maxBins))));
                return bySet.iterator();
              })
          .collect()
          .forEach(
              column -> {
                for (int set = 0; set < found.length; set++) {
                  found[set][column._1()] = column._2()[set];
                }
              });
    }
    return new Coding(arities, maxBins, sets, found);
  }

  /** Returns the sampled values of a partition, by continuous column and set of rows. */
  private static Iterator<Tuple2<Long, JavaSerialized<SampledValues[]>>> sampled(
      SortedParts parts,
      int partition,
      Iterator<OrderedChunk> chunks,
      RowSets sets,
      int[] arities,
      PackedCodes.Cuts cuts)
      throws InterruptedException {
    StopRequest stop = StopRequest.onInterrupt();
    SampledRows sample = new SampledRows(sets, arities, cuts.maxBins(), cuts.seed(), partition);
    while (chunks.hasNext()) {
      stop.check();
      OrderedChunk chunk = chunks.next();
      for (int row = 0; row < chunk.rows().size(); row++) {
        sample.add(chunk.rows(), row, chunk.folds()[row]);
      }
    }
    return IntStream.range(0, arities.length)
        .filter(column -> arities[column] == 0)
        .mapToObj(
            column ->
                new Tuple2<>(
                    parts.key(column, partition), new JavaSerialized<>(sample.values(column))))
        .iterator();
  }

  private static JavaSerialized<SampledValues[]> plus(
      JavaSerialized<SampledValues[]> totals, JavaSerialized<SampledValues[]> part) {
    SampledValues[] sums = new SampledValues[totals.value().length];
    for (int set = 0; set < sums.length; set++) {
      sums[set] = totals.value()[set].plus(part.value()[set]);
    }
    return new JavaSerialized<>(sums);
  }
}
