/** Files that a function leaves at a rung: packed, stored, read at the next rung, and removed. */
@NullMarked
package org.espalier.function.state;

import org.jspecify.annotations.NullMarked;
