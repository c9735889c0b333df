package org.espalier.spark.data;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.random.XORShiftRandom;

/**
 * The folds of Spark's own {@code MLUtils.kFold}, bit for bit, as a column. They depend on the
 * partitions of the data and the order of rows within them.
 */
public final class SparkFolds {

  private SparkFolds() {}

  /**
   * The rows in their order and partitions, with the fold that each validates.
   *
   * @param numFolds k, at least 2
   * @param column name of the new integer column, in [0, k)
   */
  public static Dataset<Row> withFold(Dataset<?> dataset, int numFolds, long seed, String column) {
    Dataset<Row> rows = dataset.toDF();
    StructType schema = rows.schema().add(column, DataTypes.IntegerType, false);
    JavaRDD<Row> rdd = rows.javaRDD();
    Draw draw = new Draw(partitionSeeds(seed, rdd.getNumPartitions()), numFolds);
    return rows.sparkSession().createDataFrame(rdd.mapPartitionsWithIndex(draw, true), schema);
  }

  private static long[] partitionSeeds(long seed, int partitions) {
    return new Random(seed).longs(partitions).toArray();
  }

  /** One uniform number a row decides in which of k equal intervals it falls. */
  private static final class Draw implements Function2<Integer, Iterator<Row>, Iterator<Row>> {

    private static final long serialVersionUID = 1;

    private final long[] partitionSeeds;
    private final int folds;

    Draw(long[] partitionSeeds, int folds) {
      this.partitionSeeds = partitionSeeds;
      this.folds = folds;
    }

    @Override
    public Iterator<Row> call(Integer partition, Iterator<Row> rows) {
      XORShiftRandom random = new XORShiftRandom(1L); // its seed is the next line's
      random.setSeed(partitionSeeds[partition]);
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return rows.hasNext();
        }

        @Override
        public Row next() {
          return plus(rows.next(), fold(random.nextDouble()));
        }
      };
    }

    /** Bounds are divided as floats and then widened, as kFold does. */
    private int fold(double uniform) {
      int fold = 0;
      while (uniform >= (double) ((fold + 1) / (float) folds)) {
        fold++;
      }
      return fold;
    }

    private static Row plus(Row row, int fold) {
      List<Object> values = new ArrayList<>(row.size() + 1);
      for (int i = 0; i < row.size(); i++) {
        values.add(row.get(i));
      }
      values.add(fold);
      return RowFactory.create(values.toArray());
    }
  }
}
