package org.espalier.spec.learners;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.space.Condition;
import org.espalier.space.Configuration;
import org.espalier.space.Constraint;
import org.espalier.space.Dimension;
import org.espalier.space.SearchSpace;

/**
 * Learner of a study, checked against the class path.
 *
 * @param params its searched params
 * @param space their space, by the learner's own names
 * @param defaults its own default values of the searched params; a param without a default is left
 *     out
 */
record CheckedLearner(LearnerSpace params, SearchSpace space, Map<String, Object> defaults) {

  CheckedLearner {
    defaults = Collections.unmodifiableMap(new LinkedHashMap<>(defaults));
  }

  /** Its name in the study. */
  String name() {
    return params.learner().name();
  }

  /** Name of one of its params among those of the other learners. */
  String name(String param) {
    return Configuration.name(name(), param);
  }

  /** Its dimensions among those of the other learners: they exist where it is chosen. */
  List<Dimension> dimensions() {
    List<Dimension> dimensions = new ArrayList<>();
    for (Dimension own : space.dimensions()) {
      List<Condition> conditions = new ArrayList<>();
      conditions.add(new Condition(Configuration.LEARNER, name()));
      own.conditions().forEach(condition -> conditions.add(condition.renamed(this::name)));
      dimensions.add(
          new Dimension(own.parameter().named(name(own.parameter().name())), conditions));
    }
    return dimensions;
  }

  /** Its constraints among those of the other learners. */
  List<Constraint> constraints() {
    return space.constraints().stream().map(constraint -> constraint.renamed(this::name)).toList();
  }
}
