package org.espalier.search;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.espalier.Api;

/**
 * Refinement of a search, which begins when all earlier trials have ended, and tries configurations
 * around the best one so far, in addition to the search's trials.
 *
 * @param sampler one of {@link #SAMPLERS}
 * @param trials maximum number of trials; 0 for the whole grid
 * @param around distance from the best value, in the param's own unit, by the param's name in the
 *     space, sorted by it; at least one
 */
@Api
public record Refinement(String sampler, int trials, Map<String, Double> around) {

  /** Samplers that need nothing but the space. */
  public static final List<String> SAMPLERS = List.of(GridSampler.NAME, RandomSampler.NAME);

  public Refinement {
    around = Collections.unmodifiableSortedMap(new TreeMap<>(around));
  }

  /** All combinations of the best values and a step down and up. */
  public static Refinement grid(Map<String, Double> around) {
    return new Refinement(GridSampler.NAME, 0, around);
  }

  /** Configurations drawn within a step of the best values. */
  public static Refinement random(int trials, Map<String, Double> around) {
    return new Refinement(RandomSampler.NAME, trials, around);
  }

  /** True if every combination is tried. */
  public boolean isGrid() {
    return sampler.equals(GridSampler.NAME);
  }
}
