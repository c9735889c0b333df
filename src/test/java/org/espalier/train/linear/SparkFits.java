package org.espalier.train.linear;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.VectorUDT;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.espalier.testing.SparkTest;

/** Spark's own learners on the tables of these tests. */
final class SparkFits {

  /** Partitions of the fits whose differences say how far Spark is from itself. */
  private static final List<Integer> PARTITIONS = List.of(1, 2, 7);

  private static final StructType SCHEMA =
      new StructType(
          new StructField[] {
            new StructField("label", DataTypes.DoubleType, false, Metadata.empty()),
            new StructField("weight", DataTypes.DoubleType, false, Metadata.empty()),
            new StructField("features", new VectorUDT(), false, Metadata.empty())
          });

  private SparkFits() {}

  static Dataset<Row> rows(Table table, boolean sparse, int partitions) {
    List<Row> rows = new ArrayList<>();
    for (int r = 0; r < table.size(); r++) {
      Vector dense = Vectors.dense(table.features(r));
      rows.add(
          RowFactory.create(table.label(r), table.weight(r), sparse ? dense.toSparse() : dense));
    }
    SparkSession spark = SparkTest.spark();
    return spark.createDataFrame(
        JavaSparkContext.fromSparkContext(spark.sparkContext()).parallelize(rows, partitions),
        SCHEMA);
  }

  /** Numbers of a learner's fits of the same rows in each number of partitions. */
  static List<double[]> of(
      Table table, boolean sparse, Function<? super Dataset<Row>, double[]> fit) {
    return PARTITIONS.stream().map(count -> fit.apply(rows(table, sparse, count))).toList();
  }
}
