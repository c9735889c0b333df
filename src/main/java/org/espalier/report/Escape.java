package org.espalier.report;

import java.util.List;
import org.espalier.spec.SafeText;

/**
 * Escaping of text in markup and data, in one place. All text is treated as hostile: names of
 * columns, labels and messages come from others.
 */
final class Escape {

  /**
   * Characters of which JSON has the code: quotes, those by which the HTML parser would see a tag,
   * and JavaScript's line ends.
   */
  private static final List<String> CODED = List.of("\"", "<", ">", "&", "'", "\u2028", "\u2029");

  private Escape() {}

  /** Text for the content of an element or a quoted attribute. */
  static String html(String text) {
    return visible(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  /** JSON string, with quotes, that is safe inside a script element. */
  static String json(String text) {
    String escaped = visible(text).replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t");
    for (String coded : CODED) {
      escaped = escaped.replace(coded, "\\u%04x".formatted(coded.codePointAt(0)));
    }
    return '"' + escaped + '"';
  }

  private static String visible(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints().map(SafeText::visible).forEach(out::appendCodePoint);
    return out.toString();
  }
}
