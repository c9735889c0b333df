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

/** Output of a model for a row. */
enum RowOutput {
  /** One, or one for each class. */
  MARGINS(""),
  /** Outputs that the objective computes from the margins. */
  VALUES(""),
  /** The index of the leaf in each tree. */
  LEAVES("leafPredictionCol"),
  /** SHAP values of the features and, last, the bias; of several classes one after the other. */
  CONTRIBUTIONS("contribPredictionCol");

  private final String param;

  /**
   * @param param that names its column, a vector; empty for one of MLlib's
   */
  RowOutput(String param) {
    this.param = param;
  }

  private String column(PipelineStage stage) {
    return TaskScorer.text(stage, param);
  }

  /**
   * Schema with the columns that MLlib's models do not have.
   *
   * @throws IllegalArgumentException by Spark for a column that is there
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

  /** Rows with the columns that MLlib's models do not have. */
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
