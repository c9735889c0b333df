package org.espalier.evaluate;

import java.util.List;

/**
 * Cells that a {@link BatchRunner} runs together, at least one.
 *
 * @param cells in the order in which they are to end
 */
public record CellBatch(List<Cell> cells) {

  public CellBatch {
    cells = List.copyOf(cells);
    if (cells.isEmpty()) {
      throw new IllegalArgumentException("A batch has at least one cell.");
    }
  }

  public static CellBatch of(Cell cell) {
    return new CellBatch(List.of(cell));
  }
}
