package org.espalier.train;

/** Request to end a training, requested between pieces of work of a few milliseconds. */
@FunctionalInterface
public interface StopRequest {

  /** Numbers of a loop between two checks, less one; at most a few milliseconds of work. */
  int PIECE = (1 << 14) - 1;

  /** True if the training is to end now; any thread may ask. */
  boolean requested();

  /** Ends the training when that was requested. */
  default void check() throws InterruptedException {
    if (requested()) {
      throw new InterruptedException("the training was asked to end");
    }
  }

  /** Checks at the first of a loop's numbers, and at every one in 16,384. */
  default void checkAt(int number) throws InterruptedException {
    if ((number & PIECE) == 0) {
      check();
    }
  }

  /** The interruption of the thread that trains, which stays set. */
  static StopRequest onInterrupt() {
    return () -> Thread.currentThread().isInterrupted();
  }
}
