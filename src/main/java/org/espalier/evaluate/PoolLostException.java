package org.espalier.evaluate;

/**
 * Thrown when the back end is lost, for example a stopped SparkContext. Running cells are neither
 * failed nor recorded, and no other cell can run.
 */
public final class PoolLostException extends RuntimeException {

  public PoolLostException(String message) {
    super(message);
  }
}
