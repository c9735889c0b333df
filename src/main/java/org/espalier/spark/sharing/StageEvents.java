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
import org.jspecify.annotations.Nullable;

/**
 * Spark's own events of fits and transformations ({@code MLEvent}), as a {@code Pipeline} posts
 * them of itself and of its stages. What a cell shares with others is told of each of them.
 *
 * @param context whose listeners hear of them
 */
public record StageEvents(SparkContext context) {

  private static final String OURS = "org.espalier.spark.";

  /**
   * Fits an estimator; no end is told of what throws.
   *
   * @param rows what it learns from
   * @param fit the model; null where none was made because nobody outside Spark listens
   */
  <T extends @Nullable Transformer> T fit(
      Estimator<?> estimator, Dataset<Row> rows, Supplier<T> fit) {
    started(estimator, rows);
    T model = fit.get();
    ended(estimator, model);
    return model;
  }

  /** True if a listener that is neither Spark's nor ours may look at models. */
  public static boolean isHeard(SparkContext context) {
    return context.listenerBus().listeners().stream()
        .map(listener -> listener.getClass().getName())
        .anyMatch(name -> !name.startsWith("org.apache.spark.") && !name.startsWith(OURS));
  }

  @SuppressWarnings({"rawtypes", "unchecked"}) // a type that contains itself is nobody's here
  private void started(Estimator<?> estimator, Dataset<Row> rows) {
    FitStart event = new FitStart();
    event.estimator_$eq(estimator);
    event.dataset_$eq(rows);
    context.listenerBus().post(event);
  }

  @SuppressWarnings({"rawtypes", "unchecked"})
  private void ended(Estimator<?> estimator, @Nullable Transformer model) {
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
