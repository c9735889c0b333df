package org.espalier.function;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.espalier.Api;
import org.espalier.search.GridSampler;
import org.espalier.search.RandomSampler;
import org.espalier.spec.RefinementPlan;

/**
 * Refinement of the search of a function, which follows it around the best configuration so far.
 *
 * @param sampler {@code grid}, all combinations of the best values and a step down and up, or
 *     {@code random}, values within a step
 * @param trials configurations at most; 0 for all of a grid
 * @param around steps by parameter, in its own unit; at least one
 */
@Api
public record FunctionRefinement(String sampler, int trials, Map<String, Double> around) {

  public FunctionRefinement {
    around = Collections.unmodifiableMap(new LinkedHashMap<>(around));
  }

  /** All combinations of the best values and a step down and up. */
  public static FunctionRefinement grid(Map<String, Double> around) {
    return new FunctionRefinement(GridSampler.NAME, 0, around);
  }

  /** Configurations drawn within a step of the best values. */
  public static FunctionRefinement random(int trials, Map<String, Double> around) {
    return new FunctionRefinement(RandomSampler.NAME, trials, around);
  }

  static FunctionRefinement of(RefinementPlan plan) {
    return new FunctionRefinement(plan.sampler(), plan.trials(), plan.around());
  }

  RefinementPlan plan() {
    return new RefinementPlan(sampler, trials, around);
  }
}
