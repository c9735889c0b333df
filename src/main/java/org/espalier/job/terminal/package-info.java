/** Terminal output of commands: announcement, progress, errors and the closing summary. */
@NullMarked
package org.espalier.job.terminal;

import org.jspecify.annotations.NullMarked;
