package org.espalier.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.space.Condition;
import org.espalier.space.Constraint;

/**
 * What holds between the params of a learner. Params have their names in the space, an element of a
 * list its index too, as in {@code layers[0]}; values are as settings give them.
 *
 * @param conditions by param: it exists only where all of these hold
 * @param constraints each of which a configuration must meet
 * @param forbidden never all of one list at once
 */
public record ParamRules(
    Map<String, List<Condition>> conditions,
    List<Constraint.Comparison> constraints,
    List<List<Condition>> forbidden) {

  /** Every combination may be tried. */
  public static final ParamRules NONE = new ParamRules(Map.of(), List.of(), List.of());

  public ParamRules {
    conditions = Collections.unmodifiableMap(new LinkedHashMap<>(conditions));
    constraints = List.copyOf(constraints);
    forbidden = List.copyOf(forbidden);
  }
}
