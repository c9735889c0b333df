package org.espalier.bench.blackbox;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.espalier.study.Fidelity;
import org.espalier.study.RungLadder;

/**
 * Range of the resource of an evaluation, in whole units.
 *
 * @param of name of the unit, for example {@code epoch}
 * @param min minimum; positive
 * @param max maximum; equal to min where there is no choice
 */
public record ResourceRange(String of, long min, long max) {

  public ResourceRange {
    if (min < 1 || min > max) {
      throw new IllegalArgumentException(
          "%s: needs 1 <= min <= max, not min %d, max %d.".formatted(of, min, max));
    }
  }

  /** An objective that is always evaluated in full. */
  public static ResourceRange full() {
    return new ResourceRange("evaluation", 1, 1);
  }

  /**
   * The rungs max, max/η, max/η², … not below min, rounded, lowest first: as Hyperband (Li et al.,
   * JMLR 18 (2018), Algorithm 1) counts them from the top.
   */
  public RungLadder ladder(int eta) {
    Deque<Fidelity> rungs = new ArrayDeque<>();
    long last = Long.MAX_VALUE;
    for (long divisor = 1; max >= Math.multiplyExact(min, divisor); divisor *= eta) {
      long level = Math.round((double) max / divisor);
      if (level < last) {
        rungs.addFirst(new Fidelity(level, 1));
      }
      last = level;
    }
    return new RungLadder(List.copyOf(rungs));
  }
}
