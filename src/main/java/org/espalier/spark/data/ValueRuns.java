package org.espalier.spark.data;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Runs of equal values in a column, in the order of its rows.
 *
 * @param rows number of rows
 * @param different number of distinct values
 * @param runs number of runs, at least the number of distinct values
 */
public record ValueRuns(int rows, int different, int runs) {

  /** Minimum number of distinct values for them to be identifiers rather than categories. */
  private static final int MANY = 10;

  public static ValueRuns of(List<String> values) {
    Set<String> different = new HashSet<>(values);
    int runs = 0;
    for (int i = 0; i < values.size(); i++) {
      runs += i == 0 || !values.get(i).equals(values.get(i - 1)) ? 1 : 0;
    }
    return new ValueRuns(values.size(), different.size(), runs);
  }

  /** Returns true if equal values are adjacent, and hardly any value occurs in a second run. */
  public boolean areGroups() {
    return different >= MANY && rows >= 2L * runs && 2L * runs <= 3L * different;
  }
}
