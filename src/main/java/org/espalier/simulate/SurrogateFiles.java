package org.espalier.simulate;

import java.io.IOException;
import java.io.InputStream;

/** Where the files of a published surrogate are read from. */
@FunctionalInterface
public interface SurrogateFiles {

  /** Opens a file by its name, for example {@code net.json}; whoever asks closes it. */
  InputStream open(String name) throws IOException;
}
