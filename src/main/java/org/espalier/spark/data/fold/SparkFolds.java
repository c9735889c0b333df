package org.espalier.spark.data.fold;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.rand;
import static org.apache.spark.sql.functions.when;

import java.util.Iterator;
import java.util.Random;
import java.util.Spliterators;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.random.XORShiftRandom;
import org.espalier.spark.ColumnNames;
import org.espalier.spark.SparkLine;
import org.espalier.spark.data.table.ReservedColumns;

/**
 * Reproduction of the folds of {@code MLUtils.kFold} and the parts of {@code TrainValidationSplit},
 * bit for bit, as a column. They depend on the partitions of the data and, for folds, on the order
 * of rows within them.
 */
public final class SparkFolds {

  private SparkFolds() {}

  /**
   * Returns the rows in their order and partitions, with the fold that each validates.
   *
   * @param numFolds k, at least 2
   * @param column name of the new integer column, in [0, k)
   */
  public static Dataset<Row> withFold(Dataset<?> dataset, int numFolds, long seed, String column) {
    Dataset<Row> rows = dataset.toDF();
    StructType schema = rows.schema().add(column, DataTypes.IntegerType, false);
    JavaRDD<InternalRow> own = rows.queryExecution().toRdd().toJavaRDD();
    long[] seeds = new Random(seed).longs(own.getNumPartitions()).toArray();
    JavaRDD<InternalRow> folded =
        own.mapPartitionsWithIndex(
            (partition, part) -> withFold(part, numFolds, seeds[partition], schema), true);
    return SparkLine.table(rows.sparkSession(), folded.rdd(), schema);
  }

  /**
   * Returns the rows with the part to which {@code TrainValidationSplit} assigns them: 1 for
   * training, 0 for validation.
   *
   * <p>{@code randomSplit} sorts each partition by all columns that have an order. For a part, it
   * then keeps the rows whose random number is in the part's interval. A split into a single part
   * sorts and keeps all rows, and {@code rand} then draws the same numbers again.
   *
   * @param trainRatio share of the training rows, in [0, 1]
   * @param column name of the new integer column
   */
  public static Dataset<Row> withSplit(
      Dataset<?> dataset, double trainRatio, long seed, String column) {
    Dataset<?> sorted = dataset.randomSplit(new double[] {1}, seed)[0];
    double bound = trainRatio / (trainRatio + (1 - trainRatio)); // as randomSplit divides
    return sorted.toDF().withColumn(column, when(rand(seed).lt(bound), lit(1)).otherwise(lit(0)));
  }

  /**
   * Returns the rows in their order and partitions, with the folds of PySpark's CrossValidator.
   * They differ from the folds of the JVM for the same seed. A rounding error can put PySpark's
   * last bound below 1; it validates a row above that bound in no fold, while this method assigns
   * it to the last one.
   *
   * @param numFolds k, at least 2
   * @param column name of the new integer column, in [0, k)
   */
  public static Dataset<Row> withPythonFold(
      Dataset<?> dataset, int numFolds, long seed, String column) {
    double width = 1.0 / numFolds;
    String[] given = dataset.columns();
    String draw =
        ColumnNames.of(dataset.sparkSession()).fresh(ReservedColumns.RESERVED + "draw", given);
    Column uniform = col(draw);
    Column fold = lit(0);
    for (int f = 1; f < numFolds; f++) {
      fold = when(uniform.geq(f * width), lit(f)).otherwise(fold);
    }
    return dataset.withColumn(draw, rand(seed)).withColumn(column, fold).drop(draw);
  }

  /**
   * Returns the rows with the part to which PySpark's TrainValidationSplit assigns them, numbered
   * as in {@link #withSplit}.
   *
   * @param trainRatio share of the training rows, in [0, 1]
   */
  public static Dataset<Row> withPythonSplit(
      Dataset<?> dataset, double trainRatio, long seed, String column) {
    return dataset.withColumn(column, when(rand(seed).geq(trainRatio), lit(0)).otherwise(lit(1)));
  }

  private static Iterator<InternalRow> withFold(
      Iterator<InternalRow> rows, int numFolds, long seed, StructType schema) {
    XORShiftRandom random = new XORShiftRandom(1L); // seeded in the next line
    random.setSeed(seed);
    UnsafeProjection flat = UnsafeProjection.create(schema);
    GenericInternalRow fold = new GenericInternalRow(1);
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(rows, 0), false)
        .<InternalRow>map(
            row -> {
              fold.setInt(0, fold(random.nextDouble(), numFolds));
              return flat.apply(new JoinedRow(row, fold));
            })
        .iterator();
  }

  /**
   * Returns the index of a number among k equal intervals. Like kFold, it divides the bounds as
   * floats and widens them.
   */
  private static int fold(double uniform, int numFolds) {
    int fold = 0;
    while (uniform >= (double) ((fold + 1) / (float) numFolds)) {
      fold++;
    }
    return fold;
  }
}
