package org.espalier.plan;

/**
 * Something wrong with what was asked for, as one line: {@code where: path: what is wrong; what
 * would be right}.
 *
 * @param where file and line, or what else it came from
 * @param path the setting, for example {@code data.label}; empty if it is none in particular
 * @param right what would be right; empty if it goes without saying
 */
public record Problem(String where, String path, String wrong, String right) {

  @Override
  public String toString() {
    String start = path.isEmpty() ? where : where + ": " + path;
    return Printable.line(
        right.isEmpty()
            ? "%s: %s".formatted(start, wrong)
            : "%s: %s; %s".formatted(start, wrong, right));
  }
}
