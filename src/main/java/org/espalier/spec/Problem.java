package org.espalier.spec;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Problem with a study, as one line: {@code where: path: what is wrong; what would be right}.
 *
 * @param where file and line, or another origin
 * @param path path of the setting, for example {@code data.label}; empty if it concerns no
 *     particular setting
 * @param right correction; empty if it is obvious
 */
public record Problem(String where, String path, String wrong, String right) {

  /** Order for corrections: by file or other origin, then by line. */
  static final Comparator<Problem> BY_PLACE =
      Comparator.comparing(Problem::source).thenComparingInt(Problem::line);

  private static final Pattern LINE = Pattern.compile(": (\\d{1,9})$");

  private String source() {
    return LINE.matcher(where).replaceFirst("");
  }

  /** Number of the line in its file; 0 without one. */
  private int line() {
    Matcher line = LINE.matcher(where);
    return line.find() ? Integer.parseInt(line.group(1)) : 0;
  }

  @Override
  public String toString() {
    String start = path.isEmpty() ? where : where + ": " + path;
    return SafeText.line(
        right.isEmpty()
            ? "%s: %s".formatted(start, wrong)
            : "%s: %s; %s".formatted(start, wrong, right));
  }
}
