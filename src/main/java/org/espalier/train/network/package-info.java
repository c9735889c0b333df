/**
 * Trainer of multilayer perceptrons on dense rows in memory, as Spark's {@code
 * MultilayerPerceptronClassifier} trains them: sigmoid layers, softmax on top, and the same blocks
 * of rows, since the rows of a partition's last block weigh more. Read {@link
 * org.espalier.train.network.PerceptronTraining} first.
 */
@NullMarked
package org.espalier.train.network;

import org.jspecify.annotations.NullMarked;
