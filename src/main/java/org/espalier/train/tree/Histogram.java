package org.espalier.train.tree;

import java.util.Arrays;
import org.espalier.train.StopRequest;

/**
 * Sums by bin over the rows of a node, for rows in arrays. Sums that are not exact are first
 * computed by partition and then added, so that they are rounded as by MLlib's tasks and shuffle.
 */
final class Histogram extends BinSums {

  /** Number of rows between two checks for a stop, which take a few milliseconds. */
  static final int PIECE = 1 << 18;

  private final Binning binning;
  private final TrainingRows of;
  private final MllibBag bag;
  private final int sums;
  private final int width;
  private final double[] cells;
  private final double[] partial;
  private final int[] labels;
  private final int[] classOf;
  private final double[] copies;
  private final double[] amounts;
  private final double[] firsts;
  private final double[] seconds;
  private final PackedClassCounts pairs;
  private final Bundles.Sums bundled;
  private int[] rows = {};
  private int from;
  private int to;
  private int used;

  /**
   * @param most number of rows of the largest bag
   */
  Histogram(Binning binning, MllibBag bag, int most) {
    super(binning.rows().classes(), binning.rows().weighted());
    this.binning = binning;
    this.of = binning.rows();
    this.bag = bag;
    this.sums = sums();
    this.width = width();
    int bins = 1;
    Bins columns = binning.bins();
    for (int feature = 0; feature < of.features(); feature++) {
      bins = Math.max(bins, Math.max(columns.cells(feature), columns.bins(feature)));
    }
    Bundles bundles = binning.bundles();
    for (int at = 0; at < bundles.size(); at++) {
      bins = Math.max(bins, bundles.members(at) + 1);
    }
    this.bundled = new Bundles.Sums(bundles, width);
    this.cells = new double[bins * width];
    this.partial = new double[of.exact() ? 0 : bins * width];
    this.labels = new int[of.classes() == 0 ? 0 : most];
    this.classOf = new int[of.classes() == 0 ? 0 : of.size()];
    Arrays.setAll(classOf, row -> (int) of.label(row));
    this.pairs = new PackedClassCounts(of.classes() == 2 && !of.weighted() ? most : 0, bins);
    this.copies = new double[most];
    this.amounts = of.weighted() ? new double[most] : copies;
    this.firsts = new double[of.classes() == 0 ? most : 0];
    this.seconds = new double[of.classes() == 0 ? most : 0];
  }

  /** Returns the bytes per row of the terms added to the sums, for rows without weights. */
  static int bytesOfRow(int classes) {
    if (classes == 0) {
      return 3 * Double.BYTES; // copies, labels, squares
    }
    return 2 * Integer.BYTES + Double.BYTES + (classes == 2 ? Long.BYTES : 0);
  }

  @Override
  double[] cells() {
    return cells;
  }

  /** Opens a node and computes the terms that its rows add to the sums. */
  void open(int tree, int[] treeRows, int first, int last, StopRequest stop)
      throws InterruptedException {
    rows = treeRows;
    from = first;
    to = last;
    bundled.open();
    if (pairs.serve()) {
      pairs.open(classOf, bag, tree, rows, from, to, stop);
      return;
    }
    for (int i = from; i < to; i++) {
      stop.checkAt(i);
      copies[i - from] = bag.count(tree, rows[i]);
    }
    if (of.weighted()) {
      for (int i = from; i < to; i++) {
        amounts[i - from] = copies[i - from] * of.weight(rows[i]);
      }
    }
    if (of.classes() > 0) {
      for (int i = from; i < to; i++) {
        labels[i - from] = classOf[rows[i]];
      }
      return;
    }
    for (int i = from; i < to; i++) {
      double label = of.label(rows[i]);
      firsts[i - from] = amounts[i - from] * label;
      seconds[i - from] = firsts[i - from] * label;
    }
  }

  @Override
  void count(int feature, StopRequest stop) throws InterruptedException {
    Codes codes = binning.codes(feature);
    if (pairs.serve()) {
      pairs.count(codes, binning.bins().cells(feature), cells, stop);
    } else if (binning.bundles().bundle(feature) >= 0) {
      countBundled(feature, stop);
    } else {
      fill(
          binning.bins().cells(feature),
          stop,
          (into, first, last) -> add(codes, into, first, last));
    }
  }

  private void countBundled(int feature, StopRequest stop) throws InterruptedException {
    int bundle = binning.bundles().bundle(feature);
    if (!bundled.has(bundle)) {
      Codes codes = binning.bundles().codes(bundle);
      int members = binning.bundles().members(bundle);
      fill(members + 1, stop, (into, first, last) -> add(codes, into, first, last));
      bundled.take(bundle, cells);
    }
    bundled.copy(feature, cells);
  }

  @Override
  boolean addsSubsets() {
    return of.exact();
  }

  @Override
  void countSubsets(int feature, StopRequest stop) throws InterruptedException {
    Codes codes = binning.codes(feature);
    int subsets = binning.bins().splits(feature);
    fill(
        subsets,
        stop,
        (into, first, last) -> {
          for (int i = first; i < last; i++) {
            int category = codes.at(rows[i]);
            for (int subset = 0; subset < subsets; subset++) {
              if ((((subset + 1) >> category) & 1) == 1) {
                addRow(into, subset * width, i);
              }
            }
          }
        });
  }

  @Override
  void countAll(StopRequest stop) throws InterruptedException {
    if (pairs.serve()) {
      pairs.countAll(cells);
      return;
    }
    fill(
        1,
        stop,
        (into, first, last) -> {
          for (int i = first; i < last; i++) {
            addRow(into, 0, i);
          }
        });
  }

  private void fill(int bins, StopRequest stop, Adding adding) throws InterruptedException {
    used = bins * width;
    Arrays.fill(cells, 0, used, 0);
    if (of.exact() || of.partitions() == 1) {
      pieces(cells, from, to, stop, adding);
      return;
    }
    int first = from;
    for (int partition = 0; partition < of.partitions() && first < to; partition++) {
      int last = endOf(partition, first);
      if (last > first) {
        Arrays.fill(partial, 0, used, 0);
        pieces(partial, first, last, stop, adding);
        for (int i = 0; i < used; i++) {
          cells[i] += partial[i];
        }
      }
      first = last;
    }
  }

  private static void pieces(double[] into, int first, int last, StopRequest stop, Adding adding)
      throws InterruptedException {
    for (int at = first; at < last; at += PIECE) {
      stop.check();
      adding.add(into, at, Math.min(last, at + PIECE));
    }
  }

  /** Returns the index of the node's first row after a partition. */
  private int endOf(int partition, int first) {
    int found = Arrays.binarySearch(rows, first, to, of.start(partition + 1));
    return found >= 0 ? found : -found - 1;
  }

  private void add(Codes codes, double[] into, int first, int last) {
    if (!(codes instanceof Codes.Bytes bytes)) {
      for (int i = first; i < last; i++) {
        addRow(into, codes.at(rows[i]) * width, i);
      }
    } else if (of.classes() == 0) {
      addMoments(bytes.codes(), into, first, last);
    } else {
      addClasses(bytes.codes(), into, first, last);
    }
  }

  private void addClasses(byte[] codes, double[] into, int first, int last) {
    if (width == sums) {
      for (int i = first; i < last; i++) {
        into[(codes[rows[i]] & 0xFF) * width + labels[i - from]] += copies[i - from];
      }
      return;
    }
    for (int i = first; i < last; i++) {
      int at = (codes[rows[i]] & 0xFF) * width;
      into[at + labels[i - from]] += amounts[i - from];
      into[at + sums] += copies[i - from];
    }
  }

  private void addMoments(byte[] codes, double[] into, int first, int last) {
    if (!of.weighted()) {
      addUnweighted(codes, into, first, last);
      return;
    }
    for (int i = first; i < last; i++) {
      int at = (codes[rows[i]] & 0xFF) * (Impurity.MOMENTS + 1);
      into[at] += amounts[i - from];
      into[at + 1] += firsts[i - from];
      into[at + 2] += seconds[i - from];
      into[at + 3] += copies[i - from];
    }
  }

  /**
   * Adds rows without weights. A row's weight then is its number of copies, so the weight of a bin
   * also is its number of rows.
   */
  private void addUnweighted(byte[] codes, double[] into, int first, int last) {
    for (int i = first; i < last; i++) {
      int at = (codes[rows[i]] & 0xFF) * (Impurity.MOMENTS + 1);
      into[at] += amounts[i - from];
      into[at + 1] += firsts[i - from];
      into[at + 2] += seconds[i - from];
    }
    for (int at = 0; at < used; at += Impurity.MOMENTS + 1) {
      into[at + Impurity.MOMENTS] = into[at];
    }
  }

  private void addRow(double[] into, int at, int i) {
    if (of.classes() > 0) {
      into[at + labels[i - from]] += amounts[i - from];
    } else {
      into[at] += amounts[i - from];
      into[at + 1] += firsts[i - from];
      into[at + 2] += seconds[i - from];
    }
    if (width > sums) {
      into[at + sums] += copies[i - from];
    }
  }

  /** Adder of some rows of the node to sums. */
  @FunctionalInterface
  private interface Adding {
    void add(double[] into, int first, int last);
  }
}
