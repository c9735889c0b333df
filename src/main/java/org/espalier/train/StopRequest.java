package org.espalier.train;

/** Request to stop a training, which the training checks every few milliseconds. */
@FunctionalInterface
public interface StopRequest {

  /**
   * Bit mask of a loop index: the loop checks the flag where these bits are 0, once in 16,384
   * steps, which take at most a few milliseconds.
   */
  int PIECE = (1 << 14) - 1;

  /** Returns true if the training should stop now. Safe to call from any thread. */
  boolean requested();

  /**
   * Throws if the training should stop.
   *
   * @throws InterruptedException if a stop was requested
   */
  default void check() throws InterruptedException {
    if (requested()) {
      throw new InterruptedException("the training was asked to end");
    }
  }

  /** Calls {@link #check} at index 0 of a loop and at every 16,384th index after it. */
  default void checkAt(int number) throws InterruptedException {
    if ((number & PIECE) == 0) {
      check();
    }
  }

  /**
   * Returns a request that follows the interrupt status of the checking thread. It does not clear
   * the status.
   */
  static StopRequest onInterrupt() {
    return () -> Thread.currentThread().isInterrupted();
  }
}
