package org.espalier.spark.sharing;

import static org.apache.spark.sql.functions.col;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * The areas under the receiver operating characteristic and under the curve of precision over
 * recall, both from one job: as {@code BinaryClassificationMetrics} without bins defines them, by
 * the trapezoidal rule over all distinct scores.
 */
record BinaryAreas(double underRoc, double underPr) {

  /** How often a score comes with each label, by descending score. */
  private static final class Counts implements Serializable {
    private final double[] scores;
    private final long[] positives;
    private final long[] negatives;

    Counts(int size) {
      this.scores = new double[size];
      this.positives = new long[size];
      this.negatives = new long[size];
    }

    static Counts of(Map<Double, long[]> byScore) {
      Counts counts = new Counts(byScore.size());
      int i = 0;
      for (Map.Entry<Double, long[]> entry : byScore.entrySet()) {
        counts.scores[i] = entry.getKey();
        counts.positives[i] = entry.getValue()[0];
        counts.negatives[i++] = entry.getValue()[1];
      }
      return counts;
    }
  }

  /**
   * @param raw column of scores: numbers, or vectors whose second element is the score
   * @param label column of labels; above a half is positive
   */
  static BinaryAreas of(Dataset<Row> predictions, String raw, String label) {
    List<Counts> parts =
        predictions
            .select(col(raw), col(label).cast(DataTypes.DoubleType))
            .toJavaRDD()
            .mapPartitions(BinaryAreas::count)
            .collect();
    Map<Double, long[]> all = descending();
    for (Counts part : parts) {
      for (int i = 0; i < part.scores.length; i++) {
        long[] counts = all.computeIfAbsent(part.scores[i], s -> new long[2]);
        counts[0] += part.positives[i];
        counts[1] += part.negatives[i];
      }
    }
    return of(all.values());
  }

  private static Map<Double, long[]> descending() {
    return new TreeMap<>((a, b) -> Double.compare(b, a));
  }

  private static Iterator<Counts> count(Iterator<Row> rows) {
    Map<Double, long[]> byScore = descending();
    while (rows.hasNext()) {
      Row row = rows.next();
      double score = row.get(0) instanceof Vector vector ? vector.apply(1) : number(row.get(0));
      byScore.computeIfAbsent(score, s -> new long[2])[row.getDouble(1) > 0.5 ? 0 : 1]++;
    }
    return List.of(Counts.of(byScore)).iterator();
  }

  private static double number(Object score) {
    return ((Number) score).doubleValue();
  }

  private static BinaryAreas of(Iterable<long[]> counts) {
    List<long[]> confusions = new ArrayList<>(); // true and false positives at each threshold
    long[] sum = {0, 0};
    for (long[] count : counts) {
      sum[0] += count[0];
      sum[1] += count[1];
      confusions.add(sum.clone());
    }
    double[] recall = new double[confusions.size()];
    double[] precision = new double[confusions.size()];
    double[] fallout = new double[confusions.size()];
    for (int i = 0; i < recall.length; i++) {
      long[] c = confusions.get(i);
      recall[i] = sum[0] == 0 ? 0 : (double) c[0] / sum[0];
      fallout[i] = sum[1] == 0 ? 0 : (double) c[1] / sum[1];
      precision[i] = c[0] + c[1] == 0 ? 1 : (double) c[0] / (c[0] + c[1]);
    }
    double first = precision.length == 0 ? 1 : precision[0];
    return new BinaryAreas(
        area(between(0, fallout, 1), between(0, recall, 1)),
        area(before(0, recall), before(first, precision)));
  }

  private static double[] before(double first, double[] rest) {
    double[] all = new double[rest.length + 1];
    all[0] = first;
    System.arraycopy(rest, 0, all, 1, rest.length);
    return all;
  }

  private static double[] between(double first, double[] middle, double last) {
    double[] all = Arrays.copyOf(before(first, middle), middle.length + 2);
    all[middle.length + 1] = last;
    return all;
  }

  private static double area(double[] x, double[] y) {
    double area = 0;
    for (int i = 1; i < x.length; i++) {
      area += (x[i] - x[i - 1]) * (y[i] + y[i - 1]) / 2;
    }
    return area;
  }
}
