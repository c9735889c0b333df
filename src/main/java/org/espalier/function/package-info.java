/**
 * Functions as objectives: {@link org.espalier.function.FunctionTuner} tunes whatever a function
 * returns, a cell in one task on an executor, in Java, Scala or (through {@link
 * org.espalier.function.CellQueue}) Python.
 *
 * <p>Builds the same study as the job and the tuner of pipelines, from the same samplers,
 * schedulers, loop and journal. Its resource is a number of steps, whatever the function takes them
 * for; a trial that is promoted goes on from the files that the function left at the rung below.
 * These are packed, stored, read at the next rung and removed by {@link
 * org.espalier.function.StateStore} and what is beside it.
 *
 * <p>Read {@link org.espalier.function.FunctionSearch} first: one study from its journal to its
 * tables; then {@link org.espalier.function.FunctionCells}: one cell.
 *
 * <p>Decision: a cell is rows of bytes on both sides of the function, a request and the files of
 * the rung below, a reply and the files that are left. The same tasks read and write them for all
 * languages, and a Python worker needs no client of the file system.
 */
@NullMarked
package org.espalier.function;

import org.jspecify.annotations.NullMarked;
