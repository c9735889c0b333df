/**
 * Problems of a study as asked for: where a setting stands, what is wrong with it, and what would
 * be right.
 */
@NullMarked
package org.espalier.spec.problem;

import org.jspecify.annotations.NullMarked;
