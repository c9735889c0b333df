package org.espalier.metric;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Metrics of a cell, a serializable value that is sent to where its predictions are.
 *
 * @param measures metrics, in the order of their results; at least one, and no name twice
 */
public record CellMetrics(List<Measure> measures) implements Serializable {

  public CellMetrics {
    measures = List.copyOf(measures);
    if (measures.isEmpty()) {
      throw new IllegalArgumentException("measures: there is none.");
    }
    Set<String> names = new HashSet<>();
    for (Measure measure : measures) {
      if (!names.add(measure.name())) {
        throw new IllegalArgumentException(
            "measures: '%s' is there twice.".formatted(measure.name()));
      }
    }
  }

  /**
   * Scores by name, in order; NaN where a metric is not defined. They equal those of a pass over
   * the same predictions on the cluster, up to the rounding of sums; areas are exact, and NaN where
   * a model has no scores.
   *
   * @param rows predictions, with all parts that the metrics need
   */
  public Map<String, Double> scores(PredictedRows rows) {
    Tally tally = new Tally(this, Integer.MAX_VALUE);
    tally.add(rows);
    return tally.scores();
  }

  boolean has(Metric.Family family) {
    return measures.stream().anyMatch(measure -> measure.metric().family() == family);
  }

  /** True if a metric reads predictions. */
  public boolean needsPredictions() {
    return measures.stream()
        .map(Measure::metric)
        .anyMatch(
            metric -> metric.family() != Metric.Family.SCORES && !metric.needsProbabilities());
  }

  /** True if a metric reads the score of the positive class. */
  public boolean needsScores() {
    return has(Metric.Family.SCORES);
  }

  /** True if a metric reads the probabilities of classes. */
  public boolean needsProbabilities() {
    return measures.stream().map(Measure::metric).anyMatch(Metric::needsProbabilities);
  }

  /** True if a metric reads whether a time ended with the event. */
  public boolean needsEnds() {
    return has(Metric.Family.PAIRS);
  }
}
