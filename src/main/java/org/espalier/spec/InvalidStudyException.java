package org.espalier.spec;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Thrown when the settings, or the data they describe, are wrong and the user has to change a file.
 * Nothing was started; exit code 2.
 */
public final class InvalidStudyException extends IllegalArgumentException {

  private final transient List<Problem> problems;

  /**
   * @param problems all of one stage; at least one
   */
  public InvalidStudyException(List<Problem> problems) {
    super(sorted(problems).map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = sorted(problems).toList();
  }

  public InvalidStudyException(Problem problem) {
    this(List.of(problem));
  }

  /** Throws the problems, if there are any. */
  public static void throwIfAny(List<Problem> problems) {
    if (!problems.isEmpty()) {
      throw new InvalidStudyException(problems);
    }
  }

  private static Stream<Problem> sorted(List<Problem> problems) {
    return problems.stream().sorted(Problem.BY_PLACE);
  }

  /** Problems by file and line; within a line in the order in which they were found. */
  public List<Problem> problems() {
    return problems;
  }
}
