/**
 * Trainers of linear models on rows in memory: many candidates of a fold side by side, in common
 * passes over the rows, or from sums that one pass collects.
 *
 * <p>A trainer minimises the objective of Spark's learner of the same name, by the same steps, so
 * that its models are Spark's but for rounding. Read {@link org.espalier.train.Rows} first, then
 * {@link org.espalier.train.linear.LogisticTraining}, which goes over the rows once an iteration,
 * and {@link org.espalier.train.Gram}, which goes over them once a fold.
 *
 * <p>The coefficients of all candidates lie side by side, column by column of the table: the
 * innermost loop runs over candidates, is turned into vector code, and reads a row once for all of
 * them. Where a candidate has a single margin and all values of a row are stored, it runs over the
 * rows or columns of a {@link org.espalier.train.linear.Block} instead, which is copied once for
 * all of them. The order in which the numbers of one candidate are added does not depend on the
 * others, so neither does its model.
 */
@NullMarked
package org.espalier.train.linear;

import org.jspecify.annotations.NullMarked;
