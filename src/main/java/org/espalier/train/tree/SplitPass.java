package org.espalier.train.tree;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.espalier.train.StopRequest;

/**
 * Pass over all rows that finds the best splits of nodes of several forests. Each part of the rows
 * yields {@link PartitionSums}. These are added in the order of the parts, piece by piece, and the
 * splits of a piece are searched in its totals.
 */
public final class SplitPass implements Serializable {

  private static final long serialVersionUID = 1;

  /** Maximum number of sums in a piece, 256 KiB, unless a single node has more. */
  private static final int PIECE = 1 << 15;

  private final List<NodeQuery> queries;
  private final boolean isWeighted;
  private final List<Piece> pieces;

  /**
   * Nodes of one query whose sums are in one array.
   *
   * @param from first node
   * @param to end of the nodes, exclusive
   */
  private record Piece(int query, int from, int to) implements Serializable {
    private static final long serialVersionUID = 1;
  }

  /**
   * @param isWeighted false if each row has weight 1
   */
  public SplitPass(List<NodeQuery> queries, boolean isWeighted) {
    this.queries = new ArrayList<>(queries);
    this.isWeighted = isWeighted;
    this.pieces = new ArrayList<>();
    for (int query = 0; query < queries.size(); query++) {
      int from = 0;
      long length = 0;
      int size = queries.get(query).size();
      for (int at = 0; at < size; at++) {
        long own = length(query, at);
        if (at > from && length + own > PIECE) {
          pieces.add(new Piece(query, from, at));
          from = at;
          length = 0;
        }
        length += own;
      }
      pieces.add(new Piece(query, from, size));
    }
  }

  List<NodeQuery> queries() {
    return queries;
  }

  boolean isWeighted() {
    return isWeighted;
  }

  /** Returns the number of sums of a node. */
  int length(int query, int at) {
    NodeQuery of = queries.get(query);
    return of.cells(at) * BinSums.width(of.classes(), isWeighted);
  }

  /** Returns the number of pieces, each of which is one array of sums. */
  public int pieces() {
    return pieces.size();
  }

  /** Returns the index of the query that a piece belongs to. */
  public int query(int piece) {
    return pieces.get(piece).query;
  }

  /** Returns the first node of a piece within its query. */
  public int from(int piece) {
    return pieces.get(piece).from;
  }

  int to(int piece) {
    return pieces.get(piece).to;
  }

  /**
   * Searches the best splits of the nodes of a piece.
   *
   * @param totals sums of the piece over all parts of the rows
   * @return best split of each node
   * @throws InterruptedException if a stop is requested
   */
  public List<FoundSplit> search(
      int piece, double[] totals, Coding coding, ScalaTreeOrder order, StopRequest stop)
      throws InterruptedException {
    NodeQuery query = queries.get(query(piece));
    Bins bins = coding.bins(query.fold(), query.classes());
    SummedBins sums = new SummedBins(bins, isWeighted, totals);
    SplitSearch search = new SplitSearch(bins, query.params(), order, sums);
    int[] columns = new int[query.perNode()];
    List<FoundSplit> found = new ArrayList<>();
    for (int at = from(piece); at < to(piece); at++) {
      for (int place = 0; place < columns.length; place++) {
        columns[place] = query.column(at, place);
      }
      sums.open(columns);
      if (query.isRoot(at)) {
        search.openRoot(query.seed(at));
      } else {
        search.open(query.impurity(at), query.seed(at));
      }
      search.best(columns, stop);
      found.add(search.found());
    }
    return found;
  }
}
