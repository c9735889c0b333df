package org.espalier.simulate;

import java.io.IOException;
import java.io.InputStream;

/**
 * Conversion of published JSON to records and maps, which the caller implements with a library of
 * its own.
 */
@FunctionalInterface
public interface JsonReading {

  /**
   * Reads a value to the end and closes the stream. A name in snake case is a component in camel
   * case; a name without a component is ignored, and a component without a name is null or 0.
   */
  <T> T read(InputStream in, Class<T> type) throws IOException;
}
