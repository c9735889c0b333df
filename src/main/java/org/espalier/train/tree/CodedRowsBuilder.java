package org.espalier.train.tree;

import java.util.Arrays;
import org.espalier.train.Rows;

/**
 * Builder that encodes rows one by one and collects them into {@link CodedRows} of limited size.
 */
public final class CodedRowsBuilder {

  /**
   * Maximum number of rows. Their labels or weights take 256 KiB, so no array is a humongous object
   * of the G1 garbage collector.
   */
  private static final int MOST_ROWS = 1 << 15;

  /** Maximum number of values, so that a pass reads intermediate results from a near cache. */
  private static final int MOST_VALUES = 1 << 22;

  private final Coding coding;
  private final boolean isWeighted;
  private final int most;
  private final double[] values;
  private final double[] labels;
  private final double[] weights;
  private final Codes folds;
  private final Codes[] codes;
  private final int[] codeOfZero;
  private int size = 0;

  /**
   * @param isWeighted false if each weight is 1
   */
  public CodedRowsBuilder(Coding coding, boolean isWeighted) {
    int features = coding.features();
    this.coding = coding;
    this.isWeighted = isWeighted;
    this.most = Math.max(1, Math.min(MOST_ROWS, MOST_VALUES / features));
    this.values = new double[features];
    this.labels = new double[most];
    this.weights = new double[isWeighted ? most : 0];
    this.folds = Codes.below(coding.folds() + 1, most);
    this.codes = new Codes[features];
    this.codeOfZero = new int[features];
    for (int feature = 0; feature < features; feature++) {
      codes[feature] = Codes.below(coding.bound(feature), most);
      codeOfZero[feature] = coding.code(feature, 0);
    }
  }

  public boolean isEmpty() {
    return size == 0;
  }

  public boolean isFull() {
    return size == most;
  }

  /**
   * Encodes and adds a row.
   *
   * @param rows rows with as many columns as are encoded
   * @param fold number of the fold that the row validates, or the number of folds
   */
  public void add(Rows rows, int row, int fold) {
    Arrays.fill(values, 0);
    rows.forEachValue(row, (column, value) -> values[column] = value);
    for (int feature = 0; feature < values.length; feature++) {
      double value = values[feature];
      codes[feature].set(size, value == 0 ? codeOfZero[feature] : coding.code(feature, value));
    }
    labels[size] = rows.label(row);
    if (isWeighted) {
      weights[size] = rows.weight(row);
    }
    folds.set(size, fold);
    size++;
  }

  /** Returns the rows added so far and empties the builder. */
  public CodedRows take() {
    int rows = size;
    size = 0;
    return new CodedRows(
        folds.first(rows),
        Arrays.copyOf(labels, rows),
        isWeighted ? Arrays.copyOf(weights, rows) : null,
        Arrays.stream(codes).map(column -> column.first(rows)).toArray(Codes[]::new));
  }
}
