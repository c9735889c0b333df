package org.espalier.spark.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.espalier.plan.InvalidStudyException;
import org.espalier.plan.Origins;
import org.espalier.plan.Problem;

/** Collection of problems with the data, so that all are reported at once. */
final class Problems {

  private final Origins origins;
  private final List<Problem> found = new ArrayList<>();

  Problems(Origins origins) {
    this.origins = origins;
  }

  /** A number of rows as messages show it. */
  static String rows(long count) {
    return count == 1 ? "1 row" : String.format(Locale.ROOT, "%,d rows", count);
  }

  void add(String path, String wrong, String right) {
    found.add(origins.problem(path, wrong, right));
  }

  void throwIfAny() {
    if (!found.isEmpty()) {
      throw new InvalidStudyException(found);
    }
  }

  /** For a problem behind which nothing more can be found out. */
  InvalidStudyException fatal(String path, String wrong, String right) {
    add(path, wrong, right);
    return new InvalidStudyException(found);
  }
}
