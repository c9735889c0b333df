package org.espalier.spark;

import java.util.List;
import java.util.Optional;

/**
 * Estimator whose library may be missing: without it, the estimator can be created and configured,
 * but not fitted.
 */
public interface NeedsLibrary {

  /** Reason why the library cannot be used in this JVM, and what would be right. */
  Optional<String> libraryObjection();

  /** Problems of params that contradict each other, each as {@code param: problem; remedy}. */
  default List<String> paramProblems() {
    return List.of();
  }
}
