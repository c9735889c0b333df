package org.espalier.evaluate;

import java.util.List;
import org.espalier.study.CellOutcome;
import org.espalier.study.CurvePoint;

/** Listener to cells as they run; called from many threads at a time. */
public interface CellListener {

  /** Cells are about to run together; not called for cells that never run. */
  default void started(List<Cell> cells) {}

  /** A cell has a learning curve; called before its end. */
  default void reported(Cell cell, List<CurvePoint> curve) {}

  /** A cell ended, or was cancelled while it ran; then its outcome holds the cost until then. */
  default void ended(Cell cell, CellOutcome outcome) {}
}
