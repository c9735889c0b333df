package org.espalier.space;

import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;

/**
 * Ascent in a search space, one dimension after the other: each goes to its end, or its choice,
 * with the largest number. The end is the largest of all where dimensions do not work against each
 * other, as with work that grows with each of them. Ignores constraints.
 */
public final class Ascent {

  private Ascent() {}

  /**
   * Configuration of the same learner that the ascent comes to.
   *
   * @param start configuration of the space, of which parameters may be missing
   * @param height number of a configuration
   */
  public static Configuration from(
      SearchSpace space, Configuration start, ToLongFunction<Configuration> height) {
    Configuration best = start;
    long most = height.applyAsLong(start);
    for (Dimension dimension : space.dimensions()) {
      for (Object end : ends(dimension.parameter())) {
        Configuration other = with(space, best, dimension.name(), end);
        // A parameter of another learner changes nothing.
        if (other.learner().equals(start.learner()) && !other.equals(best)) {
          long reached = height.applyAsLong(other);
          if (reached > most) {
            best = other;
            most = reached;
          }
        }
      }
    }
    return best;
  }

  private static List<Object> ends(Parameter parameter) {
    return parameter.ordered() || parameter.size().isEmpty()
        ? List.of(parameter.quantile(0), parameter.quantile(1))
        : LongStream.range(0, parameter.size().getAsLong()).mapToObj(parameter::at).toList();
  }

  private static Configuration with(
      SearchSpace space, Configuration configuration, String name, Object value) {
    Map<String, Object> values = space.values(configuration);
    return space.build(
        parameter ->
            parameter.name().equals(name)
                ? value
                : values.getOrDefault(parameter.name(), parameter.quantile(0.5)));
  }
}
