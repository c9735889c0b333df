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
 */
public record SearchPlan(
    String sampler, int trials, List<Map<String, Object>> points, Optional<String> prior) {

  public SearchPlan {
    points = points.stream().map(p -> Collections.unmodifiableMap(new LinkedHashMap<>(p))).toList();
  }

  /** Without points of the user's own or an earlier study. */
  public SearchPlan(String sampler, int trials) {
    this(sampler, trials, List.of(), Optional.empty());
  }
}
