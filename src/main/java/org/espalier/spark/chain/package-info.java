/**
 * Chains of pipeline stages and their keys: which fits two configurations share, and which part of
 * a table a cell reads. Read {@link PipelineSteps} first.
 *
 * <p>Decision: a stage is shared only between copies of one object with equal params, as stages do
 * not show what they depend on.
 */
@NullMarked
package org.espalier.spark.chain;

import org.jspecify.annotations.NullMarked;
