package org.espalier.spec;

/**
 * Foreign text made safe to show: invisible characters, terminal escapes, broken encodings and
 * changes of text direction become a replacement character.
 */
public final class SafeText {

  private static final int REPLACEMENT = 0xFFFD;

  private SafeText() {}

  /** A text on one line: its line ends and tabs are replaced too. */
  public static String line(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> isLineEnd(c) ? REPLACEMENT : visible(c))
        .forEach(out::appendCodePoint);
    return out.toString();
  }

  private static boolean isLineEnd(int c) {
    return c == '\n' || c == '\t' || c == 0x2028 || c == 0x2029;
  }

  /** The character itself, or its replacement; line feeds and tabs stay. */
  public static int visible(int c) {
    boolean control = Character.isISOControl(c) && c != '\n' && c != '\t';
    boolean surrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    return control || surrogate || turnsDirection(c) || c == 0xFFFE || c == 0xFFFF
        ? REPLACEMENT
        : c;
  }

  /** Marks, embeddings, overrides and isolates of bidirectional text. */
  private static boolean turnsDirection(int c) {
    return (c >= 0x202A && c <= 0x202E)
        || (c >= 0x2066 && c <= 0x2069)
        || c == 0x200E
        || c == 0x200F
        || c == 0x061C;
  }
}
