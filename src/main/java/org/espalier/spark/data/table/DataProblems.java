package org.espalier.spark.data.table;

import java.util.ArrayList;
import java.util.List;
import org.espalier.numeric.CountedNoun;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.Origins;
import org.espalier.spec.Problem;

/** Collection of problems with the data, which reports all of them together. */
public final class DataProblems {

  private final Origins origins;
  private final List<Problem> found = new ArrayList<>();

  public DataProblems(Origins origins) {
    this.origins = origins;
  }

  public void add(String path, String wrong, String right) {
    found.add(origins.problem(path, wrong, right));
  }

  /**
   * Adds a problem with the values of a column in some rows.
   *
   * @return true if there are such rows, and so a problem
   */
  public boolean addIfAny(String path, String column, String wrong, long rows, String right) {
    if (rows > 0) {
      add(
          path,
          "column '%s' %s in %s".formatted(column, wrong, CountedNoun.of(rows, "row")),
          right);
    }
    return rows > 0;
  }

  public void throwIfAny() {
    InvalidStudyException.throwIfAny(found);
  }

  /**
   * Returns an exception for a problem that prevents further checks; it contains all earlier
   * problems.
   */
  public InvalidStudyException fatal(String path, String wrong, String right) {
    add(path, wrong, right);
    return new InvalidStudyException(found);
  }
}
