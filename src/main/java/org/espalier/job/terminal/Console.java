package org.espalier.job.terminal;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import org.espalier.spec.SafeText;

/**
 * Writer to a terminal that filters control sequences out of column names, class labels and
 * messages. Carriage returns pass, which overwrite the progress line.
 */
public final class Console extends FilterWriter {

  private Console(Writer out) {
    super(out);
  }

  /** A writer whose text is safe to show. */
  public static PrintWriter over(PrintWriter out) {
    return new Filtered(out);
  }

  /** The writer below, for control sequences of our own; itself if it filters nothing. */
  static PrintWriter below(PrintWriter out) {
    return out instanceof Filtered filtered ? filtered.below : out;
  }

  private static final class Filtered extends PrintWriter {
    private final PrintWriter below;

    Filtered(PrintWriter below) {
      super(new Console(below), true);
      this.below = below;
    }
  }

  @Override
  public void write(String text, int offset, int length) throws IOException {
    out.write(safe(text.substring(offset, offset + length)));
  }

  private static String safe(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    text.codePoints().map(c -> c == '\r' ? c : SafeText.visible(c)).forEach(shown::appendCodePoint);
    return shown.toString();
  }

  @Override
  public void write(char[] text, int offset, int length) throws IOException {
    write(new String(text, offset, length), 0, length);
  }

  @Override
  public void write(int character) throws IOException {
    write(Character.toString(character), 0, 1);
  }
}
