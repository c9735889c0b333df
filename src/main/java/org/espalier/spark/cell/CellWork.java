package org.espalier.spark.cell;

import java.util.Set;
import org.espalier.cache.Usage;
import org.espalier.evaluate.Cell;
import org.espalier.evaluate.CellLifecycle;
import org.espalier.study.Cost;
import org.espalier.study.Study;

/** Implementation of fitting and scoring a cell; called from many threads at a time. */
public interface CellWork extends CellLifecycle {

  /** Fits the cell's configuration on its training rows. */
  FittedCell fit(Cell cell);

  /** Metric that the study optimises. */
  String metric();

  /** Words that the reason of a failure may contain: names of columns and text params of stages. */
  Set<String> words();

  /** Called when a run of a cell ended by an exception, of any {@link FailureCause}. */
  default void threw(Cell cell, Throwable thrown) {}

  /** Called with the study once its search has ended: what follows depends on its result. */
  default void searched(Study study) {}

  /**
   * Releases a cell that was announced: it has ended, or will not be run. Further calls do nothing.
   *
   * @param ran true if the cell ran, and pays for work done for it and others
   * @return the cell's share in the cost of work that is done once for several cells
   */
  default Usage settled(Cell cell, boolean ran) {
    return Usage.NONE;
  }

  @Override
  default Cost settled(Cell cell) {
    Usage rest = settled(cell, false);
    return rest.runMillis() == 0
        ? Cost.NONE
        : new Cost(
            0,
            0,
            0,
            rest.taskSeconds(),
            new Cost.Footprint(rest.shuffleBytes(), rest.spillBytes(), rest.peakMemoryBytes()),
            Cost.Span.NONE);
  }
}
