package org.espalier.spark.data.column;

import java.util.ArrayList;
import java.util.List;
import org.espalier.spec.problem.InvalidStudyException;
import org.espalier.spec.problem.Origins;
import org.espalier.spec.problem.Problem;

/** Collection of problems with the data, so that all are reported at once. */
public final class Problems {

  private final Origins origins;
  private final List<Problem> found = new ArrayList<>();

  public Problems(Origins origins) {
    this.origins = origins;
  }

  public void add(String path, String wrong, String right) {
    found.add(origins.problem(path, wrong, right));
  }

  public void throwIfAny() {
    if (!found.isEmpty()) {
      throw new InvalidStudyException(found);
    }
  }

  /** Exception for a problem that prevents further checks, with all found before. */
  public InvalidStudyException fatal(String path, String wrong, String right) {
    add(path, wrong, right);
    return new InvalidStudyException(found);
  }
}
