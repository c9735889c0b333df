package org.espalier.report;

/**
 * The one place where text becomes markup or data. All text is taken for hostile: names of columns,
 * labels and messages come from others.
 */
final class Escape {

  private static final int REPLACEMENT = 0xFFFD;

  private Escape() {}

  /** Text for the content of an element or a quoted attribute. */
  static String html(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    text.codePoints()
        .map(Escape::visible)
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
        .map(Escape::visible)
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

  /**
   * What cannot be seen, breaks the encoding or turns the direction of the text around it, as a
   * replacement character.
   */
  private static int visible(int c) {
    boolean control = Character.isISOControl(c) && c != '\n' && c != '\t';
    boolean surrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    boolean direction =
        (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200E || c == 0x200F;
    return control || surrogate || direction || c == 0xFFFE || c == 0xFFFF ? REPLACEMENT : c;
  }
}
