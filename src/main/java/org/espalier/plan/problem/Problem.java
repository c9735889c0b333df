package org.espalier.plan.problem;

/**
 * Problem with a study, as one line: {@code where: path: what is wrong; what would be right}.
 *
 * @param where file and line, or another origin
 * @param path path of the setting, for example {@code data.label}; empty if it concerns no
 *     particular setting
 * @param right what would be right; empty if it is obvious
 */
public record Problem(String where, String path, String wrong, String right) {

  @Override
  public String toString() {
    String start = path.isEmpty() ? where : where + ": " + path;
    return SafeText.line(
        right.isEmpty()
            ? "%s: %s".formatted(start, wrong)
            : "%s: %s; %s".formatted(start, wrong, right));
  }
}
