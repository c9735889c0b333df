package org.espalier.train.tree;

import org.espalier.train.StopRequest;
import org.jspecify.annotations.Nullable;

/**
 * Rows that a tree learner is trained on, in the order and the partitions in which the ordinary fit
 * reads them, with labels, weights and the categories of columns.
 *
 * <p>A row is a place in this order, from 0; several of these can share one {@link RankedTable}.
 */
public final class TrainingRows {

  /** Whole numbers up to here are added without rounding. */
  private static final double EXACT = 0x1.0p53;

  /** Copies of one row in a bag, which a Poisson number of mean 1 practically never reaches. */
  private static final double COPIES = 32;

  private final RankedTable table;
  private final int[] rows;
  private final int[] starts;
  private final double[] labels;
  private final double @Nullable [] weights;
  private final int[] arities;
  private final int classes;
  private final boolean exact;

  /**
   * Rows of a table.
   *
   * @param rows of the table, in the order in which the fit reads them
   * @param starts first row of each partition, and the number of rows
   * @param labels of all rows of the table
   * @param weights of all rows of the table, none below 0; null if each is 1
   * @param arities number of categories of each column; 0 where it is continuous
   * @param classes number of classes, with labels 0, 1, …; 0 for regression
   * @throws IllegalArgumentException for lengths that do not fit, labels beyond the classes, or
   *     negative weights
   */
  public TrainingRows(
      RankedTable table,
      int[] rows,
      int[] starts,
      double[] labels,
      double @Nullable [] weights,
      int[] arities,
      int classes,
      StopRequest stop)
      throws InterruptedException {
    this.table = table;
    this.rows = rows;
    this.starts = starts;
    this.labels = labels;
    this.weights = weights;
    this.arities = arities;
    this.classes = classes;
    validate(stop);
    this.exact = sumsAreExact(stop);
  }

  private TrainingRows(TrainingRows same, double[] labels) {
    this.table = same.table;
    this.rows = same.rows;
    this.starts = same.starts;
    this.labels = labels;
    this.weights = same.weights;
    this.arities = same.arities;
    this.classes = 0;
    this.exact = false;
  }

  /** Copy for regression, with other labels, any finite one a row of the table. */
  TrainingRows relabelled(double[] others) {
    return new TrainingRows(this, others);
  }

  public int size() {
    return rows.length;
  }

  public int features() {
    return table.features();
  }

  /** Number of classes; 0 for regression. */
  public int classes() {
    return classes;
  }

  public int partitions() {
    return starts.length - 1;
  }

  RankedTable table() {
    return table;
  }

  int tableRow(int row) {
    return rows[row];
  }

  /** First row of a partition; the number of rows for the number of partitions. */
  int start(int partition) {
    return starts[partition];
  }

  double label(int row) {
    return labels[rows[row]];
  }

  double weight(int row) {
    return weights == null ? 1 : weights[rows[row]];
  }

  boolean weighted() {
    return weights != null;
  }

  /** Number of categories of a column; 0 when it is continuous. */
  int arity(int feature) {
    return arities[feature];
  }

  /** Number of categories of each column; not to be changed. */
  int[] arities() {
    return arities;
  }

  /** True if sums over rows are the same in any order, as all addends are whole numbers. */
  boolean exact() {
    return exact;
  }

  private void validate(StopRequest stop) throws InterruptedException {
    require(rows.length > 0, "rows: there is none");
    require(labels.length == table.rows(), "labels: must be one for each row of the table");
    require(classes == 0 || classes >= 2, "classes: " + classes + " is neither 0 nor at least 2");
    require(arities.length == table.features(), "arities: must be one for each column");
    require(
        weights == null || weights.length == table.rows(),
        "weights: must be one for each row of the table");
    require(
        starts.length >= 2 && starts[0] == 0 && starts[starts.length - 1] == rows.length,
        "starts: must go from 0 to the number of rows");
    for (int i = 1; i < starts.length; i++) {
      require(starts[i - 1] <= starts[i], "starts: must ascend");
    }
    for (int row = 0; row < rows.length; row++) {
      stop.checkAt(row);
      require(rows[row] >= 0 && rows[row] < table.rows(), "rows: " + rows[row] + " is not there");
      double label = label(row);
      require(
          classes == 0 ? Double.isFinite(label) : label == (int) label && inClasses(label),
          "labels: row " + row + " has " + label);
      double weight = weight(row);
      require(weight >= 0 && Double.isFinite(weight), "weights: row " + row + " has " + weight);
    }
    for (int feature = 0; feature < arities.length; feature++) {
      require(arities[feature] >= 0, "arities: column " + feature + " has " + arities[feature]);
    }
  }

  private boolean inClasses(double label) {
    return label >= 0 && label < classes;
  }

  private boolean sumsAreExact(StopRequest stop) throws InterruptedException {
    double sum = 0;
    for (int row = 0; row < rows.length; row++) {
      stop.checkAt(row);
      double weight = weight(row);
      double label = classes == 0 ? label(row) : 0;
      if (weight != Math.rint(weight) || label != Math.rint(label)) {
        return false;
      }
      sum += weight * Math.max(1, label * label);
    }
    return sum * COPIES < EXACT;
  }

  private static void require(boolean right, String otherwise) {
    if (!right) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
