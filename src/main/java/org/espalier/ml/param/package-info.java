/**
 * Params of tuners that hold more than a number: spaces, estimators, tables, sizes. Read {@link
 * SpaceConfigurations} first.
 *
 * <p>Decision: stages have names that are the same in every process, unlike uids, so that a study
 * can be resumed.
 */
@NullMarked
package org.espalier.ml.param;

import org.jspecify.annotations.NullMarked;
