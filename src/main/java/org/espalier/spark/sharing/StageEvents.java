package org.espalier.spark.sharing;

import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.FitEnd;
import org.apache.spark.ml.FitStart;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.TransformEnd;
import org.apache.spark.ml.TransformStart;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Spark's own events of fits and transformations ({@code MLEvent}), as a {@code Pipeline} posts
 * them of itself and of its stages. What a cell shares with others is told of each of them.
 *
 * @param context whose listeners hear of them
 */
record StageEvents(SparkContext context) {

  /**
   * Fits an estimator; no end is told of what throws.
   *
   * @param rows what it learns from
   */
  <T extends Transformer> T fit(Estimator<?> estimator, Dataset<Row> rows, Supplier<T> fit) {
    started(estimator, rows);
    T model = fit.get();
    ended(estimator, model);
    return model;
  }

  @SuppressWarnings({"rawtypes", "unchecked"}) // a type that contains itself is nobody's here
  private void started(Estimator<?> estimator, Dataset<Row> rows) {
    FitStart event = new FitStart();
    event.estimator_$eq(estimator);
    event.dataset_$eq(rows);
    context.listenerBus().post(event);
  }

  @SuppressWarnings({"rawtypes", "unchecked"})
  private void ended(Estimator<?> estimator, Transformer model) {
    FitEnd event = new FitEnd();
    event.estimator_$eq(estimator);
    event.model_$eq((Model) model);
    context.listenerBus().post(event);
  }

  /** Transforms rows. */
  Dataset<Row> transform(
      Transformer transformer, Dataset<Row> rows, Supplier<Dataset<Row>> transform) {
    TransformStart start = new TransformStart();
    start.transformer_$eq(transformer);
    start.input_$eq(rows);
    context.listenerBus().post(start);
    Dataset<Row> transformed = transform.get();
    TransformEnd end = new TransformEnd();
    end.transformer_$eq(transformer);
    end.output_$eq(transformed);
    context.listenerBus().post(end);
    return transformed;
  }

  /**
   * Tells of a transformation that is done elsewhere, for several cells: its output is then not
   * planned once more, and its input is told in both events.
   */
  void transformed(Transformer transformer, Dataset<Row> rows) {
    transform(transformer, rows, () -> rows);
  }
}
