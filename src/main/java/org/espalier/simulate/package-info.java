/**
 * The same loop without a cluster: what a study will ask for, before anything is fitted.
 *
 * <p>Knows no Spark and no clock. Read {@link org.espalier.simulate.DryRun}.
 */
@NullMarked
package org.espalier.simulate;

import org.jspecify.annotations.NullMarked;
