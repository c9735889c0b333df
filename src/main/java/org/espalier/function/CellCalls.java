package org.espalier.function;

import java.util.Optional;

/** Callers of the function for a cell; called from many threads at a time. */
interface CellCalls {

  /**
   * Calls the function in a task of a job of the calling thread's tag.
   *
   * @param io input of the task, and the folder for its files
   * @return empty if its worker or executor was lost
   */
  Optional<CellReply> call(CellIo io) throws InterruptedException;
}
