package org.espalier.train.tree;

import java.io.Serializable;

/**
 * Draw of the bags of a forest, on the rows that do not validate a fold: forests that agree in it
 * have the same bags.
 *
 * @param fold below 0 for all rows
 * @param seed of the forest
 */
public record BagDraw(int fold, long seed, int trees, TreeParams.Bags bags)
    implements Serializable {

  private static final long serialVersionUID = 1;

  /** True if every bag is all rows, once. */
  boolean isWhole() {
    return bags.areWhole();
  }
}
