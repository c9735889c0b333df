/**
 * Rows that many cells read: stored once on the cluster, within a budget, and made again if the
 * cluster loses them.
 *
 * <p>{@link org.espalier.spark.rows.RowCache} is the only store of rows made for cells, whatever
 * they are: a table with its folds, prepared features, rows behind shared stages, arrays that tasks
 * read. {@link org.espalier.spark.rows.OnceEach} is the only place where one cell waits for what
 * another one makes; fitted stages and models use it without the storage.
 *
 * <p>Decision: in the context of rows whose later readers are known in part (a tuner's maps) or not
 * at all (a sampler's next trial), we decided to drop first what saves the least time per byte for
 * the readers that are announced, and then what was used least recently, accepting that rows are
 * made again where a later trial needs what was dropped.
 */
@NullMarked
package org.espalier.spark.rows;

import org.jspecify.annotations.NullMarked;
