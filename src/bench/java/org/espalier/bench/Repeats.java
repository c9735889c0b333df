package org.espalier.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Runs that differ by their seed only, two at a time. */
final class Repeats {

  /** More would be memory-bound: every evaluation of a surrogate reads megabytes of weights. */
  private static final int THREADS = 2;

  private Repeats() {}

  /** Results by seed, from 0. */
  static <T> List<T> of(int seeds, IntFunction<T> run) throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<T>> runs = new ArrayList<>();
      for (int s = 0; s < seeds; s++) {
        int seed = s;
        runs.add(threads.submit(() -> run.apply(seed)));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> each : runs) {
        results.add(each.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw new IllegalStateException("A run failed.", e);
    } finally {
      threads.shutdownNow();
    }
  }
}
