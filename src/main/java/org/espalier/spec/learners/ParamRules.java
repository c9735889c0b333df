package org.espalier.spec.learners;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.space.Condition;
import org.espalier.space.Constraint;

/**
 * Conditions and constraints between the params of a learner. Params have their names in the space,
 * an array element also its index, as in {@code layers[0]}; values are as settings give them.
 *
 * @param conditions by param: all of these must hold for it to exist
 * @param constraints comparisons that a configuration must meet
 * @param forbidden lists of conditions that must not all hold at once
 */
public record ParamRules(
    Map<String, List<Condition>> conditions,
    List<Constraint.Comparison> constraints,
    List<List<Condition>> forbidden) {

  /** Rules of which none restricts the params. */
  public static final ParamRules NONE = new ParamRules(Map.of(), List.of(), List.of());

  public ParamRules {
    conditions = Collections.unmodifiableMap(new LinkedHashMap<>(conditions));
    constraints = List.copyOf(constraints);
    forbidden = List.copyOf(forbidden);
  }
}
