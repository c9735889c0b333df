package org.espalier.train;

/** Request to end a training, asked for between pieces of work of a few milliseconds. */
@FunctionalInterface
public interface Stop {

  /** Whether the training is to end now; any thread may ask. */
  boolean requested();

  /** Ends the training when that was requested. */
  default void check() throws InterruptedException {
    if (requested()) {
      throw new InterruptedException("the training was asked to end");
    }
  }

  /** The interruption of the thread that trains, which stays set. */
  static Stop onInterrupt() {
    return () -> Thread.currentThread().isInterrupted();
  }
}
