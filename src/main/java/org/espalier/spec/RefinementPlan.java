package org.espalier.spec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.search.GridSampler;
import org.espalier.search.RandomSampler;

/**
 * Refinement of a search, which follows the first one.
 *
 * @param sampler one of {@link #SAMPLERS}
 * @param trials maximum number of trials; 0 for the whole grid
 * @param around distance from the best configuration so far, by the param's name in the space
 */
public record RefinementPlan(String sampler, int trials, Map<String, Double> around) {

  /** Samplers that need nothing but the space. */
  public static final List<String> SAMPLERS = List.of(GridSampler.NAME, RandomSampler.NAME);

  public RefinementPlan {
    around = Collections.unmodifiableMap(new LinkedHashMap<>(around));
  }

  /** True if every combination is tried. */
  public boolean isGrid() {
    return sampler.equals(GridSampler.NAME);
  }
}
