package org.espalier.space;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongFunction;

/**
 * Intervals of neighbouring values of a finite parent that meet the same criteria, so that a range
 * of a billion integers is counted as the few cases that its children distinguish.
 */
final class ConditionIntervals {

  /**
   * Run of neighbours from index {@code first}, which all meet the same criteria as {@code value}.
   */
  record Run(long first, long length, Object value) {}

  private final List<Run> runs = new ArrayList<>();

  /**
   * @param at the value at an index; of a float or int, in rising order
   */
  ConditionIntervals(
      long size,
      LongFunction<Object> at,
      Collection<ConditionCriterion> criteria,
      Parameter parent) {
    TreeSet<Long> starts = new TreeSet<>(List.of(0L));
    if (parent instanceof FloatParameter || parent instanceof IntParameter) {
      criteria.forEach(criterion -> cut(criterion, size, at, starts));
    } else {
      for (long i = 1; i < size; i++) {
        starts.add(i);
      }
    }
    starts.remove(size);
    for (long first : starts) {
      Long next = starts.higher(first);
      runs.add(new Run(first, (next == null ? size : next) - first, at.apply(first)));
    }
  }

  List<Run> all() {
    return runs;
  }

  boolean anyHolds(ConditionCriterion criterion) {
    return runs.stream().anyMatch(run -> criterion.holds(run.value()));
  }

  private static void cut(
      ConditionCriterion criterion, long size, LongFunction<Object> at, Set<Long> starts) {
    if (criterion instanceof ConditionCriterion.Between range) {
      starts.add(firstFrom(range.low(), size, at));
      starts.add(firstFrom(Math.nextUp(range.high()), size, at));
    }
    if (criterion instanceof ConditionCriterion.OneOf one) {
      for (Object value : one.values()) {
        double number = ((Number) value).doubleValue();
        starts.add(firstFrom(number, size, at));
        starts.add(firstFrom(Math.nextUp(number), size, at));
      }
    }
  }

  /** Index of the first value that is not below a bound; the size if there is none. */
  private static long firstFrom(double bound, long size, LongFunction<Object> at) {
    long low = 0;
    long high = size;
    while (low < high) {
      long middle = low + (high - low) / 2;
      if (((Number) at.apply(middle)).doubleValue() < bound) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
