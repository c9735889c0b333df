package org.espalier.report;

import org.espalier.plan.Printable;

/**
 * The one place where text becomes markup or data. All text is taken for hostile: names of columns,
 * labels and messages come from others.
 */
final class Escape {

  private Escape() {}

  /** Text for the content of an element or a quoted attribute. */
  static String html(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    text.codePoints()
        .map(Printable::visible)
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

  /** A JSON string, quotes included, that may stand inside a script element. */
  static String json(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16).append('"');
    text.codePoints()
        .map(Printable::visible)
        .forEach(
            c -> {
              switch (c) {
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                case '\\' -> out.append("\\\\");
                // Quotes for JSON, the others lest the HTML parser sees a tag, and the line ends of
                // JavaScript.
                case '"', '<', '>', '&', '\'', 0x2028, 0x2029 -> out.append("\\u%04x".formatted(c));
                default -> out.appendCodePoint(c);
              }
            });
    return out.append('"').toString();
  }
}
