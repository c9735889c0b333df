package org.espalier.job;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
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

  /** Drifts between profiles with the same columns and bins, the largest first. */
  static List<ColumnDrift> between(List<ColumnProfile> before, List<ColumnProfile> now) {
    List<ColumnDrift> all = new ArrayList<>();
    for (int i = 0; i < before.size(); i++) {
      ColumnProfile then = before.get(i);
      List<Long> counts = now.get(i).counts();
      // The last bin, of rows without a value, has no place in the order.
      int ordered = counts.size() - 1;
      all.add(
          new ColumnDrift(
              then.column(),
              Drift.populationStability(then.counts(), counts),
              then.isOrdered()
                  ? OptionalDouble.of(
                      Drift.kolmogorovSmirnov(
                          then.counts().subList(0, ordered), counts.subList(0, ordered)))
                  : OptionalDouble.empty()));
    }
    all.sort(Comparator.comparingDouble(ColumnDrift::stability).reversed());
    return all;
  }

  /** The columns that changed, or the one that changed most, in words. */
  static List<String> text(List<ColumnDrift> drifts) {
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
