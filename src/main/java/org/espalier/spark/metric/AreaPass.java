package org.espalier.spark.metric;

import static org.apache.spark.sql.functions.col;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.espalier.metric.BinaryAreas;
import org.espalier.metric.ScoreCounts;

/** Spark job that counts the scores of predictions and yields both areas under their curves. */
public final class AreaPass {

  /**
   * Maximum number of parts that are sent to the driver as they are; more are merged on the
   * executors first.
   */
  private static final int MOST_PARTS = 16;

  private AreaPass() {}

  /**
   * Areas of predictions, computed in one job.
   *
   * @param raw column of scores: numbers, or vectors whose second element is the score
   * @param label column of labels; above a half is positive
   * @param most maximum number of distinct scores that are kept apart; 32 bytes each in every task,
   *     and a few times that during merges
   */
  public static BinaryAreas of(Dataset<Row> predictions, String raw, String label, int most) {
    JavaRDD<ScoreCounts> parts =
        predictions
            .select(col(raw), col(label).cast(DataTypes.DoubleType))
            .toJavaRDD()
            .mapPartitions(rows -> count(rows, most));
    ScoreCounts all =
        parts.getNumPartitions() > MOST_PARTS
            ? parts.treeReduce(ScoreCounts::merge)
            : parts.collect().stream().reduce(ScoreCounts.none(most), ScoreCounts::merge);
    return BinaryAreas.of(all);
  }

  private static Iterator<ScoreCounts> count(Iterator<Row> rows, int most) {
    ScoreCounts.Counter counter = new ScoreCounts.Counter(most);
    while (rows.hasNext()) {
      Row row = rows.next();
      double score = row.get(0) instanceof Vector vector ? vector.apply(1) : number(row.get(0));
      counter.add(score, row.getDouble(1) > 0.5);
    }
    return List.of(counter.counts()).iterator();
  }

  private static double number(Object score) {
    return ((Number) score).doubleValue();
  }
}
