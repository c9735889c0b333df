package org.espalier.spark.metric;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.metric.CellMetrics;
import org.espalier.metric.Tally;
import org.espalier.spark.JavaSerialized;

/** Spark job that computes metrics of rows, all in one pass over the predictions. */
final class TallyPass {

  /**
   * Maximum number of distinct scores that are kept apart; 16 MB a task, and a few times that
   * during merges.
   */
  static final int MOST_SCORES = 1 << 19;

  /**
   * Maximum number of parts that are sent to the driver as they are; more are merged on the
   * executors first.
   */
  private static final int MOST_PARTS = 16;

  private TallyPass() {}

  static Tally tally(
      Dataset<Row> predictions, MetricColumns columns, CellMetrics metrics, int most) {
    PredictionReader reader = PredictionReader.of(metrics);
    JavaRDD<JavaSerialized<Tally>> parts =
        reader
            .select(predictions, columns)
            .toJavaRDD()
            .mapPartitions(rows -> part(rows, reader, metrics, most));
    return parts.getNumPartitions() > MOST_PARTS
        ? parts
            .treeReduce(
                (one, other) -> new JavaSerialized<>(one.value().merge(other.value()).compact()))
            .value()
        : parts.collect().stream()
            .map(JavaSerialized::value)
            .reduce(new Tally(metrics, most), Tally::merge);
  }

  private static Iterator<JavaSerialized<Tally>> part(
      Iterator<Row> rows, PredictionReader reader, CellMetrics metrics, int most) {
    Tally tally = new Tally(metrics, most);
    while (rows.hasNext()) {
      tally.add(reader.row(rows.next()));
    }
    return List.of(new JavaSerialized<>(tally.compact())).iterator();
  }
}
