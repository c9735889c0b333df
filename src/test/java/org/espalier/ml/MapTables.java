package org.espalier.ml;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.espalier.study.Seed;
import org.espalier.testing.SparkTest;

/** Small tables on a few partitions, and what is usually tuned on them. */
final class MapTables {

  private MapTables() {}

  /**
   * Columns {@code features} (three numbers, also as {@code a}, {@code b}, {@code c}), {@code
   * label} (0 or 1), {@code kind} (0, 1 or 2) and {@code target} (a number above 0), on two
   * partitions.
   */
  static Dataset<Row> rows(int count) {
    return rows(count, 2);
  }

  /** The same table on a given number of partitions. */
  static Dataset<Row> rows(int count, int partitions) {
    var random = new Seed(7).random();
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double a = random.nextDouble();
      double b = random.nextDouble();
      double noise = random.nextDouble() - 0.5;
      double sum = a + 0.5 * b + noise;
      double kind = sum > 1 ? 2.0 : sum > 0.5 ? 1.0 : 0.0;
      double label = sum > 0.75 ? 1.0 : 0.0;
      rows.add(RowFactory.create(label, kind, 2 + 3 * a - b + noise, a, b, random.nextDouble()));
    }
    StructType schema =
        new StructType()
            .add("label", DataTypes.DoubleType)
            .add("kind", DataTypes.DoubleType)
            .add("target", DataTypes.DoubleType)
            .add("a", DataTypes.DoubleType)
            .add("b", DataTypes.DoubleType)
            .add("c", DataTypes.DoubleType);
    return new VectorAssembler()
        .setInputCols(new String[] {"a", "b", "c"})
        .setOutputCol("features")
        .transform(SparkTest.spark().createDataFrame(rows, schema).repartition(partitions));
  }

  static ParamMap[] regularised(LogisticRegression learner) {
    return new ParamGridBuilder()
        .addGrid(learner.regParam(), new double[] {0.001, 0.1, 10})
        .build();
  }

  /** Without bins, whose borders Spark draws anew each time. */
  static Evaluator exactArea() {
    return new BinaryClassificationEvaluator().setNumBins(0);
  }
}
