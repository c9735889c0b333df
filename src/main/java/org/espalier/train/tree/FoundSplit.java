package org.espalier.train.tree;

import java.io.Serializable;

/**
 * Best split of a node.
 *
 * @param gain gain in impurity; {@link SplitSearch#INVALID} if no split is valid
 * @param feature column of the split; -1 if no column can be split
 * @param threshold largest value that goes left; NaN for a split by categories
 * @param goesLeft true for the bins that go left; must not be changed
 * @param node sums of the node, then its number of rows
 * @param impurity impurity of the node
 * @param left sums of the rows that go left, then their number
 * @param right sums of the rows that go right, then their number
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record FoundSplit(
    double gain,
    int feature,
    double threshold,
    boolean[] goesLeft,
    double[] node,
    double impurity,
    double[] left,
    double[] right)
    implements Serializable {

  private static final long serialVersionUID = 1;
}
