package org.espalier.spark;

/**
 * Work that an interrupt of its thread does not cut short. Spark's {@code unpersist} asks the
 * driver's block manager, which throws in an interrupted thread and leaves the rows persisted.
 */
public final class Uninterrupted {

  private Uninterrupted() {}

  /** Runs work; the thread is as interrupted afterwards as it was before. */
  public static void run(Runnable work) {
    boolean interrupted = Thread.interrupted();
    try {
      work.run();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
