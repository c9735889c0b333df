package org.espalier.metric;

import java.io.Serializable;

/**
 * Metric with its params, to be computed under some name. Serialisable, unlike {@link Metric},
 * which is found again by its key.
 *
 * @param name name of the result
 * @param key key of a metric that {@link Metric#isOfRows follows from the rows}
 */
public record Measure(String name, String key, MetricParams params) implements Serializable {

  public Measure {
    if (Metric.of(key).filter(Metric::isOfRows).isEmpty()) {
      throw new IllegalArgumentException("'%s' does not follow from the rows.".formatted(key));
    }
  }

  /** Metric under its own name, with the usual params. */
  public static Measure of(Metric metric) {
    return new Measure(metric.key(), metric.key(), MetricParams.USUAL);
  }

  public Metric metric() {
    return Metric.of(key).orElseThrow();
  }
}
