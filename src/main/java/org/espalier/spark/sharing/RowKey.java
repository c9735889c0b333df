package org.espalier.spark.sharing;

import java.util.List;

/**
 * Rows behind fitted stages.
 *
 * @param fold {@link #ALL} of stages that treat each row by itself
 */
record RowKey(int fold, List<StageIdentity> path) {

  /** Of every fold. */
  static final int ALL = -1;

  RowKey {
    path = List.copyOf(path);
  }

  static RowKey of(StageChain chain, int depth, int fold) {
    return new RowKey(depth <= chain.rowWise() ? ALL : fold, chain.path(depth));
  }
}
