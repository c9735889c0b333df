package org.espalier.spark.collected;

import java.io.Serializable;

/**
 * Range of the labels of rows.
 *
 * @param largest largest label; -1 if none is above it
 * @param heaviest largest label of a row with a weight above 0, likewise
 * @param areClasses true if all are classes, the numbers 0, 1, and so on
 * @param weighs true if a row has a weight above 0
 */
public record LabelRange(double largest, double heaviest, boolean areClasses, boolean weighs)
    implements Serializable {

  private static final long serialVersionUID = 1;

  /** Range of no labels. */
  public static final LabelRange NONE = new LabelRange(-1, -1, true, false);

  /** Builder of a range, label by label. */
  public static final class Builder {

    private double largest = NONE.largest;
    private double heaviest = NONE.heaviest;
    private boolean areClasses = true;
    private boolean weighs = false;

    public void add(double label, double weight) {
      areClasses &= label >= 0 && label == Math.rint(label) && label < Integer.MAX_VALUE;
      largest = Math.max(largest, label);
      if (weight > 0) {
        heaviest = Math.max(heaviest, label);
        weighs = true;
      }
    }

    public LabelRange build() {
      return new LabelRange(largest, heaviest, areClasses, weighs);
    }
  }

  /** Range of the labels of both. */
  public LabelRange plus(LabelRange other) {
    return new LabelRange(
        Math.max(largest, other.largest),
        Math.max(heaviest, other.heaviest),
        areClasses && other.areClasses,
        weighs || other.weighs);
  }

  /** Number of classes up to the largest label; 0 unless all labels are classes. */
  public int all() {
    return areClasses ? (int) largest + 1 : 0;
  }

  /** Number of classes up to the largest label of a row with a weight; 0 without such a row. */
  public int classes() {
    return areClasses ? (int) heaviest + 1 : 0;
  }
}
