package org.espalier.spark.sharing;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.spark.cell.SharedCosts;
import org.espalier.spark.rows.FoldPart;
import org.espalier.spark.rows.OnceEach;
import org.espalier.spark.sharing.stage.PipelineSteps;
import org.espalier.spark.sharing.stage.RowKey;

/**
 * Models of shared stages: each stage is fitted once per part of the rows and values of its own and
 * all earlier params, by the first cell that needs it.
 */
final class StageModels {

  /** Rows that a stage is fitted on: those after so many stages. */
  interface TrainingRows {
    Dataset<Row> behind(PipelineSteps chain, int depth, FoldPart part);
  }

  private final SharedCosts<RowKey> costs;
  private final TrainingRows rows;
  private final OnceEach<RowKey, Transformer> models;
  private final Map<RowKey, Transformer> ahead = new ConcurrentHashMap<>(); // fitted with others

  /**
   * @param changed called whenever a stage that others wait for is fitted
   */
  StageModels(SharedCosts<RowKey> costs, TrainingRows rows, Runnable changed) {
    this.costs = costs;
    this.rows = rows;
    this.models = new OnceEach<>(changed);
  }

  boolean isBeingMade(RowKey key) {
    return models.isBeingMade(key);
  }

  boolean isMade(RowKey key) {
    return models.isMade(key);
  }

  /** Drops a stage that no cell needs any more. */
  void forget(RowKey key) {
    models.forget(key);
    ahead.remove(key);
  }

  /**
   * A fitted stage before a chain's last estimator.
   *
   * @param depth its place, from 1
   */
  Transformer stage(PipelineSteps chain, int depth, FoldPart part) {
    if (!(chain.stages().get(depth - 1) instanceof Estimator<?> estimator)) {
      return (Transformer) chain.stages().get(depth - 1);
    }
    RowKey key = RowKey.of(chain, depth, part);
    return models.get(
        key,
        () -> {
          Transformer fitted = ahead.remove(key);
          return fitted != null
              ? fitted
              : costs.run(key, () -> fitted(chain, depth, part, estimator));
        });
  }

  /**
   * Fits all stages before a chain's last estimator at once, from the first unfitted one on.
   *
   * @param fit their models, in their order; empty if each is to be fitted by itself
   */
  void together(PipelineSteps chain, FoldPart part, Supplier<Optional<List<Transformer>>> fit) {
    AtomicBoolean apart = new AtomicBoolean();
    for (int i = chain.leading(); i < chain.shareable() && !apart.get(); i++) {
      int first = i;
      RowKey key = RowKey.of(chain, first + 1, part);
      if (chain.stages().get(first) instanceof Estimator<?> estimator && !ahead.containsKey(key)) {
        models.get(
            key,
            () ->
                costs.run(
                    key,
                    () ->
                        fit.get()
                            .map(fitted -> from(first, chain, part, fitted))
                            .orElseGet(
                                () -> {
                                  apart.set(true);
                                  return fitted(chain, first + 1, part, estimator);
                                })));
      }
    }
  }

  /** The model of a stage; those of later stages are kept until they are needed. */
  private Transformer from(
      int first, PipelineSteps chain, FoldPart part, List<Transformer> fitted) {
    for (int i = first + 1; i < chain.shareable(); i++) {
      RowKey key = RowKey.of(chain, i + 1, part);
      if (chain.stages().get(i) instanceof Estimator && !models.isMade(key)) {
        ahead.putIfAbsent(key, fitted.get(i));
      }
    }
    return fitted.get(first);
  }

  /** Fits a stage, and with it those that one pass over the rows fits as well. */
  private Transformer fitted(
      PipelineSteps chain, int depth, FoldPart part, Estimator<?> estimator) {
    Dataset<Row> training = rows.behind(chain, depth - 1, part);
    IndexerRun run = IndexerRun.of(chain.stages().subList(depth - 1, together(chain, depth, part)));
    if (run.size() < 2) {
      return (Transformer) estimator.fit(training);
    }
    List<Transformer> models = run.fit(training);
    for (int i = 1; i < models.size(); i++) {
      ahead.put(RowKey.of(chain, depth + i, part), models.get(i));
    }
    return models.get(0);
  }

  /** The last depth that is reached by all cells that reach this one. */
  private int together(PipelineSteps chain, int depth, FoldPart part) {
    int last = depth;
    int cells = costs.cells(RowKey.of(chain, depth, part));
    while (last < chain.shareable() && costs.cells(RowKey.of(chain, last + 1, part)) == cells) {
      last++;
    }
    return last;
  }
}
