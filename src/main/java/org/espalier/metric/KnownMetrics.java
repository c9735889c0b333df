package org.espalier.metric;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleBiFunction;
import org.espalier.study.Direction;

/**
 * Metrics that have a name, in their order, with the definitions of those that follow from the
 * statistics of all rows or are a mean over rows.
 */
final class KnownMetrics {

  /** Computes a metric from the statistics of all rows. */
  interface Summary {
    double of(Tally tally, MetricParams params);
  }

  /** Loss of one row, of which a metric is the weighted mean. */
  interface RowLoss {
    double of(PredictedRow row, MetricParams params);
  }

  private final Map<String, Metric> metrics = new LinkedHashMap<>(); // by key
  private final Map<String, Summary> summaries = new HashMap<>(); // by name
  private final Map<String, RowLoss> losses = new HashMap<>();

  void add(Metric metric) {
    metrics.put(metric.key(), metric);
  }

  Optional<Metric> of(String key) {
    return Optional.ofNullable(metrics.get(key));
  }

  List<Metric> all() {
    return List.copyOf(metrics.values());
  }

  Optional<Summary> summary(String name) {
    return Optional.ofNullable(summaries.get(name));
  }

  Optional<RowLoss> loss(String name) {
    return Optional.ofNullable(losses.get(name));
  }

  Metric larger(String name, Metric.Family family, Set<ProblemType> tasks) {
    return known(name, family, Direction.MAXIMIZE, tasks);
  }

  Metric larger(String name, Metric.Family family, Set<ProblemType> tasks, Summary summary) {
    summaries.put(name, summary);
    return larger(name, family, tasks);
  }

  Metric smaller(String name, Metric.Family family, Set<ProblemType> tasks, Summary summary) {
    summaries.put(name, summary);
    return known(name, family, Direction.MINIMIZE, tasks);
  }

  Metric mean(String name, Set<ProblemType> tasks, RowLoss loss) {
    losses.put(name, loss);
    return known(name, Metric.Family.MEAN, Direction.MINIMIZE, tasks);
  }

  void higher(
      String name,
      Set<ProblemType> tasks,
      ToDoubleBiFunction<ConfusionMatrix, MetricParams> value) {
    larger(name, Metric.Family.COUNTS, tasks, (t, p) -> value.applyAsDouble(t.counts(), p));
  }

  void lower(
      String name,
      Set<ProblemType> tasks,
      ToDoubleBiFunction<ConfusionMatrix, MetricParams> value) {
    smaller(name, Metric.Family.COUNTS, tasks, (t, p) -> value.applyAsDouble(t.counts(), p));
  }

  private Metric known(
      String name, Metric.Family family, Direction direction, Set<ProblemType> tasks) {
    Metric metric = new Metric(Metric.dashed(name), family, name, Optional.of(direction), tasks);
    add(metric);
    return metric;
  }
}
