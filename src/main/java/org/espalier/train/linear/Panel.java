package org.espalier.train.linear;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.espalier.train.Rows;

/**
 * Coefficients of several points side by side, at which a pass over rows sums the losses and their
 * derivatives. The sums of the parts of a table add up.
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

  /** Returns sums of 0 for this panel. */
  public PanelSums zero() {
    return new PanelSums(this);
  }

  /** Returns the bytes of the coefficients, which are also those of the sums. */
  public long bytes() {
    return (long) Double.BYTES * (coefficients.length + 2L * width);
  }

  /**
   * Returns the bytes of a panel with the points of some candidates, which are also those of its
   * sums.
   *
   * @param sets number of sets of coefficients
   * @param candidates number of candidates
   */
  public static long bytes(int columns, int sets, int candidates) {
    return (long) Double.BYTES * (columns + 2L) * sets * candidates;
  }

  /** Returns true for single margins of dense rows, which are faster on a {@link RowBlock}. */
  private boolean readsBlocks(Rows rows) {
    return width == 1 && rows.isDense() && columns <= RowBlock.MOST_COLUMNS;
  }

  /**
   * Adds rows to the sums of panels.
   *
   * @param sums sums by panel
   * @throws InterruptedException if the thread is interrupted; the sums are then not usable
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
