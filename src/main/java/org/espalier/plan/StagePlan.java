package org.espalier.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A stage of a search that follows the first one.
 *
 * @param sampler one of {@link #SAMPLERS}
 * @param trials at most this many; 0 for all of a grid
 * @param around how far from the best so far each param goes, by its name in the space
 */
public record StagePlan(String sampler, int trials, Map<String, Double> around) {

  /** Samplers that need to know nothing but where to search. */
  public static final List<String> SAMPLERS = List.of("grid", "random");

  public StagePlan {
    around = Collections.unmodifiableMap(new LinkedHashMap<>(around));
  }

  /** Whether every combination is tried. */
  public boolean isGrid() {
    return sampler.equals("grid");
  }
}
