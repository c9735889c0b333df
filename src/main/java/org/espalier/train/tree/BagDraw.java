package org.espalier.train.tree;

import java.io.Serializable;

/**
 * Parameters that determine the bags of a forest on the rows that do not validate a fold. Forests
 * with equal parameters have the same bags.
 *
 * @param fold fold whose rows are left out; negative for all rows
 * @param seed seed of the forest
 */
public record BagDraw(int fold, long seed, int trees, TreeParams.Bags bags)
    implements Serializable {

  private static final long serialVersionUID = 1;

  /** Returns true if every bag contains each row once. */
  boolean isWhole() {
    return bags.areWhole();
  }
}
