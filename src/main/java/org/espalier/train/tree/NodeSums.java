package org.espalier.train.tree;

import org.espalier.train.Stop;
import org.jspecify.annotations.Nullable;

/** Sums by column and bin of the nodes of a query, over the rows of a part of the table. */
final class NodeSums {

  private final NodeQuery query;
  private final Bins bins;
  private final boolean isWeighted;
  private final int width;
  private final Stop stop;
  private final double[][] sums;

  NodeSums(NodeQuery query, Bins bins, boolean isWeighted, Stop stop) {
    this.query = query;
    this.bins = bins;
    this.isWeighted = isWeighted;
    this.width = BinSums.width(query.classes(), isWeighted);
    this.stop = stop;
    this.sums = new double[query.size()][];
    for (int at = 0; at < sums.length; at++) {
      sums[at] = new double[query.cells(at) * width];
    }
  }

  NodeQuery query() {
    return query;
  }

  /** The sums of a node: by column in its order, then by bin. */
  double[] of(int at) {
    return sums[at];
  }

  /**
   * Adds rows.
   *
   * @param binned the same rows
   * @param counts of the rows in the bag of each tree; empty if each is all rows, once
   */
  void add(CodedRows rows, BinnedRows binned, byte[][] counts, RowPicks picks)
      throws InterruptedException {
    for (Descent descent : query.descents()) {
      byte @Nullable [] ofTree = counts.length == 0 ? null : counts[descent.tree()];
      picks.open(rows, query.fold(), ofTree, binned, descent, query.classes(), stop);
      for (int node = 0; node < descent.size(); node++) {
        add(descent.place(node), picks, picks.start(node), picks.start(node + 1), binned);
      }
    }
  }

  private void add(int at, RowPicks picks, int from, int to, BinnedRows binned) {
    if (from == to) {
      return;
    }
    double[] into = sums[at];
    int first = 0;
    for (int place = 0; place < query.perNode(); place++) {
      int column = query.column(at, place);
      if (query.classes() == 0) {
        addMoments(picks, from, to, binned, column, into, first);
      } else if (isWeighted) {
        addWeights(picks, from, to, binned, column, into, first);
      } else {
        addClasses(picks, from, to, binned, column, into, first);
      }
      first += bins.cells(column) * width;
    }
  }

  private void addClasses(
      RowPicks picks, int from, int to, BinnedRows binned, int column, double[] into, int first) {
    Codes of = binned.bins();
    int features = binned.features();
    int[] rows = picks.rows;
    int[] labels = picks.labels;
    double[] copies = picks.copies;
    for (int i = from; i < to; i++) {
      into[first + of.at(rows[i] * features + column) * width + labels[i]] += copies[i];
    }
  }

  private void addWeights(
      RowPicks picks, int from, int to, BinnedRows binned, int column, double[] into, int first) {
    Codes of = binned.bins();
    int features = binned.features();
    int classes = width - 1;
    for (int i = from; i < to; i++) {
      int at = first + of.at(picks.rows[i] * features + column) * width;
      into[at + picks.labels[i]] += picks.amounts[i];
      into[at + classes] += picks.copies[i];
    }
  }

  private void addMoments(
      RowPicks picks, int from, int to, BinnedRows binned, int column, double[] into, int first) {
    Codes of = binned.bins();
    int features = binned.features();
    int[] rows = picks.rows;
    for (int i = from; i < to; i++) {
      int at = first + of.at(rows[i] * features + column) * (Impurity.MOMENTS + 1);
      into[at] += picks.amounts[i];
      into[at + 1] += picks.firsts[i];
      into[at + 2] += picks.seconds[i];
      into[at + 3] += picks.copies[i];
    }
  }
}
