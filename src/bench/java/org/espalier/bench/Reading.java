package org.espalier.bench;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Reads a file where no checked exception may pass. */
interface Reading<T> {

  T read() throws IOException;

  static <T> T of(Reading<T> reading) {
    try {
      return reading.read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
