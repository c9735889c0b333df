/**
 * Values that cells share: made once, read by many, and freed.
 *
 * <p>A {@link org.espalier.cache.WorkCache} holds values of one kind by key: rows of a part of the
 * table, a fitted stage, the rows behind it, collected columns, a fit. It knows neither Spark nor
 * what the values are: they are made by callbacks, and those that take room are {@link
 * org.espalier.cache.Stored}.
 *
 * <p>Decision: in the context of rows whose later readers are known in part (a tuner's maps) or not
 * at all (a sampler's next trial), we decided to drop first what saves the least time per byte for
 * the readers that are announced, and then what was used least recently, accepting that rows are
 * made again where a later trial needs what was dropped.
 *
 * <p>Decision: in the context of values that several cells read, facing costs that are recorded
 * with a cell when it ends, we decided that the cell whose thread makes a value pays for it, and
 * against shares for those that were announced, accepting that cells which read it later cost less.
 */
@NullMarked
package org.espalier.cache;

import org.jspecify.annotations.NullMarked;
