/**
 * Execution of cells on the cluster: names and cancels their jobs, measures their cost and frees
 * what they leave in storage.
 *
 * <p>A {@link org.espalier.spark.cell.CellWork} defines what is fitted and how it is scored. Read
 * {@link org.espalier.spark.cell.SparkBatches} first. {@link org.espalier.spark.cell.FailureCause}
 * says whether a failed cell is run again, {@link org.espalier.spark.cell.Outage} what to tell of a
 * failure that no part of Espalier can mend.
 *
 * <p>Decision: in the context of rows and stages that the thread of one cell makes for several, we
 * decided that this cell pays for their jobs, which carry its tag and are cancelled with it, and
 * that another cell which waits for them makes them then (see {@link
 * org.espalier.cache.WorkCache}). The costs of all cells add up to the task time of their jobs.
 *
 * <p>Decision: in the context of a task that trains the candidates of several cells, facing
 * protocols by which cells in threads of their own had to find each other, we decided to train a
 * batch in the thread of its first cell (see {@link org.espalier.evaluate.CellBatch}), accepting
 * that a task goes on for a cell that was cancelled while others of its batch are wanted.
 */
@NullMarked
package org.espalier.spark.cell;

import org.jspecify.annotations.NullMarked;
