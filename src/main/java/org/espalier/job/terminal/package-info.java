/**
 * Terminal output of commands: announcement, progress, errors and the closing summary; descriptions
 * of learners, their params and valid values, also for the manual.
 */
@NullMarked
package org.espalier.job.terminal;

import org.jspecify.annotations.NullMarked;
