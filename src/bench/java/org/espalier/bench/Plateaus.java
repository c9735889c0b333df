package org.espalier.bench;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.espalier.bench.blackbox.ErrorRange;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.espalier.study.Seed;

/**
 * Families of objectives of which many configurations share a value: a smooth one in steps in all
 * dimensions, or that of the nearest of a pool of configurations, as where a table is searched. All
 * of an objective is drawn anew for every seed.
 */
final class Plateaus {

  /** Family names: kind, shape and dimensions. */
  static final List<String> FAMILIES =
      List.of(
          "steps bowl 3",
          "steps wells 4",
          "pool bowl 2",
          "pool bowl 4",
          "pool wells 3",
          "pool bowl 6");

  private static final int STEPS = 8;
  private static final int POOL = 200;
  private static final int WELLS = 6;

  /** Regret that counts as none, as a share of all errors. */
  private static final double FLOOR = 1e-3;

  private Plateaus() {}

  /** The objective of a family for a seed. */
  static HardObjective of(String family, int seed) {
    String[] words = family.split(" ", -1);
    int dimensions = Integer.parseInt(words[2]);
    Seed own = new Seed(10).child(family, seed);
    ToDoubleFunction<double[]> shape =
        words[1].equals("bowl") ? bowl(dimensions, own) : wells(dimensions, own);
    double[][] flats =
        words[0].equals("steps")
            ? grid(dimensions)
            : points(POOL, dimensions, own.child("pool", 0));
    double[] errors = Arrays.stream(flats).mapToDouble(shape).toArray();
    double best = Arrays.stream(errors).min().orElseThrow();
    double worst = Arrays.stream(errors).max().orElseThrow();
    return HardObjective.of(
            family,
            cube(dimensions),
            new ErrorRange(best, worst),
            c -> errors[nearest(flats, at(c, dimensions))])
        .floored(FLOOR * (worst - best));
  }

  private static SearchSpace cube(int dimensions) {
    return new SearchSpace(
        IntStream.range(0, dimensions)
            .mapToObj(i -> Dimension.always(new FloatParameter("x" + i, 0, 1, Scale.LINEAR)))
            .toList());
  }

  private static double[] at(Configuration configuration, int dimensions) {
    return IntStream.range(0, dimensions).mapToDouble(i -> configuration.number("x" + i)).toArray();
  }

  /** Centres of equal cubes. */
  private static double[][] grid(int dimensions) {
    Stream<double[]> points = Stream.of(new double[0]);
    for (int i = 0; i < dimensions; i++) {
      points =
          points.flatMap(
              point ->
                  IntStream.range(0, STEPS)
                      .mapToObj(
                          step -> {
                            double[] longer = Arrays.copyOf(point, point.length + 1);
                            longer[point.length] = (step + 0.5) / STEPS;
                            return longer;
                          }));
    }
    return points.toArray(double[][]::new);
  }

  private static double[][] points(int number, int dimensions, Seed seed) {
    RandomGenerator random = seed.random();
    return Stream.generate(() -> random.doubles(dimensions).toArray())
        .limit(number)
        .toArray(double[][]::new);
  }

  private static int nearest(double[][] flats, double[] point) {
    return IntStream.range(0, flats.length)
        .boxed()
        .min(Comparator.comparingDouble(i -> squares(flats[i], point)))
        .orElseThrow();
  }

  private static double squares(double[] one, double[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += (one[i] - other[i]) * (one[i] - other[i]);
    }
    return sum;
  }

  private static ToDoubleFunction<double[]> bowl(int dimensions, Seed seed) {
    double[] bottom = seed.child("bottom", 0).random().doubles(dimensions, 0.15, 0.85).toArray();
    return point -> squares(bottom, point);
  }

  /** Wells of different depths, of which the deepest counts. */
  private static ToDoubleFunction<double[]> wells(int dimensions, Seed seed) {
    double[][] bottoms = points(WELLS, dimensions, seed.child("wells", 0));
    return point ->
        IntStream.range(0, WELLS)
            .mapToDouble(
                i -> 1 - (0.4 + 0.1 * i) * Math.exp(-10 * squares(bottoms[i], point) / dimensions))
            .min()
            .orElseThrow();
  }
}
