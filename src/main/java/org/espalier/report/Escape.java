package org.espalier.report;

import org.espalier.spec.problem.SafeText;

/**
 * Escaping of text in markup and data, in one place. All text is treated as hostile: names of
 * columns, labels and messages come from others.
 */
final class Escape {

  private Escape() {}

  /** Text for the content of an element or a quoted attribute. */
  static String html(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    text.codePoints()
        .map(SafeText::visible)
        .forEach(
            c -> {
              switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.appendCodePoint(c);
              }
            });
    return out.toString();
  }

  /** JSON string, with quotes, that is safe inside a script element. */
  static String json(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16).append('"');
    text.codePoints()
        .map(SafeText::visible)
        .forEach(
            c -> {
              switch (c) {
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                case '\\' -> out.append("\\\\");
                // Quotes for JSON, the others so that the HTML parser sees no tag, and JavaScript's
                // line ends.
                case '"', '<', '>', '&', '\'', 0x2028, 0x2029 -> out.append("\\u%04x".formatted(c));
                default -> out.appendCodePoint(c);
              }
            });
    return out.append('"').toString();
  }
}
