package org.espalier.spark.fit;

import java.util.List;
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
 * Sender of Spark's events of fits and transformations ({@code MLEvent}), the ones that a {@code
 * Pipeline} posts for itself and its stages. Shared work posts events for each of its cells.
 *
 * @param context context whose listeners receive the events
 */
public record StageEvents(SparkContext context) {

  /** Packages of listeners that read no models: those of Spark, Espalier and OpenLineage. */
  private static final List<String> WITHOUT_MODELS =
      List.of("org.apache.spark.", "org.espalier.spark.", "io.openlineage.");

  /**
   * Fits an estimator; a fit that throws has no end event.
   *
   * @param rows training rows
   * @param fit fits the model; gives null if there is none, which is allowed only if no listener
   *     may read models
   */
  <T extends @Nullable Transformer> T fit(
      Estimator<?> estimator, Dataset<Row> rows, Supplier<T> fit) {
    started(estimator, rows);
    T model = fit.get();
    ended(estimator, model);
    return model;
  }

  /**
   * Returns true if some listener may read models, as its class is not of Spark, Espalier or
   * OpenLineage.
   */
  public static boolean isHeard(SparkContext context) {
    return context.listenerBus().listeners().stream()
        .map(listener -> listener.getClass().getName())
        .anyMatch(StageEvents::mayReadModels);
  }

  static boolean mayReadModels(String listener) {
    return WITHOUT_MODELS.stream().noneMatch(listener::startsWith);
  }

  @SuppressWarnings({"rawtypes", "unchecked"}) // the type of Spark's estimators refers to itself
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

  /** Transforms rows, and posts the events before and after it. */
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
   * Posts the events of a transformation that runs elsewhere, for several cells. Both events have
   * the input rows, so that the output is not planned again.
   */
  void transformed(Transformer transformer, Dataset<Row> rows) {
    transform(transformer, rows, () -> rows);
  }
}
