package org.espalier.search.tpe;

import java.util.LinkedHashMap;
import java.util.Map;
import org.espalier.space.Parameter;

/**
 * Axis of the densities for a parameter: the index for few values; otherwise a position in [0, 1]
 * on the parameter's own scale, where equal steps are equally interesting.
 */
final class Axis {

  /**
   * Maximum number of values with a probability each. With more values, each is narrower than the
   * least bandwidth, so that the density in its middle is a good approximation.
   */
  private static final int LISTED = 64;

  private final Parameter parameter;
  private final Map<Object, Integer> indices = new LinkedHashMap<>(); // of listed values
  private final double[] middles; // of listed values
  private final double[] edges; // of listed values

  Axis(Parameter parameter) {
    this.parameter = parameter;
    long size = parameter.size().orElse(Long.MAX_VALUE);
    int values = size <= LISTED ? (int) size : 0;
    this.middles = new double[values];
    this.edges = new double[values + 1];
    for (int i = 0; i < values; i++) {
      indices.put(parameter.at(i), i);
      middles[i] = parameter.unit(parameter.at(i));
      edges[i + 1] = parameter.edge(i + 1);
    }
  }

  String name() {
    return parameter.name();
  }

  boolean isOrdered() {
    return parameter.ordered();
  }

  private boolean isListed() {
    return middles.length > 0;
  }

  double coordinate(Object value) {
    Integer index = indices.get(value);
    return index != null ? index : parameter.unit(value);
  }

  Object value(double coordinate) {
    return isListed() ? parameter.at((long) coordinate) : parameter.quantile(coordinate);
  }

  /**
   * Coordinate of the value at a coordinate: values of a step have the middle of their interval.
   */
  double settled(double coordinate) {
    return isListed() || parameter.size().isEmpty()
        ? coordinate
        : parameter.unit(parameter.quantile(coordinate));
  }

  /** The position in [0, 1] of a coordinate. */
  double position(double coordinate) {
    return isListed() ? middles[(int) coordinate] : coordinate;
  }

  /**
   * The kernel of an ordered parameter.
   *
   * @param width of the normal density, in positions
   */
  Kernel around(double width) {
    return isListed()
        ? CategoricalKernel.ordered(edges, middles, width)
        : new TruncatedNormal(width);
  }

  /**
   * The kernel of a choice: its own value or, with a share that grows with the number of values and
   * the weight, any.
   *
   * @param weight of any one value, relative to the own
   */
  Kernel any(double weight) {
    double all = weight * middles.length;
    return CategoricalKernel.choice(middles.length, all / (1 + all));
  }
}
