package org.espalier.spark.fit;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.cache.WorkCache;
import org.espalier.spark.chain.FoldPart;
import org.espalier.spark.chain.PipelineSteps;
import org.espalier.spark.chain.WorkKey;

/**
 * Cache of the models of shared stages. The first cell that needs a stage fits it, once for each
 * part of the rows and for each set of values of its own and all earlier params.
 */
final class StageModels {

  /** Source of the rows after {@code depth} stages, on which the next stage is fitted. */
  interface TrainingRows {
    Dataset<Row> rowsBehind(PipelineSteps chain, int depth, FoldPart part);
  }

  private final WorkCache<WorkKey, Transformer> models;
  private final TrainingRows rows;

  StageModels(WorkCache<WorkKey, Transformer> models, TrainingRows rows) {
    this.models = models;
    this.rows = rows;
  }

  WorkCache<WorkKey, Transformer> cache() {
    return models;
  }

  /**
   * Returns a fitted stage before a chain's last estimator.
   *
   * @param depth position of the stage, from 1
   */
  Transformer stage(PipelineSteps chain, int depth, FoldPart part) {
    if (!(chain.stages().get(depth - 1) instanceof Estimator<?> estimator)) {
      return (Transformer) chain.stages().get(depth - 1);
    }
    WorkKey key = WorkKey.of(chain, depth, part);
    return models.get(key, () -> fitted(chain, depth, part, estimator));
  }

  /**
   * Fits all stages before a chain's last estimator at once, from the first unfitted one on.
   *
   * @param fit gives their models, in their order; empty if each stage must be fitted by itself
   */
  void fitStages(PipelineSteps chain, FoldPart part, Supplier<Optional<List<Transformer>>> fit) {
    AtomicBoolean apart = new AtomicBoolean();
    for (int i = chain.leading(); i < chain.shareable() && !apart.get(); i++) {
      int first = i;
      WorkKey key = WorkKey.of(chain, first + 1, part);
      if (chain.stages().get(first) instanceof Estimator<?> estimator) {
        models.get(
            key,
            () ->
                fit.get()
                    .map(fitted -> from(first, chain, part, fitted))
                    .orElseGet(
                        () -> {
                          apart.set(true);
                          return fitted(chain, first + 1, part, estimator);
                        }));
      }
    }
  }

  /** Returns true if all stages before a chain's last estimator are fitted. */
  boolean areMade(PipelineSteps chain, FoldPart part) {
    for (int i = chain.leading(); i < chain.shareable(); i++) {
      if (chain.stages().get(i) instanceof Estimator
          && models.made(WorkKey.of(chain, i + 1, part)).isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /**
   * Keeps models that were fitted together, for announced cells.
   *
   * @param fitted models of all stages before a chain's last estimator
   */
  void keep(PipelineSteps chain, FoldPart part, List<Transformer> fitted) {
    for (int i = chain.leading(); i < chain.shareable(); i++) {
      WorkKey key = WorkKey.of(chain, i + 1, part);
      if (chain.stages().get(i) instanceof Estimator && models.readers(key) > 0) {
        models.put(key, fitted.get(i));
      }
    }
  }

  /** Returns the model of a stage, and caches the models of later stages. */
  private Transformer from(
      int first, PipelineSteps chain, FoldPart part, List<Transformer> fitted) {
    for (int i = first + 1; i < chain.shareable(); i++) {
      if (chain.stages().get(i) instanceof Estimator) {
        models.put(WorkKey.of(chain, i + 1, part), fitted.get(i));
      }
    }
    return fitted.get(first);
  }

  /** Fits a stage, together with the next stages that the same pass over the rows can fit. */
  private Transformer fitted(
      PipelineSteps chain, int depth, FoldPart part, Estimator<?> estimator) {
    Dataset<Row> training = rows.rowsBehind(chain, depth - 1, part);
    IndexerRun run =
        IndexerRun.of(chain.stages().subList(depth - 1, commonDepth(chain, depth, part)));
    if (run.size() < 2) {
      return (Transformer) estimator.fit(training);
    }
    List<Transformer> fitted = run.fit(training);
    for (int i = 1; i < fitted.size(); i++) {
      models.put(WorkKey.of(chain, depth + i, part), fitted.get(i));
    }
    return fitted.get(0);
  }

  /** Returns the last depth that all cells reach which reach this one. */
  private int commonDepth(PipelineSteps chain, int depth, FoldPart part) {
    int last = depth;
    int cells = models.readers(WorkKey.of(chain, depth, part));
    while (last < chain.shareable() && models.readers(WorkKey.of(chain, last + 1, part)) == cells) {
      last++;
    }
    return last;
  }
}
