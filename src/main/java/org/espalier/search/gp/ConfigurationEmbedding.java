package org.espalier.search.gp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
import org.espalier.space.Parameter;
import org.espalier.space.SearchSpace;

/**
 * Embedding of configurations as points for the kernel: a coordinate for each dimension of the
 * space, in its order, and a last one for the rung.
 *
 * <p>An ordered parameter has its unit position in [0, 1], so that scale and rounding are those of
 * the parameter itself; a choice has the position of its value, which the kernel only compares for
 * equality. A parameter that does not exist has the position in the middle (a choice: one apart
 * from all its values). As that is an embedding, the kernel stays positive definite; two
 * configurations in which the parameter does not exist do not differ in it, and one with and one
 * without it differ in the choice it depends on as well.
 */
public final class ConfigurationEmbedding {

  private static final double ABSENT_ORDERED = 0.5;
  private static final double ABSENT_CHOICE = -1;

  private final SearchSpace space;
  private final List<Parameter> parameters = new ArrayList<>();

  public ConfigurationEmbedding(SearchSpace space) {
    this.space = space;
    space.dimensions().stream().map(Dimension::parameter).forEach(parameters::add);
  }

  /** Parameters, without the rung. */
  public int parameters() {
    return parameters.size();
  }

  public Parameter parameter(int index) {
    return parameters.get(index);
  }

  /** True at coordinates that are choices. */
  public boolean[] choices() {
    boolean[] choices = new boolean[parameters.size() + 1];
    for (int i = 0; i < parameters.size(); i++) {
      choices[i] = !parameters.get(i).ordered();
    }
    return choices;
  }

  /** True at parameters that exist in a configuration. */
  public boolean[] existing(Configuration configuration) {
    Map<String, Object> values = space.values(configuration);
    boolean[] existing = new boolean[parameters.size()];
    for (int i = 0; i < existing.length; i++) {
      existing[i] = values.containsKey(parameters.get(i).name());
    }
    return existing;
  }

  /** True if a configuration, as built, meets the constraints of the space. */
  public boolean allows(Configuration configuration) {
    return space.constraints().isEmpty() || space.contains(configuration);
  }

  /** Positions drawn at random that meet the constraints. */
  public double[] draw(RandomGenerator random) {
    return space.constraints().isEmpty()
        ? random.doubles(parameters.size()).toArray()
        : positions(point(space.draw(random), 0));
  }

  /** Positions of all configurations of the space; empty if there are more than a limit. */
  public Optional<List<double[]>> all(int limit) {
    OptionalLong size = space.size();
    return size.isEmpty() || size.getAsLong() > limit
        ? Optional.empty()
        : Optional.of(
            LongStream.range(0, size.getAsLong())
                .mapToObj(index -> positions(point(space.at(index), 0)))
                .toList());
  }

  /** The point of a configuration of the space at a position of the rung. */
  public double[] point(Configuration configuration, double rung) {
    double[] point = new double[parameters.size() + 1];
    Map<String, Object> values = space.values(configuration);
    for (int i = 0; i < parameters.size(); i++) {
      Parameter parameter = parameters.get(i);
      Object value = values.get(parameter.name());
      if (value != null) {
        point[i] = parameter.unit(value);
      } else {
        point[i] = parameter.ordered() ? ABSENT_ORDERED : ABSENT_CHOICE;
      }
    }
    point[parameters.size()] = rung;
    return point;
  }

  /** Positions of a point's parameters; those that do not exist there are in the middle. */
  public double[] positions(double[] point) {
    double[] positions = Arrays.copyOf(point, parameters.size());
    for (int i = 0; i < positions.length; i++) {
      positions[i] = positions[i] == ABSENT_CHOICE ? ABSENT_ORDERED : positions[i];
    }
    return positions;
  }

  /**
   * Configuration at a position in [0, 1] of every parameter, including those that do not exist in
   * it.
   */
  public Configuration configuration(double[] positions) {
    int[] next = {0};
    return space.build(
        parameter -> {
          while (!parameters.get(next[0]).equals(parameter)) {
            next[0]++;
          }
          return parameter.quantile(positions[next[0]]);
        });
  }
}
