package org.espalier.ml;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.param.ParamMap;
import org.espalier.evaluate.Cell;
import org.espalier.space.Configuration;
import org.espalier.spark.cell.CellWork;

/** A param map on a fold: the user's estimator and evaluator as they are. */
final class MapCells implements CellWork {

  private record Fit(Configuration configuration, int fold) {}

  private final Estimator<?> estimator;
  private final Evaluator evaluator;
  private final MapConfigurations configurations;
  private final FoldedRows rows;
  private final boolean keepModels;
  private final Map<Fit, Model<?>> models = new ConcurrentHashMap<>();

  MapCells(
      Estimator<?> estimator,
      Evaluator evaluator,
      MapConfigurations configurations,
      FoldedRows rows,
      boolean keepModels) {
    this.estimator = estimator;
    this.evaluator = evaluator;
    this.configurations = configurations;
    this.rows = rows;
    this.keepModels = keepModels;
  }

  @Override
  public Transformer fit(Cell cell) {
    ParamMap map = configurations.map(cell.configuration());
    Model<?> model = rows.read(() -> (Model<?>) estimator.fit(rows.training(cell.fold()), map));
    if (keepModels) {
      models.put(new Fit(cell.configuration(), cell.fold()), model);
    }
    return model;
  }

  @Override
  public double score(Cell cell, Transformer model) {
    ParamMap map = configurations.map(cell.configuration());
    return rows.read(() -> evaluator.evaluate(model.transform(rows.validation(cell.fold()), map)));
  }

  @Override
  public long rows(Cell cell) {
    return rows.smallestTraining();
  }

  @Override
  public String metric() {
    return metric(evaluator);
  }

  /** The name an evaluator gives its metric, or else its class's. */
  static String metric(Evaluator evaluator) {
    if (!evaluator.hasParam("metricName")) {
      return evaluator.getClass().getSimpleName();
    }
    return String.valueOf(evaluator.getOrDefault(evaluator.getParam("metricName")));
  }

  /** The models that were fitted, by fold and map; null for one that failed, as it has none. */
  @SuppressWarnings("NullAway") // Spark's own type holds the models in a plain array
  Model<?>[][] subModels() {
    Model<?>[][] byFold = new Model<?>[rows.sizes().size()][configurations.all().size()];
    for (int fold = 0; fold < byFold.length; fold++) {
      int number = fold;
      Arrays.setAll(
          byFold[fold], map -> models.get(new Fit(configurations.all().get(map), number)));
    }
    return byFold;
  }
}
