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
        sum += left.equals(right) ? 0 : difference(parameter, left, right);
      }
    }
    return parameters == 0 ? 0 : sum / parameters;
  }

  private static double difference(
      Parameter parameter, Optional<Object> left, Optional<Object> right) {
    boolean comparable =
        parameter.ordered()
            && left.filter(parameter::contains).isPresent()
            && right.filter(parameter::contains).isPresent();
    return comparable ? Math.abs(parameter.unit(left.get()) - parameter.unit(right.get())) : 1;
  }
}
