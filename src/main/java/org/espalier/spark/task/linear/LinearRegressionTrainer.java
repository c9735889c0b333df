package org.espalier.spark.task.linear;

import java.util.List;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.regression.LinearRegressionModel;
import org.espalier.metric.PredictedRows;
import org.espalier.spark.task.rows.FoldRows;
import org.espalier.spark.task.rows.TableSize;
import org.espalier.spark.task.trainer.TaskTrainer;
import org.espalier.train.linear.Gram;
import org.espalier.train.linear.LeastSquaresTraining;
import org.espalier.train.linear.LinearModel;
import org.espalier.train.linear.LinearParams;
import org.espalier.train.linear.LinearTraining;
import org.espalier.train.linear.Moments;
import org.espalier.train.linear.Penalty;
import org.espalier.train.linear.Rows;

/** Trainer of linear regressions with squared errors, all of a fold from one pass over its rows. */
public final class LinearRegressionTrainer implements TaskTrainer<LinearModel> {

  /** Maximum columns of MLlib's solver of normal equations. */
  private static final int MOST_COLUMNS = 4096;

  /** Scale of a model without Huber's loss. */
  private static final double UNSCALED = 1;

  @Override
  public boolean takes(PipelineStage estimator) {
    return estimator.getClass() == LinearRegression.class
        && ((LinearRegression) estimator).getLoss().equalsIgnoreCase("squaredError");
  }

  @Override
  public boolean takes(PipelineStage estimator, FoldRows rows) {
    int columns = rows.table().columns();
    return rows.labels().weighs()
        && columns > 0
        && (!isNormal(estimator, columns) || columns <= MOST_COLUMNS);
  }

  private static boolean isNormal(PipelineStage estimator, int columns) {
    String solver = ((LinearRegression) estimator).getSolver();
    return solver.equalsIgnoreCase("normal")
        || (solver.equalsIgnoreCase("auto") && columns <= MOST_COLUMNS);
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
    int columns = rows.columns();
    LinearParams params = params(estimator, isNormal(estimator, columns));
    return columns <= MOST_COLUMNS
        ? LinearTraining.nanos(columns, params)
        : LeastSquaresTraining.nanos(rows.learned(), rows.storedLearned(), List.of(params));
  }

  @Override
  public boolean isTogether(PipelineStage one, PipelineStage other) {
    return solver(one).equals(solver(other));
  }

  private static String solver(PipelineStage estimator) {
    return ((LinearRegression) estimator).getSolver();
  }

  @Override
  public Training<LinearModel> training(List<PipelineStage> estimators) {
    return new Candidates(
        estimators.stream().map(estimator -> params(estimator, true)).toList(),
        estimators.stream().map(estimator -> params(estimator, false)).toList(),
        solver(estimators.get(0)));
  }

  /** The params of a candidate; with normal equations at least one iteration. */
  private static LinearParams params(PipelineStage estimator, boolean normal) {
    LinearRegression linear = (LinearRegression) estimator;
    return new LinearParams(
        new Penalty(linear.getRegParam(), linear.getElasticNetParam(), linear.getStandardization()),
        linear.getFitIntercept(),
        normal ? LinearParams.Solver.NORMAL : LinearParams.Solver.LBFGS,
        normal ? Math.max(1, linear.getMaxIter()) : linear.getMaxIter(),
        linear.getTol());
  }

  /** Candidates by the solver that suits the number of columns. */
  private record Candidates(List<LinearParams> normal, List<LinearParams> search, String solver)
      implements Training<LinearModel> {

    private record Covariances() {}

    @Override
    public void on(FoldRows fold, Trained<LinearModel> trained) throws Exception {
      Rows rows = LinearRows.training(fold);
      Moments moments = LinearRows.moments(fold);
      int columns = fold.table().columns();
      boolean byEquations =
          solver.equalsIgnoreCase("normal")
              || (solver.equalsIgnoreCase("auto") && columns <= MOST_COLUMNS);
      if (columns <= MOST_COLUMNS) {
        Gram gram = fold.derived(new Covariances(), () -> Gram.of(rows, moments));
        List<LinearParams> candidates = byEquations ? normal : search;
        for (int i = 0; i < candidates.size(); i++) {
          try {
            accept(i, LinearTraining.train(gram, candidates.get(i)), fold, trained);
          } catch (IllegalArgumentException e) {
            // A constant label with a penalty and no intercept: an ordinary fit reports it.
          }
        }
        return;
      }
      LeastSquaresTraining training = LeastSquaresTraining.of(rows, moments, search);
      while (training.asks()) {
        training.pass();
      }
      for (int i = 0; i < search.size(); i++) {
        accept(i, training.model(i), fold, trained);
      }
    }

    private static void accept(
        int candidate, LinearModel model, FoldRows fold, Trained<LinearModel> trained)
        throws Exception {
      trained.accept(
          candidate,
          model,
          () ->
              PredictedRows.of(
                  fold.labels(fold.validation()),
                  model.margins(LinearRows.validation(fold)),
                  new double[0],
                  new double[0][]));
    }
  }

  @Override
  public Model<?> model(Estimator<?> estimator, LinearModel result) {
    return model(estimator, result, UNSCALED);
  }

  /**
   * The model of a linear regression.
   *
   * @param scale of Huber's loss
   */
  static Model<?> model(Estimator<?> estimator, LinearModel result, double scale) {
    LinearRegressionModel model =
        new LinearRegressionModel(
            estimator.uid(),
            Vectors.dense(result.coefficients()).compressed(),
            result.intercept(),
            scale);
    estimator.copyValues(model, ParamMap.empty());
    return model;
  }

  /** False, as standard errors need MLlib's own decomposition. */
  @Override
  public boolean isKept() {
    return false;
  }
}
