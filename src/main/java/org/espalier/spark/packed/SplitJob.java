package org.espalier.spark.packed;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.espalier.spark.JavaSerialized;
import org.espalier.spark.Uninterrupted;
import org.espalier.train.StopRequest;
import org.espalier.train.tree.CodedRows;
import org.espalier.train.tree.Coding;
import org.espalier.train.tree.FoundSplit;
import org.espalier.train.tree.NodeQuery;
import org.espalier.train.tree.PartitionSums;
import org.espalier.train.tree.ScalaTreeOrder;
import org.espalier.train.tree.SplitPass;
import scala.Tuple2;

/**
 * Job that finds the best splits of nodes. Partitions sum their rows, the sums are shuffled by
 * piece (a group of a query's nodes), and the tasks that add the sums search the splits.
 */
final class SplitJob {

  private final PackedCodes rows;
  private final ScalaTreeOrder order;

  SplitJob(PackedCodes rows, ScalaTreeOrder order) {
    this.rows = rows;
    this.order = order;
  }

  /** Splits of the nodes of a piece. */
  @DefaultSerializer(JavaSerializer.class)
  private record Found(int piece, List<FoundSplit> splits) implements Serializable {
    private static final long serialVersionUID = 1;
  }

  /** Returns the best splits of the nodes of each query. */
  List<List<FoundSplit>> found(List<NodeQuery> queries) {
    SplitPass pass = new SplitPass(queries, rows.isWeighted());
    JavaSparkContext context = rows.context();
    Broadcast<JavaSerialized<SplitPass>> sent = context.broadcast(new JavaSerialized<>(pass));
    try {
      List<Found> pieces =
          InterruptiblePass.run(context, () -> found(rows, sent, pass.pieces(), order));
      List<List<FoundSplit>> all = new ArrayList<>();
      queries.forEach(query -> all.add(new ArrayList<>()));
      pieces.stream()
          .sorted((one, other) -> Integer.compare(one.piece, other.piece))
          .forEach(found -> all.get(pass.query(found.piece)).addAll(found.splits));
      return all;
    } finally {
      Uninterrupted.run(() -> sent.destroy());
    }
  }

  private static List<Found> found(
      PackedCodes rows,
      Broadcast<JavaSerialized<SplitPass>> pass,
      int pieces,
      ScalaTreeOrder order) {
    JavaRDD<CodedRows> chunks = rows.chunks();
    Broadcast<JavaSerialized<Coding>> coding = rows.coding();
    SortedParts parts = new SortedParts(chunks.getNumPartitions());
    int id = chunks.id();
    JavaRDD<Tuple2<Long, double[]>> sums =
        chunks.mapPartitionsWithIndex(
            (partition, part) ->
                sums(parts, id, partition, pass.value().value(), coding.value().value(), part),
            false);
    return parts
        .sorted(
            JavaPairRDD.fromJavaRDD(sums), Math.min(pieces, rows.context().defaultParallelism()))
        .mapPartitions(
            sorted ->
                search(
                    parts.totals(sorted, SplitJob::plus),
                    pass.value().value(),
                    coding.value().value(),
                    order))
        .collect();
  }

  /** Returns the sums of a partition by piece. */
  private static Iterator<Tuple2<Long, double[]>> sums(
      SortedParts parts,
      int rows,
      int partition,
      SplitPass pass,
      Coding coding,
      Iterator<CodedRows> chunks)
      throws InterruptedException {
    StopRequest stop = StopRequest.onInterrupt();
    PartitionSums sums;
    try (KeptBags bags = new KeptBags(rows, partition, stop)) {
      sums = new PartitionSums(pass, coding, bags, new MarginCache(rows, partition), stop);
      while (chunks.hasNext()) {
        sums.add(chunks.next());
      }
      bags.keep();
    }
    return IntStream.range(0, sums.isEmpty() ? 0 : pass.pieces())
        .mapToObj(piece -> new Tuple2<>(parts.key(piece, partition), sums.piece(piece)))
        .iterator();
  }

  private static double[] plus(double[] totals, double[] part) {
    PartitionSums.plus(totals, part);
    return totals;
  }

  private static Iterator<Found> search(
      Iterator<Tuple2<Integer, double[]>> totals,
      SplitPass pass,
      Coding coding,
      ScalaTreeOrder order)
      throws InterruptedException {
    List<Found> found = new ArrayList<>();
    while (totals.hasNext()) {
      Tuple2<Integer, double[]> piece = totals.next();
      found.add(
          new Found(
              piece._1(),
              pass.search(piece._1(), piece._2(), coding, order, StopRequest.onInterrupt())));
    }
    return found.iterator();
  }
}
