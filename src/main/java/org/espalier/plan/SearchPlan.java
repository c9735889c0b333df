package org.espalier.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How configurations are found.
 *
 * @param sampler a name of {@link Strategies#samplers()}
 * @param trials at most this many, the learners' defaults and the points included; 0 for all of a
 *     grid
 * @param points tried after the defaults: values by param, and under {@value StudySpace#LEARNER}
 *     the learner's name, as settings give them
 * @param prior folder of an earlier study
 * @param then stages that follow, each around the best of those before
 */
public record SearchPlan(
    String sampler,
    int trials,
    List<Map<String, Object>> points,
    Optional<String> prior,
    List<StagePlan> then) {

  public SearchPlan {
    then = List.copyOf(then);
    points = points.stream().map(p -> Collections.unmodifiableMap(new LinkedHashMap<>(p))).toList();
  }

  /** A search of one stage. */
  public SearchPlan(
      String sampler, int trials, List<Map<String, Object>> points, Optional<String> prior) {
    this(sampler, trials, points, prior, List.of());
  }

  /** Without points of the user's own or an earlier study. */
  public SearchPlan(String sampler, int trials) {
    this(sampler, trials, List.of(), Optional.empty());
  }
}
