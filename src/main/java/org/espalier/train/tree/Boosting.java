package org.espalier.train.tree;

import java.io.Serializable;

/**
 * Parameters of a boosting of trees on the rows that do not validate a fold. Boostings with equal
 * parameters grow the same trees, except for their number.
 *
 * @param fold fold whose rows are left out; negative for all rows
 * @param params params of each tree: one tree, impurity variance, no bootstrap
 * @param stepSize weight of each tree after the first, in (0, 1]
 */
public record Boosting(int fold, TreeParams params, BoostedTrainer.Loss loss, double stepSize)
    implements Serializable {

  private static final long serialVersionUID = 1;
}
