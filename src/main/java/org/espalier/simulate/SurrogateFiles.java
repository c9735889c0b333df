package org.espalier.simulate;

import java.io.IOException;
import java.io.InputStream;

/** Source of the files of a published surrogate. */
@FunctionalInterface
public interface SurrogateFiles {

  /** Opens a file by its name, for example {@code net.json}; the caller closes it. */
  InputStream open(String name) throws IOException;
}
