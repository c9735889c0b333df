package org.espalier.plan.problem;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Thrown when the settings, or the data they describe, are wrong and the user has to change a file.
 * Nothing was started; exit code 2.
 */
public final class InvalidStudyException extends RuntimeException {

  private final transient List<Problem> problems;

  /**
   * @param problems all of one stage; at least one
   */
  public InvalidStudyException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  public List<Problem> problems() {
    return problems;
  }
}
