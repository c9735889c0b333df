/**
 * Work that cells share: made once, read by many, paid in equal shares, and freed.
 *
 * <p>{@link org.espalier.cache.WorkGraph} holds it as nodes by key: rows of a part of the table, a
 * fitted stage, the rows behind it, collected columns, a batch of fits. It knows neither Spark nor
 * what the nodes are: their values are made, and freed, by callbacks.
 *
 * <p>Decision: in the context of rows whose later readers are known in part (a tuner's maps) or not
 * at all (a sampler's next trial), we decided to drop first what saves the least time per byte for
 * the readers that are announced, and then what was used least recently, accepting that rows are
 * made again where a later trial needs what was dropped.
 *
 * <p>Decision: in the context of cells in many threads that wait for each other's work, we decided
 * on one lock for the decisions about all nodes, which is never held while a value is made,
 * measured or freed, accepting that whoever waits for a value is woken to look again.
 */
@NullMarked
package org.espalier.cache;

import org.jspecify.annotations.NullMarked;
