package org.espalier.train.linear;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.espalier.train.Rows;

/**
 * Coefficients of a few points side by side, at which a pass over rows sums the losses and their
 * derivatives. Rows may be of any table with its columns: the sums of parts add up.
 */
public final class Panel implements Serializable {

  private static final long serialVersionUID = 1;

  final int columns;
  final Loss loss;

  /** Number of margins of a row: points × outputs of the loss. */
  final int width;

  final double[] coefficients; // by column, then by point, then by output
  final double[] offsets; // by point, then by output

  Panel(int columns, Loss loss, double[] coefficients, double[] offsets) {
    this.columns = columns;
    this.loss = loss;
    this.width = offsets.length;
    this.coefficients = coefficients;
    this.offsets = offsets;
  }

  /** Sums of no rows. */
  public PanelSums zero() {
    return new PanelSums(this);
  }

  /** Bytes of the coefficients, and likewise of the sums. */
  public long bytes() {
    return (long) Double.BYTES * (coefficients.length + 2L * width);
  }

  /** Bytes of a panel for the points of so many candidates, and likewise of its sums. */
  public static long bytes(int columns, int sets, int candidates) {
    return (long) Double.BYTES * (columns + 2L) * sets * candidates;
  }

  /** True for single margins of dense rows, of which a copy by row and by column is faster. */
  private boolean readsBlocks(Rows rows) {
    return width == 1 && rows.isDense() && columns <= RowBlock.MOST_COLUMNS;
  }

  /**
   * Adds rows to the sums of panels.
   *
   * @param sums by panel
   * @throws InterruptedException if the thread is interrupted; the sums are not to be used
   */
  public static void add(List<Panel> panels, List<PanelSums> sums, Rows rows)
      throws InterruptedException {
    List<Integer> ofBlocks = new ArrayList<>();
    List<Integer> ofRows = new ArrayList<>();
    for (int i = 0; i < panels.size(); i++) {
      (panels.get(i).readsBlocks(rows) ? ofBlocks : ofRows).add(i);
    }
    if (!ofBlocks.isEmpty()) {
      RowBlock block = new RowBlock(rows);
      rows.forEachBlock(
          (from, to) -> {
            block.load(from, to);
            for (int i : ofBlocks) {
              sums.get(i).add(panels.get(i), rows, block);
            }
          });
    }
    if (!ofRows.isEmpty()) {
      rows.forEachBlock(
          (from, to) -> {
            for (int i : ofRows) {
              sums.get(i).add(panels.get(i), rows, from, to);
            }
          });
    }
  }
}
