package org.espalier.spark.store;

import java.io.Closeable;
import java.io.IOException;

/** Destination of the lines of an epoch. */
interface EventWriter extends Closeable {

  /**
   * Adds whole lines, and returns once they are durable. Lines of a failed write are removed, or
   * written again at the same place.
   */
  void write(byte[] lines) throws IOException;
}
