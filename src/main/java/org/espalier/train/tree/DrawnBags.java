package org.espalier.train.tree;

import java.util.HashMap;
import java.util.Map;
import java.util.function.IntSupplier;
import org.espalier.train.StopRequest;

/**
 * Bags that are drawn while the rows of a partition are read in order. The counts of the latest
 * chunk are kept and can be requested again.
 */
public final class DrawnBags implements BagCounts {

  private final int partition;
  private final StopRequest stop;
  private final Map<BagDraw, Drawing> drawings = new HashMap<>();

  /** Generator of a draw, with the counts of its latest chunk. */
  private static final class Drawing {
    private final IntSupplier draws;
    private int next = 0;
    private byte[][] last = {};

    Drawing(IntSupplier draws) {
      this.draws = draws;
    }
  }

  public DrawnBags(int partition, StopRequest stop) {
    this.partition = partition;
    this.stop = stop;
  }

  @Override
  public byte[][] counts(BagDraw draw, int at, CodedRows rows) throws InterruptedException {
    Drawing drawing =
        drawings.computeIfAbsent(
            draw, of -> new Drawing(MllibBag.draws(of.bags(), of.seed(), partition)));
    if (at == drawing.next) {
      drawing.last = counts(draw, drawing.draws, rows);
      drawing.next++;
    } else if (at != drawing.next - 1) {
      throw new IllegalArgumentException(
          "Bags are drawn in the order of rows: %d after %d.".formatted(at, drawing.next - 1));
    }
    return drawing.last;
  }

  private byte[][] counts(BagDraw draw, IntSupplier draws, CodedRows rows)
      throws InterruptedException {
    byte[][] counts = new byte[draw.trees()][rows.size()];
    for (int row = 0; row < rows.size(); row++) {
      stop.checkAt(row);
      if (rows.fold(row) != draw.fold()) {
        for (byte[] tree : counts) {
          tree[row] = (byte) draws.getAsInt();
        }
      }
    }
    return counts;
  }
}
