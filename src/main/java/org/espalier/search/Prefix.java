package org.espalier.search;

import java.util.List;

/** Whether one list goes on where another ends, as the versions of a study do. */
final class Prefix {

  private Prefix() {}

  /** By identity: what is the same in another object is read again. */
  static boolean continues(List<?> known, List<?> list) {
    if (list.size() < known.size()) {
      return false;
    }
    for (int i = 0; i < known.size(); i++) {
      if (known.get(i) != list.get(i)) {
        return false;
      }
    }
    return true;
  }
}
