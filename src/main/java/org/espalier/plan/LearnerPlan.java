package org.espalier.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One learner of a study and what to try with it.
 *
 * @param name unique in the study; its type unless said otherwise
 * @param type for example {@code logistic-regression}
 * @param space by param; {@code stage.param} names a param of a feature stage
 * @param rules what holds between these params
 */
public record LearnerPlan(String name, String type, Map<String, Domain> space, ParamRules rules) {
  public LearnerPlan {
    space = Collections.unmodifiableMap(new LinkedHashMap<>(space));
  }

  /** Of which every combination may be tried. */
  public LearnerPlan(String name, String type, Map<String, Domain> space) {
    this(name, type, space, ParamRules.NONE);
  }
}
