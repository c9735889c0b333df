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
 * Margins that predictions of a model begin with, from a column. MLlib's models predict of one
 * column, so that the margin is the last element of a vector that is joined for it.
 *
 * @param features column
 * @param margins column
 */
record RowMargins(PipelineStage model, String features, String margins) {

  /** Joined column, which is dropped again. */
  static final String COLUMN = "features and margin of XGBoost";

  /** Column of margins of a model; empty if predictions begin with the model's own. */
  static Optional<RowMargins> of(PipelineStage model) {
    String margins = TaskScorer.text(model, "baseMarginCol");
    return margins.isEmpty()
        ? Optional.empty()
        : Optional.of(new RowMargins(model, TaskScorer.text(model, "featuresCol"), margins));
  }

  /** The param by which a model reads the joined column. */
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

  /** Output of a row, whose margin is its last element if the model has a column of margins. */
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
