package org.espalier.search.gp;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Some of the observations, in their order: those that hyperparameters are fitted to. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Subset(double[][] points, double[] values) {

  /**
   * At most a number: half of them the best, the others spread evenly over the ranks that follow.
   */
  static Subset of(double[][] points, double[] values, int limit) {
    if (values.length <= limit) {
      return new Subset(points, values);
    }
    List<Integer> ranked =
        IntStream.range(0, values.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> values[i]))
            .toList();
    int best = limit / 2;
    int others = limit - best;
    Set<Integer> kept = new TreeSet<>(ranked.subList(0, best));
    List<Integer> rest = ranked.subList(best, ranked.size());
    for (int i = 0; i < others; i++) {
      kept.add(rest.get(Math.toIntExact((long) i * rest.size() / others)));
    }
    return new Subset(
        kept.stream().map(i -> points[i]).toArray(double[][]::new),
        kept.stream().mapToDouble(i -> values[i]).toArray());
  }
}
