package org.espalier.ml;

import java.util.Set;

/**
 * Names of stages for people: the random part of a stage's uid is left out while it is not needed
 * to tell two stages apart.
 *
 * @param uids of all stages that are named
 */
record StageNames(Set<String> uids) {

  StageNames {
    uids = Set.copyOf(uids);
  }

  /** For example {@code logreg.regParam}. */
  String of(String uid, String param) {
    String kind = kind(uid);
    long alike = uids.stream().filter(other -> kind(other).equals(kind)).count();
    return (alike == 1 ? kind : uid) + "." + param;
  }

  private static String kind(String uid) {
    int end = uid.lastIndexOf('_');
    return end > 0 ? uid.substring(0, end) : uid;
  }
}
