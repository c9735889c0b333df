package org.espalier.train.tree;

import org.espalier.train.StopRequest;

/**
 * Rows to be predicted. Their ranks are stored row by row, so that finding a leaf reads only the
 * row's own bytes. One instance serves all models with the columns of its table.
 */
public final class ScoringRows {

  /** Maximum number of ranks in one array. */
  private static final int BLOCK = 1 << 22;

  private final RankedTable table;
  private final int size;
  private final int perBlock;
  private final Codes[] blocks;

  /**
   * Copies rows of a table.
   *
   * @param rows indices of the rows in the table, in the order of the predictions
   * @throws InterruptedException if a stop is requested
   */
  public ScoringRows(RankedTable table, int[] rows, StopRequest stop) throws InterruptedException {
    int features = table.features();
    int distinct = 1;
    for (int feature = 0; feature < features; feature++) {
      distinct = Math.max(distinct, table.values(feature).length);
    }
    this.table = table;
    this.size = rows.length;
    this.perBlock = Math.max(1, BLOCK / features);
    this.blocks = new Codes[(size + perBlock - 1) / perBlock];
    for (int block = 0; block < blocks.length; block++) {
      int first = block * perBlock;
      int last = Math.min(size, first + perBlock);
      Codes ranks = Codes.below(distinct, (last - first) * features);
      for (int feature = 0; feature < features; feature++) {
        stop.check();
        Codes column = table.ranks(feature);
        for (int row = first; row < last; row++) {
          ranks.set((row - first) * features + feature, column.at(rows[row]));
        }
      }
      blocks[block] = ranks;
    }
  }

  /**
   * Returns the bytes of scoring rows.
   *
   * @param width bytes of a rank
   */
  public static long bytes(long rows, int features, int width) {
    return width * rows * features;
  }

  public int size() {
    return size;
  }

  RankedTable table() {
    return table;
  }

  /** Returns the arrays of ranks. Each holds {@link #perBlock} rows; the last may hold fewer. */
  Codes[] blocks() {
    return blocks;
  }

  int perBlock() {
    return perBlock;
  }
}
