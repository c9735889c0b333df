package org.espalier.function;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Report of a function on its way: a point of the learning curve, which decides nothing.
 *
 * @param step as the function counts them
 * @param values numbers by name; may be NaN
 */
public record StepReport(long step, Map<String, Double> values) {
  public StepReport {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }
}
