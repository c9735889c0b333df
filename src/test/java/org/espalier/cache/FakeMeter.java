package org.espalier.cache;

import java.util.function.Predicate;
import java.util.function.Supplier;

/** Meter by which each work takes one millisecond. */
final class FakeMeter implements WorkGraph.Meter {

  static final Usage EACH = new Usage(1, 0, 0, 0);

  private Usage unpaid = Usage.NONE;
  private long nanos = 0;

  @Override
  public <T> T apart(Supplier<T> work, boolean within, Predicate<Supplier<Usage>> payer) {
    T made = work.get();
    Usage cost = payer.test(() -> EACH) ? Usage.NONE : EACH;
    unpaid = unpaid.plus(cost);
    return made;
  }

  /** Cost of work that no reader was announced for. */
  Usage unpaid() {
    return unpaid;
  }

  @Override
  public void repeated() {}

  @Override
  public long nanoTime() {
    nanos += 1_000_000;
    return nanos;
  }
}
