package org.espalier.evaluate;

import java.util.Optional;
import java.util.function.BiConsumer;
import org.espalier.space.Configuration;
import org.espalier.study.CellOutcome;
import org.espalier.study.Cost;
import org.espalier.study.Proposal;
import org.espalier.study.Study;

/**
 * Back end of a study, which fits and scores batches of cells: on Spark, or in a test without it.
 * Called from many threads at a time.
 */
@FunctionalInterface
public interface BatchRunner {

  /**
   * Runs a batch to its end. For a cell with a {@link #key}, it calls {@link CellBatch#add} once
   * its rows are ready, as no other cell of the key starts before.
   *
   * @param done receives each cell with its outcome, once
   * @throws PoolLostException if no cell is to be run any more; those without an outcome are not
   *     recorded
   * @throws Exception any failure of a fit: the only cell fails with it as its reason; of several,
   *     those without an outcome run again one by one
   */
  void run(CellBatch batch, BiConsumer<Cell, CellOutcome> done) throws Exception;

  /**
   * Key of the rows that a cell reads: waiting cells of an equal key may join its batch. Called
   * once it is announced.
   *
   * @return empty for a cell that runs by itself
   */
  default Optional<Object> key(Cell cell) {
    return Optional.empty();
  }

  /** Cancels the work of a batch; called repeatedly until it has ended. */
  default void cancel(CellBatch batch) {}

  /** Planned training rows of a cell. */
  default long rows(Cell cell) {
    return cell.proposal().rows();
  }

  /**
   * Precedence of a cell when it is submitted, at least 0, in any unit: of the cells that wait, the
   * one with the highest is run first; among equal ones the first in order. It affects when a cell
   * runs, never its outcome.
   */
  default double precedence(Cell cell) {
    return 0;
  }

  /**
   * Evaluation of a proposal's cells together, before they are announced; empty if each has its
   * outcome by itself.
   */
  default Optional<JointCells> joint(Proposal proposal, Configuration configuration) {
    return Optional.empty();
  }

  /** A cell was submitted, or waits again, and will be run, unless it is settled before. */
  default void announce(Cell cell) {}

  /**
   * A cell that was announced has ended, or will not be run.
   *
   * @return cost of work for it and others that nobody else is left to pay; none for a cell that
   *     ran
   */
  default Cost settled(Cell cell) {
    return Cost.NONE;
  }

  /**
   * True if a cell would only wait for another one that computes its input. The check is cheap, and
   * repeated whenever a cell ends.
   */
  default boolean waits(Cell cell) {
    return false;
  }

  /** Sets the callback for the moment when cells that would have waited may run. */
  default void onChange(Runnable listener) {}

  /** Called when the search of a study has ended; later cells depend on its result. */
  default void searched(Study study) {}
}
