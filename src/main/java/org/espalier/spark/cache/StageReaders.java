package org.espalier.spark.cache;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.param.Params;
import org.espalier.cache.WorkGraph;
import org.espalier.cache.WorkGraph.Need;
import org.espalier.spark.rows.ColumnNeeds;
import org.espalier.spark.rows.PipelineSteps;
import org.espalier.spark.rows.StepKey;
import org.espalier.spark.rows.WorkKey;

/** Stages and columns that announced cells read of the rows behind shared stages. */
final class StageReaders {

  /** Next stages, and the columns that fits, and fits or scores, read. */
  private record Reading(Set<StepKey> next, ColumnNeeds fitting, ColumnNeeds scoring) {

    private static final Reading UNKNOWN =
        new Reading(Set.of(), ColumnNeeds.all(), ColumnNeeds.all());

    Reading and(Reading other) {
      Set<StepKey> both = new LinkedHashSet<>(next);
      both.addAll(other.next);
      return new Reading(both, fitting.and(other.fitting), scoring.and(other.scoring));
    }
  }

  private final WorkGraph graph;
  private final List<Evaluator> evaluators;
  private final Map<WorkKey, Reading> readings = new LinkedHashMap<>(); // guarded by the graph

  /**
   * @param evaluators readers of scored rows; empty if all columns are kept
   */
  StageReaders(WorkGraph graph, List<Evaluator> evaluators) {
    this.graph = graph;
    this.evaluators = evaluators;
  }

  /**
   * Announces a cell.
   *
   * @param keys of the rows after each of the chain's shared stages, in order
   * @param needs nodes that it may read
   */
  WorkGraph.Reader announce(PipelineSteps chain, List<WorkKey> keys, List<Need<?>> needs) {
    Map<WorkKey, Reading> own = new LinkedHashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      own.put(keys.get(i), reading(chain, i + 1));
    }
    return graph.decide(
        () -> {
          own.forEach((key, reading) -> readings.merge(key, reading, Reading::and));
          return graph.announce(needs);
        });
  }

  private Reading reading(PipelineSteps chain, int depth) {
    return new Reading(
        Set.of(chain.identities().get(depth)),
        needs(chain, depth, List.of()),
        needs(chain, depth, evaluators));
  }

  /** Columns that the stages after {@code depth}, and other params, may read. */
  private ColumnNeeds needs(PipelineSteps chain, int depth, List<? extends Params> others) {
    if (evaluators.isEmpty()) {
      return ColumnNeeds.all();
    }
    List<Params> behind = new ArrayList<>(chain.stages().subList(depth, chain.stages().size()));
    behind.addAll(others);
    return ColumnNeeds.of(behind);
  }

  /** Forgets a key whose rows nobody reads any more; within a decision of the graph. */
  void forget(WorkKey key) {
    readings.remove(key);
  }

  /** True if the chains of the cells diverge after a key. */
  boolean diverge(WorkKey key) {
    return reading(key).next().size() > 1;
  }

  /** Columns that fits read of the rows of a key. */
  ColumnNeeds fitting(WorkKey key) {
    return reading(key).fitting();
  }

  /** Columns that fits or scores read. */
  ColumnNeeds scoring(WorkKey key) {
    return reading(key).scoring();
  }

  private Reading reading(WorkKey key) {
    return graph.decide(() -> readings.getOrDefault(key, Reading.UNKNOWN));
  }
}
