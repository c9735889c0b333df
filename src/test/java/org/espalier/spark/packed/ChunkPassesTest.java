package org.espalier.spark.packed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.espalier.testing.SparkTest;
import org.espalier.train.Rows;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Results of passes over chunks, merged by the driver and by tasks. */
final class ChunkPassesTest extends SparkTest {

  private static final int PARTITIONS = 7;

  private static final JavaSparkContext CONTEXT =
      JavaSparkContext.fromSparkContext(spark().sparkContext());

  /** The last partitions have no chunk. */
  private static final JavaRDD<RowChunk> CHUNKS =
      CONTEXT
          .parallelize(List.of(0, 1, 2, 3, 4, 5, 6), PARTITIONS)
          .flatMap(part -> part < 5 ? List.of(chunk(part, 0), chunk(part, 1)).iterator() : none())
          .cache();

  private static final String READ = "0.1";

  @AfterAll
  static void free() {
    CHUNKS.unpersist();
  }

  private static Iterator<RowChunk> none() {
    return List.<RowChunk>of().iterator();
  }

  /** A row whose label is 0.1, 0.001 and so on, so that each order of sums rounds in its way. */
  private static RowChunk chunk(int partition, int fold) {
    double[] label = {Math.pow(10, -1 - 2 * partition) * (fold + 1)};
    return new RowChunk(fold, Rows.dense(1, new double[1], label, new double[] {1}), true);
  }

  private static Map<Integer, Double> labels(String scale, Iterator<RowChunk> part) {
    Map<Integer, Double> byFold = new TreeMap<>();
    while (part.hasNext()) {
      RowChunk chunk = part.next();
      byFold.put(chunk.fold(), chunk.rows().label(0) * Double.parseDouble(scale));
    }
    return byFold;
  }

  private static Map<Integer, Double> merged(long sent, long returned) {
    return new ChunkPasses(CHUNKS)
        .merged(READ, sent, returned, ChunkPassesTest::labels, Double::sum);
  }

  private static double expected(int fold) {
    double sum = 0;
    for (int partition = 0; partition < 5; partition++) {
      sum += chunk(partition, fold).rows().label(0) * Double.parseDouble(READ);
    }
    return sum;
  }

  @Test
  void results_are_added_in_the_order_of_partitions_by_the_driver_and_by_tasks() {
    Map<Integer, Double> expected = Map.of(0, expected(0), 1, expected(1));
    assertThat(merged(0, 0)).as("by the driver").isEqualTo(expected);
    assertThat(merged(0, Long.MAX_VALUE)).as("by tasks").isEqualTo(expected);
    assertThat(merged(Long.MAX_VALUE, 0)).as("of what is broadcast").isEqualTo(expected);
  }
}
