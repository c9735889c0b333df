package org.espalier.spark.fit;

import java.util.Collection;
import java.util.List;

/**
 * Bound of the candidates that share one task, of which the first is in it whatever it takes.
 *
 * @param candidates maximum number, at least 1, unless all of them are little work
 * @param most maximum number of candidates of little work, at least as many
 * @param little nanoseconds of planned work that are not worth a second task
 * @param nanos maximum nanoseconds of planned work
 * @param enough nanoseconds of planned work that are worth what a task makes once for all of them,
 *     which more candidates share, and beyond the maximum; 0 where it makes nothing
 */
record BatchSize(int candidates, int most, long little, long nanos, long enough) {

  /** Multiple of what a task makes once: then it is two percent of the work. */
  private static final int OF_ONCE = 50;

  BatchSize(int candidates, int most, long little, long nanos) {
    this(candidates, most, little, nanos, 0);
  }

  /**
   * Wide enough for one pass over the rows to serve several, narrow enough for the groups of a few
   * folds to fill the slots; a lost or cancelled task costs the others five seconds. A job takes
   * some ten milliseconds: a quarter of a second is not split.
   */
  static final BatchSize USUAL = new BatchSize(8, 64, 250_000_000L, 5_000_000_000L);

  /** Bound for tasks that first make something for all their candidates, in so many nanoseconds. */
  BatchSize withSetup(long once) {
    return new BatchSize(candidates, most, little, nanos, OF_ONCE * once);
  }

  /**
   * Candidates that share a task, from the first on. They leave work for other slots where that is
   * worth another task, so that none is idle while candidates wait.
   *
   * @param planned nanoseconds of each, in their order; 0 if unknown
   * @param share a slot's share of all candidates that wait
   * @return 0 if there are none
   */
  int candidatesPerTask(List<Long> planned, int share) {
    int count = candidatesPerTask(planned);
    List<Long> first = planned.subList(0, count);
    long sum = first.stream().mapToLong(Long::longValue).sum();
    return isKnown(first) && sum > little ? Math.min(count, Math.max(1, share)) : count;
  }

  private static boolean isKnown(Collection<Long> planned) {
    return planned.stream().allMatch(nanos -> nanos > 0);
  }

  private int candidatesPerTask(List<Long> planned) {
    boolean known = isKnown(planned);
    long sum = 0;
    int count = 0;
    for (long nanos : planned) {
      sum += nanos;
      boolean few =
          count < candidates || (known && count < most && sum <= Math.max(little, enough));
      if (count > 0 && (!few || sum > Math.max(this.nanos, enough))) {
        return count;
      }
      count++;
    }
    return count;
  }
}
