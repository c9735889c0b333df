package org.espalier.simulate;

import java.util.Optional;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
import org.espalier.space.Parameter;
import org.espalier.space.SearchSpace;

/** Gower's distance between configurations of a space. */
final class ConfigurationDistance {

  private ConfigurationDistance() {}

  /** The mean difference over the parameters that exist on either side; in [0, 1]. */
  static double of(SearchSpace space, Configuration a, Configuration b) {
    double sum = 0;
    int parameters = 0;
    for (Dimension dimension : space.dimensions()) {
      Parameter parameter = dimension.parameter();
      Optional<Object> left = space.value(a, parameter);
      Optional<Object> right = space.value(b, parameter);
      if (left.isPresent() || right.isPresent()) {
        parameters++;
        sum +=
            left.isPresent() && right.isPresent()
                ? difference(parameter, left.get(), right.get())
                : 1;
      }
    }
    return parameters == 0 ? 0 : sum / parameters;
  }

  private static double difference(Parameter parameter, Object left, Object right) {
    if (left.equals(right)) {
      return 0;
    }
    boolean comparable =
        parameter.ordered() && parameter.contains(left) && parameter.contains(right);
    return comparable ? Math.abs(parameter.unit(left) - parameter.unit(right)) : 1;
  }
}
