/**
 * Trainers of linear models. They train many candidates of a fold side by side, in shared passes
 * over the rows. Read {@link LogisticTraining} first.
 *
 * <p>Decision: the order in which the numbers of a candidate are added does not depend on the other
 * candidates, so neither does its model.
 */
@NullMarked
package org.espalier.train.linear;

import org.jspecify.annotations.NullMarked;
