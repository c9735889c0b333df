package org.espalier.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.space.Configuration;

/**
 * Search of a study: how configurations are found.
 *
 * @param sampler a name of {@link Strategies#samplers()}
 * @param trials maximum number of trials, including the learners' defaults and the points; 0 for
 *     the whole grid
 * @param points start points, tried after the defaults: values by param, and the learner's name
 *     under {@value Configuration#LEARNER}, as settings give them
 * @param prior folder of an earlier study
 * @param then refinements that follow, each around the best configuration so far
 */
public record SearchPlan(
    String sampler,
    int trials,
    List<Map<String, Object>> points,
    Optional<String> prior,
    List<RefinementPlan> then) {

  public SearchPlan {
    then = List.copyOf(then);
    points = points.stream().map(p -> Collections.unmodifiableMap(new LinkedHashMap<>(p))).toList();
  }

  /** A search without refinements. */
  public SearchPlan(
      String sampler, int trials, List<Map<String, Object>> points, Optional<String> prior) {
    this(sampler, trials, points, prior, List.of());
  }

  /** Search without start points or an earlier study. */
  public SearchPlan(String sampler, int trials) {
    this(sampler, trials, List.of(), Optional.empty());
  }

  /** True if the sampler tries every combination of values. */
  public boolean isExhaustive() {
    return Strategies.isExhaustive(sampler);
  }
}
