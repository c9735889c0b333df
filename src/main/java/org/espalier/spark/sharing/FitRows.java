package org.espalier.spark.sharing;

import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.ml.Model;
import org.apache.spark.sql.Dataset;
import org.espalier.spark.task.CellRows;

/**
 * Rows that a stage is fitted on.
 *
 * @param key identifies the rows, by equality
 * @param ordinary runs an ordinary fit on the rows
 * @param cells the same rows for a fit inside a task
 * @param scored whether these come with rows that predictions are scored on
 */
public record FitRows(Object key, OrdinaryFit ordinary, CellRows cells, boolean scored) {

  /** Ordinary fit on the rows, which stay where they are until it has ended. */
  @FunctionalInterface
  public interface OrdinaryFit {
    Model<?> of(Function<Dataset<?>, Model<?>> fit);
  }

  /** Rows without others to score on. */
  public static FitRows of(Object key, Supplier<Dataset<?>> training) {
    return new FitRows(key, fit -> fit.apply(training.get()), CellRows.whole(key, training), false);
  }

  /** Rows of which others are scored on. */
  public static FitRows split(
      Object key, Supplier<Dataset<?>> training, Supplier<Dataset<?>> validation) {
    return new FitRows(
        key, fit -> fit.apply(training.get()), CellRows.split(key, training, validation), true);
  }
}
