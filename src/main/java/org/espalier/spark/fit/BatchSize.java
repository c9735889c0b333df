package org.espalier.spark.fit;

import java.util.Collection;
import java.util.List;

/**
 * Limit of the candidates that share one task. The first candidate is always in the task, whatever
 * its work.
 *
 * @param candidates maximum number of candidates, at least 1, unless all of them together are
 *     little work or not enough for the setup
 * @param most maximum number of candidates in any case, at least {@code candidates}
 * @param little nanoseconds of planned work up to which a second task does not pay off
 * @param nanos maximum nanoseconds of planned work
 * @param enough nanoseconds of planned work that make the setup of a task pay off; up to it,
 *     candidates share a task even beyond {@code candidates} and {@code nanos}; 0 if a task has no
 *     setup
 */
record BatchSize(int candidates, int most, long little, long nanos, long enough) {

  /** Multiple of the setup time of a task; the setup is then two percent of the work. */
  private static final int OF_ONCE = 50;

  BatchSize(int candidates, int most, long little, long nanos) {
    this(candidates, most, little, nanos, 0);
  }

  /**
   * Default limit: enough candidates for one pass over the rows to serve several, and few enough
   * for the groups of a few folds to fill the slots. A lost or cancelled task costs the others five
   * seconds. A job takes about ten milliseconds, so a quarter of a second of work is not split.
   */
  static final BatchSize USUAL = new BatchSize(8, 64, 250_000_000L, 5_000_000_000L);

  /**
   * Returns the limit for tasks with a setup that all their candidates share.
   *
   * @param once nanoseconds of the setup
   */
  BatchSize withSetup(long once) {
    return new BatchSize(candidates, most, little, nanos, OF_ONCE * once);
  }

  /**
   * Returns the number of candidates that share a task, from the first on. It leaves work for other
   * slots if that pays off, so that no slot is idle while candidates wait.
   *
   * @param planned planned nanoseconds of each candidate, in their order; 0 if unknown
   * @param share a slot's share of all waiting candidates
   * @return number of candidates; 0 if there are none
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
