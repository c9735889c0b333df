package org.espalier.train.tree;

import java.util.Arrays;
import org.espalier.train.Rows;

/** Builder of coded rows, row by row, each as many as arrays of a limited length hold. */
public final class CodedRowsBuilder {

  /** Rows of which labels and weights take 256 KiB, so that no array of them is humongous. */
  private static final int MOST_ROWS = 1 << 15;

  /** Values of the rows, so that a pass reads what it makes of them from a near cache. */
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
   * Adds a row.
   *
   * @param rows of as many columns as are coded
   * @param fold that the row validates, or the number of folds
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

  /** The rows so far; then it is empty. */
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
