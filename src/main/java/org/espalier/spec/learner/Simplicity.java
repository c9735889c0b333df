package org.espalier.spec.learner;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.espalier.learner.LearnerDescriptor.Simpler;
import org.espalier.space.Configuration;

/**
 * Order of configurations by simplicity: first by the learner's place in the study file, then by
 * the params that the learner's descriptor names, the most important first. Other params are
 * ignored, and so are measurements.
 *
 * @param learners in the order of the study
 */
public record Simplicity(List<LearnerPlan> learners) implements Comparator<Configuration> {

  public Simplicity {
    learners = List.copyOf(learners);
  }

  /** Negative if the first is simpler; 0 if the two are equally simple. */
  @Override
  public int compare(Configuration one, Configuration other) {
    int place = place(one);
    int byLearner = Integer.compare(place, place(other));
    if (byLearner != 0 || place < 0) {
      return byLearner;
    }
    LearnerPlan learner = learners.get(place);
    for (Simpler order : Learners.known().simplicity(learner.type())) {
      Object a = one.params().get(order.param());
      Object b = other.params().get(order.param());
      if (a != null && b != null) {
        int less = Double.compare(size(a), size(b));
        if (less != 0) {
          return order.less() ? less : -less;
        }
      }
    }
    return 0;
  }

  /** Index of the configuration's learner; -1 if the study does not have it. */
  private int place(Configuration configuration) {
    return learners.stream().map(LearnerPlan::name).toList().indexOf(configuration.learner());
  }

  /** Number itself; for a list of layers, the total number of units. */
  private static double size(Object value) {
    return value instanceof Number number
        ? number.doubleValue()
        : Arrays.stream(value.toString().split(" "))
            .filter(part -> part.matches("\\d+"))
            .mapToDouble(Double::parseDouble)
            .sum();
  }
}
