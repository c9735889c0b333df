package org.espalier.xgboost;

import java.util.Arrays;
import java.util.Optional;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.functions;
import org.espalier.spark.collected.TaskScorer;

/**
 * Initial margins of a model's predictions, from a column. MLlib's models predict from one column,
 * so the margin is appended to the features as the last element of a temporary vector column.
 *
 * @param features name of the features column
 * @param margins name of the margins column
 */
record RowMargins(PipelineStage model, String features, String margins) {

  /** Name of the temporary column. */
  static final String COLUMN = "features and margin of XGBoost";

  /**
   * Returns the margins column of a model; empty if predictions start from the model's own margin.
   */
  static Optional<RowMargins> of(PipelineStage model) {
    String margins = TaskScorer.text(model, "baseMarginCol");
    return margins.isEmpty()
        ? Optional.empty()
        : Optional.of(new RowMargins(model, TaskScorer.text(model, "featuresCol"), margins));
  }

  /** Returns the param by which a model reads the temporary column. */
  ParamMap read() {
    return new ParamMap().put(model.getParam("featuresCol").w(COLUMN));
  }

  Dataset<Row> joined(Dataset<?> rows) {
    UDF2<Vector, Double, Vector> join =
        (vector, margin) -> {
          double[] joined = Arrays.copyOf(vector.toArray(), vector.size() + 1);
          joined[vector.size()] = margin == null ? Double.NaN : margin;
          return Vectors.dense(joined);
        };
    Column column =
        functions
            .udf(join, SQLDataTypes.VectorType())
            .apply(functions.col(features), functions.col(margins).cast("double"));
    return rows.withColumn(COLUMN, column);
  }

  /**
   * Returns the output for a row. If the model has a margins column, the margin is the row's last
   * element.
   */
  static float[] predict(PipelineStage stage, NativeModel model, Vector row, RowOutput output) {
    float missing = (Float) stage.getOrDefault(stage.getParam("missing"));
    if (of(stage).isEmpty()) {
      return model.predict(row, missing, output, Float.NaN);
    }
    double[] values = row.toArray();
    int last = values.length - 1;
    if (Double.isNaN(values[last])) {
      throw new IllegalArgumentException("baseMarginCol: holds NaN; give a margin in each row");
    }
    Vector features = Vectors.dense(Arrays.copyOf(values, last));
    return model.predict(features, missing, output, (float) values[last]);
  }
}
