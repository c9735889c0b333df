package org.espalier.spark.cache;

import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.espalier.spark.local.rows.CellRows;

/**
 * Rows that a stage is fitted on.
 *
 * @param key identifies the rows, by equality
 * @param training the rows of an ordinary fit
 * @param cells the same rows for a fit inside a task
 * @param scored true if these come with rows to be scored
 * @param jobs reason why they are not read by a task; empty if they may be
 * @param continued true if a fit of more iterations may go on from one on these rows
 */
public record FitRows(
    Object key,
    Supplier<Dataset<?>> training,
    CellRows cells,
    boolean scored,
    String jobs,
    boolean continued) {

  /** Rows without others to be scored. */
  static FitRows of(Object key, Supplier<Dataset<?>> training) {
    return new FitRows(key, training, CellRows.whole(key, training), false, "", false);
  }
}
