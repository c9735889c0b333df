package org.espalier.spark.store;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Reader of the lines of a file, as bytes; a line ends with a line feed. */
final class LineReader implements Closeable {

  private static final int CHUNK = 1 << 16;

  private final InputStream in;
  private final byte[] chunk = new byte[CHUNK];
  private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
  private int position = 0;
  private int limit = 0;

  LineReader(InputStream in) {
    this.in = in;
  }

  /** Next line without its end; null after the last complete line. */
  byte @Nullable [] next() throws IOException {
    while (true) {
      for (int i = position; i < limit; i++) {
        if (chunk[i] == '\n') {
          begun.write(chunk, position, i - position);
          position = i + 1;
          byte[] line = begun.toByteArray();
          begun.reset();
          return line;
        }
      }
      begun.write(chunk, position, limit - position);
      position = 0;
      limit = Math.max(0, in.read(chunk));
      if (limit == 0) {
        return null;
      }
    }
  }

  /** Number of bytes after the last complete line, once there is no next one. */
  int torn() {
    return begun.size();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
