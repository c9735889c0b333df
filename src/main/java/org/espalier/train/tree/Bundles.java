package org.espalier.train.tree;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.espalier.train.StopRequest;

/**
 * Bundles of columns with two bins, in which no row lies in the second bin of more than one column.
 * The columns of a one-hot encoded category are thus counted in one pass over the rows. This is
 * exclusive feature bundling without conflicts (Ke et al. 2017, "LightGBM", section 4).
 *
 * <p>The code of a row in a bundle is 0 if it lies in all first bins, else 1 + the index of the
 * member in whose second bin it lies.
 */
final class Bundles {

  /** Maximum number of members of a bundle, so that a code fits into one byte. */
  private static final int MOST = 255;

  /**
   * Maximum number of bundles that a column is tried against. The latest bundles are tried, because
   * the columns of one encoded category are adjacent.
   */
  private static final int TRIED = 8;

  private final int[] bundle;
  private final int[] place;
  private final List<Bundle> bundles = new ArrayList<>();

  /** Bundle under construction. */
  private static final class Bundle {
    Codes codes; // the column's own codes while it is the only member
    int members = 1;

    Bundle(Codes codes) {
      this.codes = codes;
    }

    boolean takes(int[] seconds) {
      if (members == MOST) {
        return false;
      }
      for (int row : seconds) {
        if (codes.at(row) != 0) {
          return false;
        }
      }
      return true;
    }

    void add(int[] seconds, int rows) {
      if (members == 1) {
        codes = copy(codes, rows);
      }
      members++;
      for (int row : seconds) {
        codes.set(row, members);
      }
    }

    private static Codes copy(Codes codes, int rows) {
      Codes copy = new Codes.Bytes(new byte[rows]);
      for (int row = 0; row < rows; row++) {
        copy.set(row, codes.at(row));
      }
      return copy;
    }
  }

  private Bundles(int features) {
    this.bundle = new int[features];
    this.place = new int[features];
    Arrays.fill(bundle, -1);
  }

  static Bundles none(int features) {
    return new Bundles(features);
  }

  /**
   * Bundles the columns that have two bins.
   *
   * @param bins number of bins, by column
   * @param codes bin of each row, by column
   * @param rows number of rows
   */
  static Bundles of(int[] bins, Codes[] codes, int rows, StopRequest stop)
      throws InterruptedException {
    Bundles made = new Bundles(bins.length);
    for (int feature = 0; feature < bins.length; feature++) {
      stop.check();
      if (bins[feature] == 2) {
        made.add(feature, codes[feature], seconds(codes[feature], rows, stop), rows);
      }
    }
    made.dropSingles();
    return made;
  }

  /** Returns the maximum number of bytes of the bundles: each then has two members. */
  static long bytes(long rows, int features) {
    return rows * (features / 2);
  }

  private void add(int feature, Codes codes, int[] seconds, int rows) {
    int from = Math.max(0, bundles.size() - TRIED);
    int at = bundles.size();
    for (int tried = from; tried < bundles.size() && at == bundles.size(); tried++) {
      at = bundles.get(tried).takes(seconds) ? tried : at;
    }
    bundle[feature] = at;
    if (at == bundles.size()) {
      bundles.add(new Bundle(codes));
    } else {
      place[feature] = bundles.get(at).members;
      bundles.get(at).add(seconds, rows);
    }
  }

  private void dropSingles() {
    int[] renumbered = new int[bundles.size()];
    int kept = 0;
    for (int at = 0; at < renumbered.length; at++) {
      renumbered[at] = bundles.get(at).members > 1 ? kept++ : -1;
    }
    Arrays.setAll(bundle, feature -> bundle[feature] < 0 ? -1 : renumbered[bundle[feature]]);
    bundles.removeIf(each -> each.members == 1);
  }

  private static int[] seconds(Codes codes, int rows, StopRequest stop)
      throws InterruptedException {
    int[] found = new int[rows];
    int size = 0;
    for (int row = 0; row < rows; row++) {
      stop.checkAt(row);
      found[size] = row;
      size += codes.at(row);
    }
    return Arrays.copyOf(found, size);
  }

  int size() {
    return bundles.size();
  }

  /** Returns the bundle of a column; -1 if it is in none. */
  int bundle(int feature) {
    return bundle[feature];
  }

  /** Returns the number of members of a bundle, at least 2. */
  int members(int at) {
    return bundles.get(at).members;
  }

  /** Returns the index of a column within its bundle. */
  int place(int feature) {
    return place[feature];
  }

  /** Returns the code of each row in a bundle. */
  Codes codes(int at) {
    return bundles.get(at).codes;
  }

  /** Sums over the rows of a node in both bins of each bundled column. */
  static final class Sums {

    private final Bundles bundles;
    private final int width;
    private final double[][] sums;
    private final boolean[] counted;
    private final double[] running;

    /**
     * @param width number of values of a bin
     */
    Sums(Bundles bundles, int width) {
      this.bundles = bundles;
      this.width = width;
      this.sums = new double[bundles.size()][];
      for (int at = 0; at < sums.length; at++) {
        sums[at] = new double[bundles.members(at) * 2 * width];
      }
      this.counted = new boolean[bundles.size()];
      this.running = new double[width];
    }

    /** Opens another node, for which no bundle is counted yet. */
    void open() {
      Arrays.fill(counted, false);
    }

    /** Returns true if a bundle has been counted for the node. */
    boolean has(int bundle) {
      return counted[bundle];
    }

    /**
     * Stores the sums of a bundle. The sums of a column's first bin are added up from all other
     * codes, not subtracted from the total, which could cancel.
     *
     * @param cells sums by code, from 0 to the number of members
     */
    void take(int bundle, double[] cells) {
      int members = bundles.members(bundle);
      double[] into = sums[bundle];
      System.arraycopy(cells, 0, running, 0, width);
      for (int member = 0; member < members; member++) {
        int at = member * 2 * width;
        System.arraycopy(running, 0, into, at, width);
        System.arraycopy(cells, (member + 1) * width, into, at + width, width);
        add(cells, (member + 1) * width, running, 0);
      }
      Arrays.fill(running, 0);
      for (int member = members - 1; member >= 0; member--) {
        add(running, 0, into, member * 2 * width);
        add(cells, (member + 1) * width, running, 0);
      }
      counted[bundle] = true;
    }

    private void add(double[] from, int first, double[] into, int at) {
      for (int i = 0; i < width; i++) {
        into[at + i] += from[first + i];
      }
    }

    /** Copies the sums of both bins of a column. */
    void copy(int feature, double[] into) {
      int from = bundles.place(feature) * 2 * width;
      System.arraycopy(sums[bundles.bundle(feature)], from, into, 0, 2 * width);
    }
  }
}
