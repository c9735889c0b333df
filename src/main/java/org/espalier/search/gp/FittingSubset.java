package org.espalier.search.gp;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Subset of the observations, in their order, to which hyperparameters are fitted. */
@SuppressWarnings("ArrayRecordComponent")
public // never compared
record FittingSubset(double[][] points, double[] values, double[] extraNoise) {

  /**
   * Subset of at most {@code limit} observations: half of them the best, the others spread evenly
   * over the ranks that follow.
   */
  public static FittingSubset of(
      double[][] points, double[] values, double[] extraNoise, int limit) {
    if (values.length <= limit) {
      return new FittingSubset(points, values, extraNoise);
    }
    List<Integer> ranked =
        IntStream.range(0, values.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> values[i]))
            .toList();
    Set<Integer> kept = new TreeSet<>();
    ranks(values.length, limit).forEach(rank -> kept.add(ranked.get(rank)));
    return new FittingSubset(
        kept.stream().map(i -> points[i]).toArray(double[][]::new),
        kept.stream().mapToDouble(i -> values[i]).toArray(),
        kept.stream().mapToDouble(i -> extraNoise[i]).toArray());
  }

  /**
   * At most {@code limit} ranks from 0: the first half consecutive, the others spread evenly over
   * the rest.
   */
  public static List<Integer> ranks(int size, int limit) {
    if (size <= limit) {
      return IntStream.range(0, size).boxed().toList();
    }
    int best = limit / 2;
    int others = limit - best;
    return IntStream.range(0, limit)
        .map(i -> i < best ? i : best + Math.toIntExact((i - best) * (long) (size - best) / others))
        .boxed()
        .toList();
  }
}
