package org.espalier.job;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.espalier.engine.ConsoleFormat;
import org.espalier.numeric.Counted;
import org.espalier.numeric.Drift;
import org.espalier.spark.data.ColumnProfile;

/**
 * Distance of a column's distribution from an earlier one.
 *
 * @param column name of the column
 * @param stability population stability index, at least 0
 * @param distance Kolmogorov-Smirnov distance, from 0 to 1; empty for a column whose values have no
 *     order
 */
record ColumnDrift(String column, double stability, OptionalDouble distance) {

  /** Stability from which on a column counts as changed; see {@link Drift#populationStability}. */
  private static final double NOTABLE = 0.1;

  /** Maximum number of columns that are named. */
  private static final int NAMED = 10;

  private static ColumnDrift between(ColumnProfile before, List<Long> now) {
    // The last bin, of rows without a value, has no place in the order.
    int ordered = now.size() - 1;
    return new ColumnDrift(
        before.column(),
        Drift.populationStability(before.counts(), now),
        before.isOrdered()
            ? OptionalDouble.of(
                Drift.kolmogorovSmirnov(
                    before.counts().subList(0, ordered), now.subList(0, ordered)))
            : OptionalDouble.empty());
  }

  /**
   * The columns that changed, or the one that changed most, in words.
   *
   * @param now profiles of the same columns with the same bins
   */
  static List<String> text(List<ColumnProfile> before, List<ColumnProfile> now) {
    List<ColumnDrift> drifts =
        IntStream.range(0, before.size())
            .mapToObj(i -> between(before.get(i), now.get(i).counts()))
            .sorted(Comparator.comparingDouble(ColumnDrift::stability).reversed())
            .toList();
    if (drifts.isEmpty()) {
      return List.of();
    }
    List<ColumnDrift> notable =
        drifts.stream().filter(drift -> drift.stability >= NOTABLE).toList();
    if (notable.isEmpty()) {
      return List.of("no column drifted since the model in use; most " + drifts.get(0));
    }
    String named =
        notable.stream().limit(NAMED).map(ColumnDrift::toString).collect(Collectors.joining(", "));
    return List.of(
        "%d of %s drifted since the model in use: %s%s"
            .formatted(
                notable.size(),
                Counted.of(drifts.size(), "column"),
                named,
                notable.size() > NAMED ? ", ..." : ""));
  }

  @Override
  public String toString() {
    return "%s (PSI %s%s)"
        .formatted(
            column,
            ConsoleFormat.text(stability),
            distance.isPresent() ? ", KS " + ConsoleFormat.text(distance.getAsDouble()) : "");
  }
}
