package org.espalier.spark.local.trainer;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.regression.LinearRegressionModel;
import org.espalier.metric.PredictedRows;
import org.espalier.spark.local.rows.FoldRows;
import org.espalier.spark.local.rows.TableSize;
import org.espalier.train.Gram;
import org.espalier.train.Moments;
import org.espalier.train.Rows;
import org.espalier.train.linear.BatchTraining;
import org.espalier.train.linear.LeastSquaresTraining;
import org.espalier.train.linear.LinearModel;
import org.espalier.train.linear.LinearParams;
import org.espalier.train.linear.LinearTraining;

/** Trainer of linear regressions with squared errors, all of a fold from one pass over its rows. */
public final class LinearRegressionTrainer
    extends CandidateTrainer<LinearRegressionTrainer.Params, LinearModel> {

  private static final long serialVersionUID = 1;

  /** Maximum columns of MLlib's solver of normal equations. */
  private static final int MOST_COLUMNS = 4096;

  record Params(LinearParams linear, String solver) implements Serializable {

    /** Way to the minimum that suits the number of columns. */
    LinearTraining.Solver solver(int columns) {
      return solver.equalsIgnoreCase("normal")
              || (solver.equalsIgnoreCase("auto") && columns <= MOST_COLUMNS)
          ? LinearTraining.Solver.NORMAL
          : LinearTraining.Solver.LBFGS;
    }
  }

  private record Covariances() {}

  public LinearRegressionTrainer() {
    super(LinearRegression.class);
  }

  @Override
  public boolean takes(PipelineStage estimator) {
    return super.takes(estimator)
        && ((LinearRegression) estimator).getLoss().equalsIgnoreCase("squaredError");
  }

  @Override
  public String except() {
    return "loss = huber";
  }

  @Override
  public boolean takes(PipelineStage estimator, FoldRows rows) {
    int columns = rows.table().columns();
    return rows.labels().weighs()
        && columns > 0
        && (columns <= MOST_COLUMNS
            || params(estimator).solver(columns) == LinearTraining.Solver.LBFGS);
  }

  @Override
  Params params(PipelineStage estimator) {
    return new Params(linear(estimator), ((LinearRegression) estimator).getSolver());
  }

  /**
   * With the second copy of a fold's rows, which a task sums once, and the covariances; a task
   * holds the normal equations and their factor. On many columns it searches over the rows.
   */
  @Override
  public FormSize form(PipelineStage estimator, TableSize rows) {
    if (rows.columns() > MOST_COLUMNS) {
      return super.form(estimator, rows);
    }
    long square = LinearRows.squareBytes(rows);
    return new FormSize(
        0,
        rows.bytes() + square,
        LinearRows.productBytes(rows) + 2 * square + FormSize.predictions(estimator, rows));
  }

  @Override
  public long ofCandidate(PipelineStage estimator, TableSize rows) {
    return rows.columns() > MOST_COLUMNS ? BatchTraining.bytes(rows.columns(), 1) : 0;
  }

  @Override
  public long nanos(PipelineStage estimator, TableSize rows) {
    long own = added(estimator, rows);
    return rows.columns() <= MOST_COLUMNS
        ? own + Gram.nanos(rows.learned(), rows.storedLearned())
        : own;
  }

  /** Without the covariances, which all candidates share. */
  @Override
  public long added(PipelineStage estimator, TableSize rows) {
    return rows.columns() <= MOST_COLUMNS
        ? LinearTraining.nanos(rows.columns(), linear(estimator))
        : BatchTraining.nanos(rows.learned(), rows.storedLearned(), 1, linear(estimator));
  }

  @Override
  public boolean isTogether(PipelineStage one, PipelineStage other) {
    return params(one).solver().equals(params(other).solver());
  }

  @Override
  Results<LinearModel> results(FoldRows fold, List<Params> candidates) throws Exception {
    Rows rows = LinearRows.training(fold);
    Moments moments = LinearRows.moments(fold);
    List<LinearParams> params = candidates.stream().map(Params::linear).toList();
    if (fold.table().columns() > MOST_COLUMNS) {
      return LeastSquaresTraining.of(rows, moments, params).models()::get;
    }
    Gram gram = fold.derived(new Covariances(), () -> Gram.of(rows, moments));
    LinearTraining.Solver solver = candidates.get(0).solver(fold.table().columns());
    return i -> LinearTraining.train(gram, params.get(i), solver);
  }

  @Override
  PredictedRows predicted(FoldRows fold, Params params, LinearModel result) throws Exception {
    return PredictedRows.of(
        fold.labels(fold.validation()), result.margins(LinearRows.validation(fold)));
  }

  @Override
  public Model<?> bare(Estimator<?> estimator, LinearModel result) {
    return new LinearRegressionModel(
        estimator.uid(), Vectors.dense(result.coefficients()).compressed(), result.intercept());
  }

  /** False, as standard errors need MLlib's own decomposition. */
  @Override
  public boolean isKept() {
    return false;
  }
}
