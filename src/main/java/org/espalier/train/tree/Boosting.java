package org.espalier.train.tree;

import java.io.Serializable;

/**
 * Boosting of trees on the rows that do not validate a fold: those that agree in it grow the same
 * trees.
 *
 * @param fold below 0 for all rows
 * @param params of each tree: one tree with impurity variance and without bootstrap
 * @param stepSize weight of the trees after the first, in (0, 1]
 */
public record Boosting(int fold, TreeParams params, BoostedTrainer.Loss loss, double stepSize)
    implements Serializable {

  private static final long serialVersionUID = 1;
}
