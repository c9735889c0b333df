package org.espalier.evaluate;

/**
 * End of all cells at once: the application is lost, or another party has cancelled its jobs. No
 * cell has failed, and no further cell is run.
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
