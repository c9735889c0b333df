package org.espalier.study;

import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Point of a learning curve: numbers that a function reported at a step, or scores of a fold after
 * an iteration.
 *
 * @param step as the function counts them, or the iteration, from 1
 * @param values finite numbers by name
 */
public record CurvePoint(long step, Map<String, Double> values) implements Serializable {

  private static final long serialVersionUID = 1;

  /** Numbers that are not finite are left out: a curve has a gap there. */
  public CurvePoint {
    Map<String, Double> finite = new LinkedHashMap<>(values);
    finite.values().removeIf(value -> !Double.isFinite(value));
    values = Collections.unmodifiableMap(finite);
  }
}
