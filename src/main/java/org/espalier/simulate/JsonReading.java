package org.espalier.simulate;

import java.io.IOException;
import java.io.InputStream;

/** How published JSON becomes records and maps: the business of a library that others bring. */
@FunctionalInterface
public interface JsonReading {

  /**
   * Reads a value to the end and closes the stream. A name in snake case is a component in camel
   * case; a name without a component is passed over, and a component without a name is null or 0.
   */
  <T> T read(InputStream in, Class<T> type) throws IOException;
}
