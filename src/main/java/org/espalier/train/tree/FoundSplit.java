package org.espalier.train.tree;

import java.io.Serializable;

/**
 * Best split of a node.
 *
 * @param gain {@link SplitSearch#INVALID} when no split is valid
 * @param feature column of the split; -1 if no column can be split
 * @param threshold values up to it go left; NaN for categories
 * @param goesLeft bins that go left; not to be changed
 * @param node sums of the node, then its number of rows
 * @param impurity of the node
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
