package org.espalier.spark.sharing;

import java.util.List;

/**
 * Key of the rows after fitted stages.
 *
 * @param fold fold, or {@link #ALL} if all stages treat each row by itself
 */
record RowKey(int fold, List<StageIdentity> path) {

  /** All folds. */
  static final int ALL = -1;

  RowKey {
    path = List.copyOf(path);
  }

  static RowKey of(StageChain chain, int depth, int fold) {
    return new RowKey(depth <= chain.rowWise() ? ALL : fold, chain.path(depth));
  }
}
