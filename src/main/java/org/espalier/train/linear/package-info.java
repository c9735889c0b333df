/**
 * Trainers of linear models: many candidates of a fold side by side, in common passes over the
 * rows. Read {@link LogisticTraining} first.
 *
 * <p>Decision: the order in which one candidate's numbers are added does not depend on the others,
 * so neither does its model.
 */
@NullMarked
package org.espalier.train.linear;

import org.jspecify.annotations.NullMarked;
