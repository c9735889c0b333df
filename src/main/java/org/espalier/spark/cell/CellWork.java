package org.espalier.spark.cell;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.espalier.evaluate.BatchRunner;
import org.espalier.evaluate.Cell;
import org.espalier.evaluate.CellBatch;
import org.espalier.evaluate.JointCells;
import org.espalier.space.Configuration;
import org.espalier.study.Proposal;
import org.espalier.study.Study;

/** Implementation of fitting and scoring a cell; called from many threads at a time. */
public interface CellWork {

  /** Fits the cell's configuration on its training rows. */
  FittedCell fit(Cell cell);

  /** Key of the rows that a cell reads, as {@link BatchRunner#key} has it. */
  default Optional<Object> key(Cell cell) {
    return Optional.empty();
  }

  /**
   * Trains the cells of a batch together, with others that it adds to it.
   *
   * @param batch of cells with a {@link #key}
   * @return the cells that are still awaited
   */
  default List<TrainedCell> train(CellBatch batch) {
    throw new IllegalStateException("These cells have no key.");
  }

  /** Metric that the study optimises. */
  String metric();

  /** Words that the reason of a failure may contain: names of columns and text params of stages. */
  Set<String> words();

  /** Drops what a cell reads and the cluster has lost, before the cell runs again. */
  default void lost(Cell cell) {}

  /** Called when a run of a cell ended by an exception, of any {@link FailureCause}. */
  default void threw(Cell cell, Throwable thrown) {}

  /** Called with the study once its search has ended: what follows depends on its result. */
  default void searched(Study study) {}

  /**
   * Releases a cell that was announced: it has ended, or will not be run. Further calls do nothing.
   */
  default void settled(Cell cell) {}

  /**
   * Cost of work that was done beforehand for a cell that has run, and for others: the first of
   * them pays it, or its batch.
   */
  default Usage beforehand(Cell cell) {
    return Usage.NONE;
  }

  /** Planned training rows of a cell. */
  default long rows(Cell cell) {
    return cell.proposal().rows();
  }

  /** Precedence of a cell as {@link BatchRunner#precedence} has it. */
  default double precedence(Cell cell) {
    return 0;
  }

  /** Evaluation of a proposal's cells together, as {@link BatchRunner#joint} has it. */
  default Optional<JointCells> joint(Proposal proposal, Configuration configuration) {
    return Optional.empty();
  }

  /** A cell was submitted and will be run, unless it is settled before. */
  default void announce(Cell cell) {}

  /** True if a cell would only wait for another one that computes what it needs. */
  default boolean waits(Cell cell) {
    return false;
  }

  /** Sets the callback for the moment when cells that would have waited may run. */
  default void onChange(Runnable listener) {}
}
