package org.espalier.train.tree;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.espalier.train.StopRequest;

/** Sums of a pass over the rows of one partition. Rows are added in their order. */
public final class PartitionSums {

  private final SplitPass pass;
  private final BagCounts bags;
  private final KeptMargins margins;
  private final StopRequest stop;
  private final List<NodeSums> nodes = new ArrayList<>();
  private final Map<Integer, BinnedRows> binned = new HashMap<>(); // by fold
  private final RowPicks picks = new RowPicks();
  private int chunks = 0;

  public PartitionSums(
      SplitPass pass, Coding coding, BagCounts bags, KeptMargins margins, StopRequest stop) {
    this.pass = pass;
    this.bags = bags;
    this.margins = margins;
    this.stop = stop;
    for (NodeQuery query : pass.queries()) {
      nodes.add(
          NodeSums.of(query, coding.bins(query.fold(), query.classes()), pass.isWeighted(), stop));
      binned.computeIfAbsent(query.fold(), fold -> new BinnedRows(coding, fold));
    }
  }

  /**
   * Adds the next rows of the partition.
   *
   * @throws InterruptedException if a stop is requested
   */
  public void add(CodedRows rows) throws InterruptedException {
    for (Map.Entry<Integer, BinnedRows> each : binned.entrySet()) {
      each.getValue().open(rows, stop);
      for (NodeSums sums : nodes) {
        if (sums.query().fold() == each.getKey()) {
          add(rows, each.getValue(), sums);
        }
      }
    }
    chunks++;
  }

  private void add(CodedRows rows, BinnedRows bins, NodeSums sums) throws InterruptedException {
    BagDraw draw = sums.query().bags();
    byte[][] counts = draw.isWhole() ? new byte[0][] : bags.counts(draw, chunks, rows);
    BoostedSteps steps = sums.query().steps();
    double[] labels =
        steps == null ? rows.labels() : steps.labels(rows, chunks, bins, margins, stop);
    sums.add(rows, labels, bins, counts, picks);
  }

  /** Returns true if no rows were added. */
  public boolean isEmpty() {
    return chunks == 0;
  }

  /** Returns the sums of the nodes of a piece, one node after the other. */
  public double[] piece(int piece) {
    int query = pass.query(piece);
    int length = 0;
    for (int at = pass.from(piece); at < pass.to(piece); at++) {
      length += pass.length(query, at);
    }
    double[] joined = new double[length];
    int end = 0;
    for (int at = pass.from(piece); at < pass.to(piece); at++) {
      double[] own = nodes.get(query).sums(at);
      System.arraycopy(own, 0, joined, end, own.length);
      end += own.length;
    }
    return joined;
  }

  /** Adds the sums of the next part to the totals of the parts before it. */
  public static void plus(double[] totals, double[] part) {
    for (int i = 0; i < totals.length; i++) {
      totals[i] += part[i];
    }
  }
}
