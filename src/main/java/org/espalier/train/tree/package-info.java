/**
 * Decision trees, forests and boosting, node for node those of MLlib ({@code
 * org.apache.spark.ml.tree.impl}). Read {@link ForestTrainer} first.
 *
 * <p>Decision: nodes are drawn in MLlib's order and groups, as its random draws depend on them; a
 * node's rows are one range.
 */
@NullMarked
package org.espalier.train.tree;

import org.jspecify.annotations.NullMarked;
