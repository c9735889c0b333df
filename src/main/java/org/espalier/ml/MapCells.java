package org.espalier.ml;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.evaluation.Evaluator;
import org.espalier.evaluate.Cell;
import org.espalier.space.Configuration;
import org.espalier.spark.cell.CellWork;
import org.espalier.spark.cell.FittedCell;
import org.espalier.spark.sharing.MetricPass;
import org.espalier.spark.sharing.SharedPipelines;
import org.espalier.spark.sharing.StageChain;
import org.espalier.spark.sharing.StageChains;

/** A param map on a fold: the user's estimator and evaluator as they are. */
final class MapCells implements CellWork, AutoCloseable {

  private record Fit(Configuration configuration, int fold) {}

  private final MetricPass scores;
  private final MapConfigurations configurations;
  private final FoldedRows rows;
  private final boolean keepModels;
  private final StageChains chains;
  private final SharedPipelines pipelines;
  private final Map<Fit, Model<?>> models = new ConcurrentHashMap<>();
  private final Set<Fit> announced = ConcurrentHashMap.newKeySet();

  MapCells(
      Estimator<?> estimator,
      Evaluator evaluator,
      MapConfigurations configurations,
      FoldedRows rows,
      boolean keepModels) {
    this.scores = new MetricPass(evaluator);
    this.configurations = configurations;
    this.rows = rows;
    this.keepModels = keepModels;
    this.chains = new StageChains(estimator, evaluator);
    this.pipelines =
        new SharedPipelines(
            rows.all().sparkSession().sparkContext(), rows, evaluator, rows.budget(), !keepModels);
    announceAll();
  }

  /** What is shared is known before the first cell runs, as all maps are. */
  private void announceAll() {
    for (Configuration configuration : new LinkedHashSet<>(configurations.all())) {
      for (int fold = 0; fold < rows.sizes().size(); fold++) {
        announced.add(new Fit(configuration, fold));
        pipelines.announce(chain(configuration), fold);
      }
    }
  }

  private StageChain chain(Configuration configuration) {
    return chains.of(configurations.map(configuration));
  }

  @Override
  public void settled(Cell cell) {
    if (announced.remove(new Fit(cell.configuration(), cell.fold()))) {
      pipelines.release(chain(cell.configuration()), cell.fold());
    }
  }

  @Override
  public boolean waits(Cell cell) {
    return pipelines.isBeingMade(chain(cell.configuration()), cell.fold());
  }

  @Override
  public void onChange(Runnable listener) {
    pipelines.onChange(listener);
  }

  @Override
  public FittedCell fit(Cell cell) {
    StageChain chain = chain(cell.configuration());
    SharedPipelines.Fitted fitted = rows.read(() -> pipelines.fit(chain, cell.fold()));
    if (keepModels) {
      models.put(new Fit(cell.configuration(), cell.fold()), fitted.model());
    }
    long size = rows.sizes().get(cell.fold());
    return () ->
        rows.read(() -> pipelines.score(chain, cell.fold(), fitted, p -> scores.score(p, size)));
  }

  @Override
  public long rows(Cell cell) {
    return rows.smallestTraining();
  }

  @Override
  public String metric() {
    return scores.metric();
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

  @Override
  public void close() {
    pipelines.close();
  }
}
