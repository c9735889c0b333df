package org.espalier.bench;

import java.lang.management.ManagementFactory;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Watch over the objects of this JVM that are live: collections of garbage, one after another. */
final class LiveHeap {

  /** Time between two looks at the heap, in times of a look. */
  private static final int PAUSE = 2;

  private static final int LEAST_PAUSE_MILLIS = 100;

  private final LongSupplier stored;
  private final LongConsumer risen;
  private final long before = used();
  private final Thread thread = new Thread(this::watch, "live-heap");
  private volatile long peak = 0;
  private volatile boolean ended = false;

  /**
   * @param stored bytes that do not count
   * @param risen called with each new peak
   */
  LiveHeap(LongSupplier stored, LongConsumer risen) {
    this.stored = stored;
    this.risen = risen;
    thread.setDaemon(true);
    thread.start();
  }

  private static long used() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private void watch() {
    try {
      while (!ended) {
        long began = System.nanoTime();
        long without = stored.getAsLong();
        long live = used() - without - before;
        if (live > peak) {
          peak = live;
          risen.accept(live);
        }
        long millis = (System.nanoTime() - began) / 1_000_000;
        Thread.sleep(Math.max(LEAST_PAUSE_MILLIS, PAUSE * millis));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the watch; bytes beside those that were live before, at most. */
  long peak() throws InterruptedException {
    ended = true;
    thread.interrupt();
    thread.join();
    return peak;
  }
}
