/** Replays of a finished study with other strategies, and their comparison. */
@NullMarked
package org.espalier.job.simulate;

import org.jspecify.annotations.NullMarked;
