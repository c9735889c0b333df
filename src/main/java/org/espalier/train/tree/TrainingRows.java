package org.espalier.train.tree;

import org.espalier.train.StopRequest;
import org.jspecify.annotations.Nullable;

/**
 * Training rows of a tree learner, in the order and the partitions in which Spark's fit reads them,
 * with labels, weights and the categories of the columns.
 *
 * <p>A row is identified by its index in this order, from 0. Several instances can share one {@link
 * RankedTable}.
 */
public final class TrainingRows {

  /** Whole numbers up to this limit are added without rounding. */
  private static final double EXACT = 0x1.0p53;

  /**
   * Bound on the copies of a row in a bag. A Poisson number of mean 1 practically never reaches it.
   */
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
   * Creates training rows from rows of a table.
   *
   * @param rows indices of the rows in the table, in the order in which the fit reads them
   * @param starts first row of each partition, followed by the number of rows
   * @param labels labels of all rows of the table
   * @param weights weights of all rows of the table, at least 0; null if each is 1
   * @param arities number of categories of each column; 0 for a continuous column
   * @param classes number of classes, with labels 0, 1, …; 0 for regression
   * @throws IllegalArgumentException if lengths do not match, a label is not one of the classes, or
   *     a weight is negative or not finite
   * @throws InterruptedException if a stop is requested
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

  /**
   * Returns a copy for regression with other labels.
   *
   * @param others label of each row of the table, finite
   */
  TrainingRows relabelled(double[] others) {
    return new TrainingRows(this, others);
  }

  public int size() {
    return rows.length;
  }

  public int features() {
    return table.features();
  }

  /** Returns the number of classes; 0 for regression. */
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

  /**
   * Returns the first row of a partition. For the number of partitions it returns the number of
   * rows.
   */
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

  /** Returns the number of categories of a column; 0 if it is continuous. */
  int arity(int feature) {
    return arities[feature];
  }

  /** Returns the number of categories of each column. The array must not be changed. */
  int[] arities() {
    return arities;
  }

  /**
   * Returns true if sums over rows are the same in any order, because all terms are whole numbers.
   */
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
