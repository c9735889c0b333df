package org.espalier.bench.blackbox;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.espalier.study.Seed;

/** Function of real parameters x1, x2, … and of a fidelity. */
record Formula(
    String name,
    SearchSpace space,
    ResourceRange resource,
    ErrorRange errors,
    Value value,
    Noise noise)
    implements Blackbox {

  /** The function itself, to be minimized. */
  interface Value {
    /**
     * The value at a point.
     *
     * @param x in the bounds of the parameters
     * @param fidelity in (0, 1]; 1 is the truth
     */
    double at(double[] x, double fidelity);
  }

  /** Noise of an evaluation; 0 at fidelity 1. */
  interface Noise {
    double draw(double fidelity, RandomGenerator random);
  }

  /**
   * A function whose fidelity comes in percent.
   *
   * @param best its minimum
   * @param worst its maximum, or near it
   */
  static Formula of(String name, SearchSpace space, double best, double worst, Value value) {
    return new Formula(
        name,
        space,
        new ResourceRange("percent", 1, 100),
        new ErrorRange(best, worst),
        value,
        (fidelity, random) -> 0);
  }

  /** Copy with noise. */
  Formula with(Noise added) {
    return new Formula(name, space, resource, errors, value, added);
  }

  /** Parameters x1, x2, … each in [0, 1]. */
  static SearchSpace unitCube(int dimensions) {
    double[][] bounds = new double[dimensions][];
    for (int i = 0; i < dimensions; i++) {
      bounds[i] = new double[] {0, 1};
    }
    return box(bounds);
  }

  /** Parameters x1, x2, … between their bounds. */
  static SearchSpace box(double[]... bounds) {
    List<Dimension> dimensions = new ArrayList<>();
    for (int i = 0; i < bounds.length; i++) {
      dimensions.add(
          Dimension.always(
              new FloatParameter("x" + (i + 1), bounds[i][0], bounds[i][1], Scale.LINEAR)));
    }
    return new SearchSpace(dimensions);
  }

  @Override
  public double error(Configuration configuration, long units) {
    return value.at(point(configuration), (double) units / resource.max());
  }

  @Override
  public double observed(Configuration configuration, long units, Seed draw) {
    double fidelity = (double) units / resource.max();
    return value.at(point(configuration), fidelity) + noise.draw(fidelity, draw.random());
  }

  private double[] point(Configuration configuration) {
    return space.dimensions().stream()
        .mapToDouble(d -> configuration.number(d.parameter().name()))
        .toArray();
  }

  @Override
  public String toString() {
    return name;
  }
}
