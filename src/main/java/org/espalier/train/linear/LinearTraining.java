package org.espalier.train.linear;

import java.util.Optional;
import org.espalier.numeric.Cholesky;
import org.espalier.numeric.QuasiNewton;
import org.espalier.train.Gram;
import org.jspecify.annotations.Nullable;

/**
 * Trainer of a linear regression with squared errors, on the covariances of a fold. These suffice
 * for every candidate without another pass over the rows. Objective, steps and stopping rule are
 * those of Spark's {@code LinearRegression}, and for {@link Solver#NORMAL} those of its {@code
 * WeightedLeastSquares}.
 */
public final class LinearTraining {

  /**
   * Relative size, compared with its diagonal entry and per column, below which a pivot counts as a
   * rounding error. Spark's factorisation fails where rounding leaves a pivot that is not positive.
   */
  private static final double ROUNDING = Math.ulp(1.0);

  private final Gram gram;
  private final LinearParams params;
  private final Solver solver;
  private final double labelScale;
  private final double[] inverse;
  private final Penalty penalty;
  private final Units units;

  private @Nullable Cholesky factor; // set once the equations are factorised

  /** Method of finding the minimum. */
  public enum Solver {
    /**
     * Normal equations, Spark's usual solver. With an L1 penalty, or if the equations are singular,
     * a search on them.
     */
    NORMAL,

    /** A search on columns with unit unbiased deviation. */
    LBFGS
  }

  /** Unit of the label in which the penalty is measured. */
  enum Units {
    /** The standard deviation of the label. */
    LABEL,
    NONE
  }

  private LinearTraining(Gram gram, LinearParams params, Solver solver, Units units) {
    this.gram = gram;
    this.params = params;
    this.solver = solver;
    // Normal equations use the plain deviations, the search the unbiased ones.
    double correction = solver == Solver.NORMAL ? 1 : gram.correction();
    double deviation = Math.sqrt(Math.max(0, gram.labelVariance() * correction));
    this.labelScale = deviation == 0 ? Math.abs(gram.labelMean()) : deviation;
    this.penalty = units == Units.LABEL ? params.penalty().dividedBy(labelScale) : params.penalty();
    this.units = units;
    this.inverse = new double[gram.columns()];
    for (int j = 0; j < inverse.length; j++) {
      double variance = gram.covariance(j, j) * correction;
      inverse[j] = variance > 0 ? 1 / Math.sqrt(variance) : 0;
    }
  }

  /**
   * Trains the model of a candidate.
   *
   * @throws IllegalArgumentException if the label is constant but not 0, and there is a penalty but
   *     no intercept, as in Spark
   * @throws InterruptedException if the thread is interrupted
   */
  public static LinearModel train(Gram gram, LinearParams params, Solver solver)
      throws InterruptedException {
    return new LinearTraining(gram, params, solver, Units.LABEL).train();
  }

  /**
   * Creates a training on the equations of weighted rows.
   *
   * @param units unit in which the penalty is measured
   */
  static LinearTraining weighted(Gram gram, LinearParams params, Units units) {
    return new LinearTraining(gram, params, Solver.NORMAL, units);
  }

  /**
   * Returns the model for a constant label, if it needs no search.
   *
   * @throws IllegalArgumentException if there is a penalty but no intercept, and the label is not 0
   */
  static Optional<LinearModel> decided(
      int columns, boolean constant, double label, LinearParams params) {
    if (!constant) {
      return Optional.empty();
    }
    if (params.fitIntercept() || label == 0) {
      return Optional.of(new LinearModel(new double[columns], label, new double[1]));
    }
    if (params.penalty().regParam() > 0) {
      throw new IllegalArgumentException(
          "The label is always %s: without an intercept regParam must be 0, not %s."
              .formatted(label, params.penalty().regParam()));
    }
    return Optional.empty();
  }

  /**
   * Estimates the training time of a model on one core in nanoseconds, once the covariances are
   * computed: one decomposition, and one product with them per step.
   */
  public static long nanos(int columns, LinearParams params) {
    double square = (double) columns * columns;
    return (long)
        ((square * columns / 3 + 2 * square * Math.max(1, params.maxIter())) * Gram.PRODUCT_NANOS);
  }

  /** Trains the model; see {@link #train(Gram, LinearParams, Solver)}. */
  LinearModel train() throws InterruptedException {
    boolean constant = gram.labelVariance() == 0;
    boolean unscaled = units == Units.NONE && !params.fitIntercept() && gram.labelMean() != 0;
    Optional<LinearModel> decided =
        unscaled ? Optional.empty() : decided(gram.columns(), constant, gram.labelMean(), params);
    return decided.isPresent() ? decided.get() : searched();
  }

  /**
   * Returns the diagonal of the inverse of the normal equations, in the original units of the
   * columns and then for the intercept, if there is one; a single 0 if the equations were not
   * factorised.
   */
  double[] diagonal() {
    if (factor == null) {
      return new double[1];
    }
    int columns = gram.columns();
    double[] all = factor.inverse();
    double[] means = new double[columns];
    double[] diagonal = new double[columns + (params.fitIntercept() ? 1 : 0)];
    for (int j = 0; j < columns; j++) {
      diagonal[j] = all[j * columns + j] * inverse[j] * inverse[j] / gram.weight();
      means[j] = gram.mean(j) * inverse[j];
    }
    if (params.fitIntercept()) {
      double sum = 1;
      for (int i = 0; i < columns; i++) {
        for (int j = 0; j < columns; j++) {
          sum += means[i] * all[i * columns + j] * means[j];
        }
      }
      diagonal[columns] = sum / gram.weight();
    }
    return diagonal;
  }

  private LinearModel searched() throws InterruptedException {
    int columns = gram.columns();
    double[] matrix = matrix();
    double[] right = new double[columns];
    for (int j = 0; j < columns; j++) {
      double mean = params.fitIntercept() ? 0 : gram.mean(j) * gram.labelMean();
      right[j] = (gram.covarianceWithLabel(j) + mean) * inverse[j] / labelScale;
    }
    if (solver == Solver.NORMAL && !penalty.isSparse()) {
      Optional<double[]> solution = solution(matrix, right);
      if (solution.isPresent()) {
        return model(solution.get(), new double[1]);
      }
    }
    QuasiNewton search = search(matrix, right);
    return model(search.point(), search.history());
  }

  /** Solves the normal equations. The result is empty if they are singular. */
  private Optional<double[]> solution(double[] matrix, double[] right) throws InterruptedException {
    double least = ROUNDING * Math.max(1, right.length);
    double[] solution = right.clone();
    Optional<Cholesky> found = Cholesky.interruptibly(matrix, right.length, least);
    factor = found.orElse(null);
    found.ifPresent(present -> present.solve(solution));
    return found.map(present -> solution);
  }

  /**
   * Returns the mean products of standardised columns, with the L2 penalty on the diagonal. Both
   * triangles are filled.
   */
  private double[] matrix() {
    int columns = gram.columns();
    double[] matrix = new double[columns * columns];
    for (int i = 0; i < columns; i++) {
      for (int j = i; j < columns; j++) {
        double mean = params.fitIntercept() ? 0 : gram.mean(i) * gram.mean(j);
        double product = (gram.covariance(i, j) + mean) * inverse[i] * inverse[j];
        matrix[i * columns + j] = product;
        matrix[j * columns + i] = product;
      }
      matrix[i * columns + i] += penalty.l2(deviation(i));
    }
    return matrix;
  }

  private double deviation(int column) {
    return inverse[column] == 0 ? 0 : 1 / inverse[column];
  }

  private QuasiNewton search(double[] matrix, double[] right) throws InterruptedException {
    QuasiNewton search =
        penalty.search(
            new double[right.length],
            right.length,
            1,
            this::deviation,
            solver == Solver.NORMAL ? Math.max(1, params.maxIter()) : params.maxIter(),
            params.tol());
    while (search.asks()) {
      if (Thread.interrupted()) {
        throw new InterruptedException("Training was interrupted.");
      }
      double[] gradient = new double[right.length];
      double value = value(matrix, right, search.asked(), gradient);
      search.tell(value, gradient);
    }
    return search;
  }

  /** Returns half the mean squared residual with the L2 penalty, and fills in the gradient. */
  private double value(double[] matrix, double[] right, double[] point, double[] gradient) {
    double mean = params.fitIntercept() ? 0 : gram.labelMean();
    double value = (gram.labelVariance() + mean * mean) / (labelScale * labelScale) / 2;
    for (int i = 0; i < point.length; i++) {
      double product = 0;
      for (int j = 0; j < point.length; j++) {
        product += matrix[i * point.length + j] * point[j];
      }
      gradient[i] = product - right[i];
      value += point[i] * (product / 2 - right[i]);
    }
    return value;
  }

  private LinearModel model(double[] point, double[] history) {
    double[] coefficients = new double[point.length];
    double intercept = params.fitIntercept() ? gram.labelMean() : 0;
    for (int j = 0; j < point.length; j++) {
      coefficients[j] = point[j] * inverse[j] * labelScale;
      if (params.fitIntercept()) {
        intercept -= coefficients[j] * gram.mean(j);
      }
    }
    return new LinearModel(coefficients, intercept, history);
  }
}
