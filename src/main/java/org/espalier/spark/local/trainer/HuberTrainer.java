package org.espalier.spark.local.trainer;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.regression.LinearRegression;
import org.espalier.metric.PredictedRows;
import org.espalier.spark.local.rows.FoldRows;
import org.espalier.spark.local.rows.TableSize;
import org.espalier.train.linear.HuberTraining;
import org.espalier.train.linear.LinearModel;
import org.espalier.train.linear.LinearParams;

/** Trainer of linear regressions with Huber's loss, one candidate after another. */
public final class HuberTrainer extends CandidateTrainer<HuberTrainer.Params, LinearModel> {

  private static final long serialVersionUID = 1;

  record Params(LinearParams linear, double epsilon) implements Serializable {}

  public HuberTrainer() {
    super(LinearRegression.class);
  }

  /** False for what MLlib refuses: normal equations, and an L1 penalty. */
  @Override
  public boolean takes(PipelineStage estimator) {
    return super.takes(estimator)
        && estimator instanceof LinearRegression linear
        && linear.getLoss().equalsIgnoreCase("huber")
        && !linear.getSolver().equalsIgnoreCase("normal")
        && linear.getElasticNetParam() == 0;
  }

  @Override
  public boolean takes(PipelineStage estimator, FoldRows rows) {
    return rows.labels().weighs() && rows.table().columns() > 0;
  }

  @Override
  Params params(PipelineStage estimator) {
    return new Params(linear(estimator), ((LinearRegression) estimator).getEpsilon());
  }

  @Override
  public long nanos(PipelineStage estimator, TableSize rows) {
    return HuberTraining.nanos(rows.learned(), rows.storedLearned(), linear(estimator));
  }

  @Override
  Results<LinearModel> results(FoldRows fold, List<Params> candidates) throws Exception {
    HuberTraining training = HuberTraining.of(LinearRows.training(fold), LinearRows.moments(fold));
    return i ->
        training
            .train(candidates.get(i).linear(), candidates.get(i).epsilon())
            .orElseThrow(IllegalArgumentException::new);
  }

  @Override
  PredictedRows predicted(FoldRows fold, Params params, LinearModel result) throws Exception {
    return LinearRegressionTrainer.predicted(fold, result);
  }

  @Override
  public Model<?> bare(Estimator<?> estimator, LinearModel result) {
    return LinearRegressionTrainer.of(estimator, result);
  }

  /** False, as the summary needs MLlib's own fit. */
  @Override
  public boolean isKept() {
    return false;
  }
}
