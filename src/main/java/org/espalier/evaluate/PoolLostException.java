package org.espalier.evaluate;

/**
 * What runs cells is gone, and with it whatever ran there: no cell has failed, and none can be run
 * any more.
 */
public final class PoolLostException extends RuntimeException {

  public PoolLostException(String message) {
    super(message);
  }
}
