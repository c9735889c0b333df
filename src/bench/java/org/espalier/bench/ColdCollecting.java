package org.espalier.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import org.apache.spark.ml.feature.LabeledPoint;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.espalier.bench.BenchmarkResult.Times;
import org.espalier.spark.local.rows.CellRows;
import org.espalier.spark.local.rows.CollectedTable;
import org.espalier.spark.local.rows.RowColumns;
import org.espalier.spark.local.rows.RowsCollector;

/**
 * Lines 13 and 14: dense rows of a cached table, collected in arrays for training inside tasks, and
 * by Spark as an object each. Seconds are those of a call after some others, in turns.
 */
final class ColdCollecting {

  private static final int CALLS = 15;
  private static final int CALLS_BEFORE = 10;
  private static final int PARTITIONS = 2;
  private static final long MOST = 1L << 30; // bytes
  private static final double SHARE = 1.0 / 3;

  private ColdCollecting() {}

  static void run(ColdResult result) {
    SparkSession spark = SparkSession.builder().appName("cold collecting").getOrCreate();
    try {
      measure(spark, "13 collecting 40,000 x 30", 40_000, 30, result);
      measure(spark, "14 collecting 60,000 x 40", 60_000, 40, result);
    } finally {
      spark.stop();
    }
  }

  private static void measure(
      SparkSession spark, String name, int rows, int columns, ColdResult result) {
    Dataset<Row> table = table(spark, rows, columns).cache();
    table.count();
    List<CellRows.Part> parts = CellRows.whole(name, () -> table).tables().get();
    RowColumns names = new RowColumns("features", "label", "", "", false);
    List<Double> arrays = new ArrayList<>();
    List<Double> objects = new ArrayList<>();
    for (int call = -CALLS_BEFORE; call < CALLS; call++) {
      double ours = seconds(() -> collected(parts, names), rows);
      double rival = seconds(() -> objects(table).size(), rows);
      if (call >= 0) {
        arrays.add(ours);
        objects.add(rival);
      }
    }
    table.unpersist();
    Times ours = new Times(name, arrays);
    Times rival = new Times("objects", objects);
    double ratio = ours.median() / rival.median();
    result.add(
        ColdResult.Row.shown(name, ours, Optional.empty())
            .judged(
                "at most a third of the time of rows as objects, is %.2f (%.0f of %.0f ms)"
                    .formatted(ratio, 1000 * ours.median(), 1000 * rival.median()),
                ratio <= SHARE));
  }

  private static Dataset<Row> table(SparkSession spark, int rows, int columns) {
    List<Column> numbers = new ArrayList<>();
    for (int column = 1; column <= columns; column++) {
      numbers.add(functions.expr("sin(id * %d + 0.5D)".formatted(column)).as("x" + column));
    }
    String[] names =
        IntStream.rangeClosed(1, columns).mapToObj(column -> "x" + column).toArray(String[]::new);
    numbers.add(functions.expr("double(id % 2)").as("label"));
    return new VectorAssembler()
        .setInputCols(names)
        .setOutputCol("features")
        .transform(spark.range(0, rows, 1, PARTITIONS).select(numbers.toArray(Column[]::new)))
        .select("features", "label");
  }

  private static int collected(List<CellRows.Part> parts, RowColumns names) {
    return RowsCollector.collect(parts, names, MOST) instanceof CollectedTable.Whole whole
        ? whole.rows().size()
        : 0;
  }

  private static List<LabeledPoint> objects(Dataset<Row> table) {
    return table
        .select("features", "label")
        .toJavaRDD()
        .map(row -> new LabeledPoint(row.getDouble(1), (Vector) row.get(0)))
        .collect();
  }

  private static double seconds(IntSupplier collecting, int rows) {
    long began = System.nanoTime();
    if (collecting.getAsInt() != rows) {
      throw new IllegalStateException("Not all rows were collected.");
    }
    return (System.nanoTime() - began) / (double) TimeUnit.SECONDS.toNanos(1);
  }
}
