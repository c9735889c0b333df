package org.espalier.train.tree;

import org.espalier.train.StopRequest;
import org.jspecify.annotations.Nullable;

/** Sums by column and bin of the nodes of a query, over part of the rows of a table. */
abstract class NodeSums {

  private final NodeQuery query;
  private final Bins bins;
  private final RowPicks.PickedForm kind;
  private final StopRequest stop;

  private NodeSums(NodeQuery query, Bins bins, RowPicks.PickedForm kind, StopRequest stop) {
    this.query = query;
    this.bins = bins;
    this.kind = kind;
    this.stop = stop;
  }

  static NodeSums of(NodeQuery query, Bins bins, boolean isWeighted, StopRequest stop) {
    if (query.classes() == 0) {
      return new OfMoments(query, bins, isWeighted, stop);
    }
    if (isWeighted) {
      return new OfWeights(query, bins, stop);
    }
    return query.classes() == 2 ? new OfPairs(query, bins, stop) : new OfClasses(query, bins, stop);
  }

  final NodeQuery query() {
    return query;
  }

  /** Returns the sums of a node: by column in the node's order, then by bin. */
  abstract double[] sums(int at);

  /**
   * Adds rows to the sums of one column of a node.
   *
   * @param first index of the column's first bin among the bins of the node
   */
  abstract void add(
      int at, RowPicks picks, int from, int to, BinnedRows binned, int column, int first);

  /**
   * Adds rows to the sums of all nodes.
   *
   * @param labels labels of these rows
   * @param binned bins of these rows
   * @param counts counts of these rows in the bag of each tree; empty if each bag contains each row
   *     once
   * @throws InterruptedException if a stop is requested
   */
  final void add(
      CodedRows rows, double[] labels, BinnedRows binned, byte[][] counts, RowPicks picks)
      throws InterruptedException {
    for (NodeDescent descent : query.descents()) {
      byte @Nullable [] ofTree = counts.length == 0 ? null : counts[descent.tree()];
      picks.open(rows, labels, query.fold(), ofTree, binned, descent, kind, stop);
      for (int node = 0; node < descent.size(); node++) {
        int from = picks.start(node);
        int to = picks.start(node + 1);
        if (from < to) {
          add(descent.place(node), picks, from, to, binned);
        }
      }
    }
  }

  private void add(int at, RowPicks picks, int from, int to, BinnedRows binned) {
    int first = 0;
    for (int place = 0; place < query.perNode(); place++) {
      int column = query.column(at, place);
      add(at, picks, from, to, binned, column, first);
      first += bins.cells(column);
    }
  }

  private static double[][] zeros(NodeQuery query, int width) {
    double[][] sums = new double[query.size()][];
    for (int at = 0; at < sums.length; at++) {
      sums[at] = new double[query.cells(at) * width];
    }
    return sums;
  }

  /**
   * Sums of two classes without weights. A long holds the number of rows in its low half and the
   * number of class 1 in its high half, so a row takes one addition.
   */
  private static final class OfPairs extends NodeSums {

    private final long[][] pairs;

    OfPairs(NodeQuery query, Bins bins, StopRequest stop) {
      super(query, bins, RowPicks.PickedForm.PAIRS, stop);
      this.pairs = new long[query.size()][];
      for (int at = 0; at < pairs.length; at++) {
        pairs[at] = new long[query.cells(at)];
      }
    }

    @Override
    double[] sums(int at) {
      double[] sums = new double[2 * pairs[at].length];
      for (int bin = 0; bin < pairs[at].length; bin++) {
        PackedClassCounts.write(pairs[at][bin], sums, bin);
      }
      return sums;
    }

    @Override
    void add(int at, RowPicks picks, int from, int to, BinnedRows binned, int column, int first) {
      Codes of = binned.bins();
      int features = binned.features();
      int[] rows = picks.rows;
      long[] added = picks.pairs;
      long[] into = pairs[at];
      for (int i = from; i < to; i++) {
        into[first + of.at(rows[i] * features + column)] += added[i];
      }
    }
  }

  /** Sums of classes without weights. */
  private static final class OfClasses extends NodeSums {

    private final double[][] sums;
    private final int width;

    OfClasses(NodeQuery query, Bins bins, StopRequest stop) {
      super(query, bins, RowPicks.PickedForm.CLASSES, stop);
      this.width = query.classes();
      this.sums = zeros(query, width);
    }

    @Override
    double[] sums(int at) {
      return sums[at];
    }

    @Override
    void add(int at, RowPicks picks, int from, int to, BinnedRows binned, int column, int first) {
      Codes of = binned.bins();
      int features = binned.features();
      int[] rows = picks.rows;
      int[] labels = picks.labels;
      double[] copies = picks.copies;
      double[] into = sums[at];
      for (int i = from; i < to; i++) {
        int bin = first + of.at(rows[i] * features + column);
        into[bin * width + labels[i]] += copies[i];
      }
    }
  }

  /** Sums of class weights, with the number of rows. */
  private static final class OfWeights extends NodeSums {

    private final double[][] sums;
    private final int classes;

    OfWeights(NodeQuery query, Bins bins, StopRequest stop) {
      super(query, bins, RowPicks.PickedForm.WEIGHTS, stop);
      this.classes = query.classes();
      this.sums = zeros(query, classes + 1);
    }

    @Override
    double[] sums(int at) {
      return sums[at];
    }

    @Override
    void add(int at, RowPicks picks, int from, int to, BinnedRows binned, int column, int first) {
      Codes of = binned.bins();
      int features = binned.features();
      double[] into = sums[at];
      for (int i = from; i < to; i++) {
        int bin = (first + of.at(picks.rows[i] * features + column)) * (classes + 1);
        into[bin + picks.labels[i]] += picks.amounts[i];
        into[bin + classes] += picks.copies[i];
      }
    }
  }

  /**
   * Sums of weights, labels, squared labels and numbers of rows. Without weights, the number of
   * rows equals the weight and is copied from it.
   */
  private static final class OfMoments extends NodeSums {

    private static final int WIDTH = Impurity.MOMENTS + 1;

    private final double[][] sums;
    private final boolean isWeighted;

    OfMoments(NodeQuery query, Bins bins, boolean isWeighted, StopRequest stop) {
      super(query, bins, RowPicks.PickedForm.MOMENTS, stop);
      this.sums = zeros(query, WIDTH);
      this.isWeighted = isWeighted;
    }

    @Override
    double[] sums(int at) {
      double[] own = sums[at];
      for (int bin = 0; !isWeighted && bin < own.length; bin += WIDTH) {
        own[bin + Impurity.MOMENTS] = own[bin];
      }
      return own;
    }

    @Override
    void add(int at, RowPicks picks, int from, int to, BinnedRows binned, int column, int first) {
      Codes of = binned.bins();
      int features = binned.features();
      int[] rows = picks.rows;
      double[] amounts = picks.amounts;
      double[] firsts = picks.firsts;
      double[] seconds = picks.seconds;
      double[] into = sums[at];
      for (int i = from; i < to; i++) {
        int bin = (first + of.at(rows[i] * features + column)) * WIDTH;
        into[bin] += amounts[i];
        into[bin + 1] += firsts[i];
        into[bin + 2] += seconds[i];
      }
      for (int i = from; isWeighted && i < to; i++) {
        int bin = (first + of.at(rows[i] * features + column)) * WIDTH;
        into[bin + Impurity.MOMENTS] += picks.copies[i];
      }
    }
  }
}
