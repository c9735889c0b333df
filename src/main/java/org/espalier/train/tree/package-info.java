/**
 * Decision trees and random forests, node for node those of Spark's MLlib.
 *
 * <p>{@link org.espalier.train.tree.TrainingRows} are a table's ranks with labels, weights and
 * partitions; {@link org.espalier.train.tree.Binning} finds MLlib's cut points in them; {@link
 * org.espalier.train.tree.ForestTrainer} grows a {@link org.espalier.train.tree.GrownForest}, which
 * answers every smaller depth that it contains as a {@link org.espalier.train.tree.ForestModel}.
 *
 * <p>Rows that lie elsewhere, in parts, are {@link org.espalier.train.tree.CodedRows}: a {@link
 * org.espalier.train.tree.SteppedGrowth} says which nodes are to be split, a {@link
 * org.espalier.train.tree.SplitPass} is what all parts are asked, and the sums of the parts are
 * added in their order. {@link org.espalier.train.tree.Growth} decides in both cases.
 *
 * <p>Source of every definition: Spark's {@code org.apache.spark.ml.tree.impl} (RandomForest,
 * BaggedPoint, DecisionTreeMetadata, TreePoint) and {@code org.apache.spark.mllib.tree.impurity},
 * lines 3.5 and 4.1, which agree but for {@link org.espalier.train.tree.TreeOrder}.
 *
 * <p>In the context of forests that are to be MLlib's own, facing that its draws depend on the
 * order in which nodes of all trees are looked at, we decided to keep that order and the groups
 * that its memory limit makes, but to look at the rows of a node as one contiguous range, accepting
 * that all trees of a forest with drawn features are in memory at once. Sums of weights that are
 * not whole numbers are taken partition by partition, as MLlib takes them.
 */
@NullMarked
package org.espalier.train.tree;

import org.jspecify.annotations.NullMarked;
