package org.espalier.ml;

import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;

/**
 * All jobs of a fit, whichever thread runs them. Spark leaves a job running whose thread is
 * interrupted, and takes the thread's flag away.
 */
final class FitJobs {

  /** Differs from the prefix of cells' tags, which work for many cells must not have. */
  private static final String PREFIX = "espalier.fit-";

  private FitJobs() {}

  /** Runs a fit; if it throws, its jobs are cancelled and an interrupt is restored. */
  static <T> T run(SparkContext context, Supplier<T> fit) {
    String tag = PREFIX + UUID.randomUUID();
    context.addJobTag(tag);
    try {
      return fit.get();
    } catch (Throwable e) { // a failed job's exception is checked, and not declared
      if (!context.isStopped()) {
        context.cancelJobsWithTag(tag);
      }
      if (isInterrupt(e)) {
        Thread.currentThread().interrupt();
      }
      throw e;
    } finally {
      context.removeJobTag(tag);
    }
  }

  private static boolean isInterrupt(Throwable thrown) {
    return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
        .anyMatch(InterruptedException.class::isInstance);
  }
}
