package org.espalier.evaluate;

/**
 * End of all cells at once: what runs them is gone, or somebody else has cancelled what ran. No
 * cell has failed, and none is to be run any more.
 */
public final class PoolLostException extends RuntimeException {

  public PoolLostException(String message) {
    super(message);
  }

  /**
   * @param cause failure of the cell that noticed the end
   */
  public PoolLostException(String message, Throwable cause) {
    super(message, cause);
  }
}
