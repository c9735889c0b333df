package org.espalier.xgboost;

import java.util.Arrays;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.util.SchemaUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.espalier.spark.collected.TaskScorer;

/** Kind of output of a model for a row. */
enum RowOutput {
  /** One margin, or one per class. */
  MARGINS(""),
  /** Outputs that the objective computes from the margins. */
  VALUES(""),
  /** Index of the leaf in each tree. */
  LEAVES("leafPredictionCol"),
  /**
   * SHAP values of the features followed by the bias; for several classes, one class after the
   * other.
   */
  CONTRIBUTIONS("contribPredictionCol");

  private final String param;

  /**
   * @param param param that names the output column, a vector; empty if MLlib's class has the
   *     column
   */
  RowOutput(String param) {
    this.param = param;
  }

  private String column(PipelineStage stage) {
    return TaskScorer.text(stage, param);
  }

  /**
   * Returns the schema with the output columns that MLlib's models do not have.
   *
   * @throws IllegalArgumentException if a column already exists; Spark throws it
   */
  static StructType appended(PipelineStage stage, StructType schema) {
    StructType appended = schema;
    for (RowOutput output : values()) {
      appended =
          SchemaUtils.appendColumn(
              appended, output.column(stage), SQLDataTypes.VectorType(), false);
    }
    return appended;
  }

  /** Returns the rows with the output columns that MLlib's models do not have. */
  static Dataset<Row> added(PipelineStage stage, NativeModel model, Dataset<Row> rows) {
    Dataset<Row> added = rows;
    for (RowOutput output : values()) {
      if (!output.column(stage).isEmpty()) {
        UDF1<Vector, Vector> predict =
            features -> vector(RowMargins.predict(stage, model, features, output));
        added =
            added.withColumn(
                output.column(stage),
                functions
                    .udf(predict, SQLDataTypes.VectorType())
                    .apply(functions.col(TaskScorer.text(stage, "featuresCol"))));
      }
    }
    return added;
  }

  private static Vector vector(float[] values) {
    double[] doubles = new double[values.length];
    Arrays.setAll(doubles, i -> values[i]);
    return Vectors.dense(doubles);
  }
}
