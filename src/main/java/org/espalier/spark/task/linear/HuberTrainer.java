package org.espalier.spark.task.linear;

import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.regression.LinearRegression;
import org.espalier.metric.PredictedRows;
import org.espalier.spark.task.rows.FoldRows;
import org.espalier.spark.task.rows.TableSize;
import org.espalier.spark.task.trainer.TaskTrainer;
import org.espalier.train.linear.HuberModel;
import org.espalier.train.linear.HuberParams;
import org.espalier.train.linear.HuberTraining;
import org.espalier.train.linear.Moments;
import org.espalier.train.linear.Penalty;
import org.espalier.train.linear.Rows;

/** Trainer of linear regressions with Huber's loss, one candidate after another. */
public final class HuberTrainer implements TaskTrainer<HuberModel> {

  /** False for what MLlib refuses: normal equations, and an L1 penalty. */
  @Override
  public boolean takes(PipelineStage estimator) {
    return estimator instanceof LinearRegression linear
        && linear.getClass() == LinearRegression.class
        && linear.getLoss().equalsIgnoreCase("huber")
        && !linear.getSolver().equalsIgnoreCase("normal")
        && linear.getElasticNetParam() == 0;
  }

  @Override
  public boolean takes(PipelineStage estimator, FoldRows rows) {
    return rows.labels().weighs() && rows.table().columns() > 0;
  }

  private static HuberParams params(PipelineStage estimator) {
    LinearRegression linear = (LinearRegression) estimator;
    return new HuberParams(
        new Penalty(linear.getRegParam(), 0, linear.getStandardization()),
        linear.getEpsilon(),
        linear.getFitIntercept(),
        linear.getMaxIter(),
        linear.getTol());
  }

  @Override
  public long nanos(PipelineStage estimator, TableSize rows) {
    return HuberTraining.nanos(rows.learned(), rows.storedLearned(), params(estimator));
  }

  @Override
  public boolean isTogether(PipelineStage one, PipelineStage other) {
    return true;
  }

  @Override
  public Training<HuberModel> training(List<PipelineStage> estimators) {
    return new Candidates(estimators.stream().map(HuberTrainer::params).toList());
  }

  private record Candidates(List<HuberParams> params) implements Training<HuberModel> {

    @Override
    public void on(FoldRows fold, Trained<HuberModel> trained) throws Exception {
      Rows rows = LinearRows.training(fold);
      Moments moments = LinearRows.moments(fold);
      HuberTraining training = HuberTraining.of(rows, moments);
      for (int i = 0; i < params.size(); i++) {
        Optional<HuberModel> model = training.train(params.get(i));
        if (model.isPresent()) {
          trained.accept(i, model.get(), () -> predicted(fold, model.get()));
        }
      }
    }

    private static PredictedRows predicted(FoldRows fold, HuberModel model) throws Exception {
      return PredictedRows.of(
          fold.labels(fold.validation()),
          model.linear().margins(LinearRows.validation(fold)),
          new double[0],
          new double[0][]);
    }
  }

  @Override
  public Model<?> model(Estimator<?> estimator, HuberModel result) {
    return LinearRegressionTrainer.model(estimator, result.linear(), result.scale());
  }

  /** False, as the summary needs MLlib's own fit. */
  @Override
  public boolean isKept() {
    return false;
  }
}
