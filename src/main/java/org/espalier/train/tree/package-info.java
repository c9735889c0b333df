/**
 * Decision trees, forests and boosting, equal node for node to those of MLlib ({@code
 * org.apache.spark.ml.tree.impl}). Read {@link ForestTrainer} first.
 *
 * <p>Decision: nodes are processed in MLlib's order and groups, because its random draws depend on
 * them. The rows of a node are one contiguous range.
 */
@NullMarked
package org.espalier.train.tree;

import org.jspecify.annotations.NullMarked;
