/**
 * Descriptions for the terminal and the manual: learners, stages, their params and valid values.
 */
@NullMarked
package org.espalier.job.describe;

import org.jspecify.annotations.NullMarked;
