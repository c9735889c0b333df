/**
 * Terminal output of commands: announcement, progress, errors and the closing summary; descriptions
 * of learners, their params and valid values, also for the manual; replays of a finished study with
 * other strategies, and their comparison.
 */
@NullMarked
package org.espalier.job.terminal;

import org.jspecify.annotations.NullMarked;
