package org.espalier.train.tree;

import java.util.Arrays;
import java.util.Random;
import org.espalier.train.BernoulliDraws;
import org.espalier.train.Rows;
import org.jspecify.annotations.Nullable;

/**
 * Samples of the rows of a partition, one for each of several row sets, which equal MLlib's samples
 * for cut points. Rows must be added in their order.
 */
public final class SampledRows {

  private final int[] arities;
  private final @Nullable BernoulliDraws[] draws; // by set; null if all its rows are sampled
  private final Column[][] columns; // by set
  private final boolean[] chosen;

  /**
   * @param arities number of categories of each column; 0 for a continuous column
   * @param seed seed of the forest
   * @param partition number of the partition, from 0
   */
  public SampledRows(RowSets sets, int[] arities, int maxBins, long seed, int partition) {
    Random seeds = CutPoints.seeds(seed);
    long own = seeds.nextLong();
    for (int before = 0; before < partition; before++) {
      own = seeds.nextLong();
    }
    this.arities = arities;
    this.draws = new BernoulliDraws[sets.size()];
    this.columns = new Column[sets.size()][arities.length];
    this.chosen = new boolean[sets.size()];
    for (int set = 0; set < draws.length; set++) {
      double fraction = sets.fraction(set, maxBins);
      draws[set] = fraction < 1 ? new BernoulliDraws(fraction, own) : null;
      for (int feature = 0; feature < arities.length; feature++) {
        columns[set][feature] = new Column();
      }
    }
  }

  /**
   * Adds the next row to the samples that draw it.
   *
   * @param fold number of the fold that the row validates, or the number of folds
   */
  public void add(Rows rows, int row, int fold) {
    boolean any = false;
    for (int set = 0; set < draws.length; set++) {
      boolean isIn = set == draws.length - 1 || set != fold;
      BernoulliDraws drawn = draws[set];
      chosen[set] = isIn && (drawn == null || drawn.next());
      any |= chosen[set];
    }
    if (any) {
      double weight = rows.weight(row);
      rows.forEachValue(row, (column, value) -> add(column, value, weight));
    }
  }

  private void add(int feature, double value, double weight) {
    if (value == 0 || arities[feature] > 0) { // the weight of zeros follows from that of all rows
      return;
    }
    for (int set = 0; set < chosen.length; set++) {
      if (chosen[set]) {
        columns[set][feature].add(value, weight);
      }
    }
  }

  /** Returns the sampled values of a column, by set. */
  public SampledValues[] values(int feature) {
    return Arrays.stream(columns).map(set -> set[feature].values()).toArray(SampledValues[]::new);
  }

  /** Values of a column in the order of the rows. */
  private static final class Column {

    private double[] values = new double[16];
    private double[] weights = new double[16];
    private int size = 0;

    void add(double value, double weight) {
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
        weights = Arrays.copyOf(weights, 2 * size);
      }
      values[size] = value;
      weights[size++] = weight;
    }

    /** Returns the distinct values. Their weights are summed in the order of the rows. */
    SampledValues values() {
      double[] distinct = Arrays.copyOf(values, size);
      Arrays.sort(distinct);
      int kept = 0;
      for (int i = 0; i < size; i++) {
        if (i == 0 || distinct[i] != distinct[kept - 1]) {
          distinct[kept++] = distinct[i];
        }
      }
      distinct = Arrays.copyOf(distinct, kept);
      double[] sums = new double[distinct.length];
      for (int i = 0; i < size; i++) {
        sums[Arrays.binarySearch(distinct, values[i])] += weights[i];
      }
      return new SampledValues(distinct, sums, size);
    }
  }
}
