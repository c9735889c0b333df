package org.espalier.job;

import java.util.ArrayList;
import java.util.List;

/**
 * A way to split the rows of a table that is proposed for it.
 *
 * @param apart whether equal rows count as different cases
 */
record Splitting(int folds, boolean apart) {

  private static final int MOST = 5;
  private static final int FEWEST = 2;

  /** All of them, the one to be preferred first. */
  static List<Splitting> all() {
    List<Splitting> all = new ArrayList<>();
    for (boolean apart : new boolean[] {false, true}) {
      for (int folds = MOST; folds >= FEWEST; folds--) {
        all.add(new Splitting(folds, apart));
      }
    }
    return all;
  }

  /** As {@code data.duplicates} has it. */
  String duplicates() {
    return apart ? "apart" : "together";
  }

  /** Why it is not the one to be preferred, as the end of a line; empty if it is. */
  String why() {
    return folds == MOST ? "" : "    # in more, some would lack a class or have too much of it";
  }
}
