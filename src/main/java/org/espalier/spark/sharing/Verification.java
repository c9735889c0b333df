package org.espalier.spark.sharing;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.ml.PipelineStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Comparison of fits inside tasks with ordinary fits on the same rows, by their scores. */
final class Verification {

  private static final Logger LOG = LoggerFactory.getLogger(Verification.class);

  private final List<String> lines = new ArrayList<>(); // guarded by itself

  /**
   * Compares the scores of one fit.
   *
   * @param inTask scores of the fit inside a task, by metric
   * @param byJobs the same of the ordinary fit
   */
  void compare(
      PipelineStage stage, int fold, Map<String, Double> inTask, Map<String, Double> byJobs) {
    inTask.forEach(
        (metric, score) -> {
          Double other = byJobs.get(metric);
          if (other != null) {
            add(
                String.format(
                    Locale.ROOT,
                    "%s, fold %d: %s %.9f inside a task, %.9f by jobs, difference %.1e",
                    stage.getClass().getSimpleName(),
                    fold,
                    metric,
                    score,
                    other,
                    score - other));
          }
        });
  }

  private void add(String line) {
    LOG.warn("verified {}", line);
    synchronized (lines) {
      lines.add(line);
    }
  }

  /** The comparisons so far, a line each. */
  List<String> lines() {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }
}
