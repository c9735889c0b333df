package org.espalier.spark;

import java.util.List;
import java.util.Optional;

/** Estimator whose library may be missing: it can be made and set up, but not fitted without it. */
public interface NeedsLibrary {

  /** Reason why the library cannot be used in this JVM, and what would be right. */
  Optional<String> libraryObjection();

  /** Problems of params that contradict each other, each as {@code param: problem; remedy}. */
  default List<String> paramProblems() {
    return List.of();
  }
}
