package org.espalier.cache;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.espalier.cache.WorkGraph.Payer;

/**
 * Making of a node's value by one thread, while others wait for it.
 *
 * @param ours completed at its end, for those that wait
 */
record Making<K, V>(WorkNodes<K, V> nodes, K key, CompletableFuture<V> ours, Supplier<V> make) {

  private static final double NANOS = 1e9;

  /** The value; its failure reaches those that wait as well. */
  V run() {
    WorkGraph.Meter meter = nodes.graph().meter();
    long before = meter.nanoTime();
    try {
      V value = nodes.rule().payer() == Payer.MAKER ? make.get() : nodes.paid(key, make);
      double seconds = (meter.nanoTime() - before) / NANOS;
      if (!nodes.keep(this, value, value instanceof Stored stored ? stored.bytes() : 0, seconds)) {
        WorkNodes.free(value);
        throw new CancellationException("The work is not wanted any more.");
      }
      ours.complete(value);
      return value;
    } catch (Throwable e) { // any exception: others wait for the value
      nodes.fail(this);
      ours.completeExceptionally(e);
      throw e;
    } finally {
      nodes.graph().changed();
    }
  }
}
