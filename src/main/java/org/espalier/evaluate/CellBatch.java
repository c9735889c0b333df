package org.espalier.evaluate;

import java.util.List;

/**
 * Cells that a {@link BatchRunner} runs together: one, and those of the same key that the runner
 * adds once their rows are ready.
 */
@FunctionalInterface
public interface CellBatch {

  /** Cells in the order in which they are to end, at least one. */
  List<Cell> cells();

  /**
   * Waiting cells of the same key that may be added, in the order in which they would start.
   *
   * <p>Until {@link #add} is called, no cell of the key starts a batch of its own.
   */
  default List<Cell> joinable() {
    return List.of();
  }

  /** Number of cells that wait in the pool, of any key. */
  default int waiting() {
    return 0;
  }

  /**
   * Adds waiting cells, and closes the batch: further cells of its key start another one. Cells
   * that were cancelled meanwhile are not added.
   *
   * @param chosen some of {@link #joinable}
   */
  default void add(List<Cell> chosen) {}

  /**
   * Takes cells out of the batch that have no outcome. They wait again, and run by themselves, with
   * what their runner keeps for them.
   */
  default void release(List<Cell> cells) {}

  /**
   * False for a cell that was cancelled while others of the batch are still wanted, or that runs by
   * itself.
   */
  default boolean isAwaited(Cell cell) {
    return true;
  }

  /**
   * Batch of given cells, which takes no others.
   *
   * @param cells at least one
   */
  static CellBatch of(List<Cell> cells) {
    List<Cell> all = List.copyOf(cells);
    if (all.isEmpty()) {
      throw new IllegalArgumentException("A batch has at least one cell.");
    }
    return () -> all;
  }

  static CellBatch of(Cell cell) {
    return of(List.of(cell));
  }
}
