package org.espalier.spark.store;

import java.io.Closeable;
import java.io.IOException;

/** Where the lines of an epoch go. */
interface EventWriter extends Closeable {

  /**
   * Adds whole lines, and returns once they are durable. Of lines that it failed to write nothing
   * is left, or they are written again at the same place.
   */
  void write(byte[] lines) throws IOException;
}
