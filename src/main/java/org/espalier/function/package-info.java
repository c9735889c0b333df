/**
 * Functions as objectives: a tuner for any function of Java, Scala or Python, a cell in one task on
 * an executor. Read {@link FunctionSearch} first.
 *
 * <p>Decision: a cell is rows of bytes on both sides of the function, so that one task serves all
 * languages and workers need no file system.
 */
@NullMarked
package org.espalier.function;

import org.jspecify.annotations.NullMarked;
