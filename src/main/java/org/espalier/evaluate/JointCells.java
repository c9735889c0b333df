package org.espalier.evaluate;

import java.util.List;
import org.espalier.study.CellOutcome;
import org.espalier.study.CurvePoint;

/**
 * Evaluation of all cells of a proposal together, in steps: the cells of a step decide whether some
 * folds continue in another one. Called from one thread at a time.
 */
@FunctionalInterface
public interface JointCells {

  /** Step that follows the cells of another one. */
  sealed interface Next {

    /** Cells that are run before the proposal ends; at least one. */
    record Further(List<Cell> cells) implements Next {
      public Further {
        cells = List.copyOf(cells);
      }
    }

    /**
     * End of the proposal.
     *
     * @param outcomes in the order of its folds
     * @param curves learning curve of each; empty for a cell without one
     */
    record Ended(List<CellOutcome> outcomes, List<List<CurvePoint>> curves) implements Next {
      public Ended {
        outcomes = List.copyOf(outcomes);
        curves = curves.stream().map(List::copyOf).toList();
      }
    }
  }

  /**
   * Takes the outcomes of a step.
   *
   * @param outcomes in the order of its cells
   */
  Next after(List<CellOutcome> outcomes);
}
