package org.espalier.spark.task.linear;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.AFTSurvivalRegression;
import org.apache.spark.ml.regression.AFTSurvivalRegressionModel;
import org.espalier.metric.PredictedRows;
import org.espalier.spark.task.rows.FoldRows;
import org.espalier.spark.task.rows.TableSize;
import org.espalier.spark.task.trainer.TaskTrainer;
import org.espalier.train.linear.AftModel;
import org.espalier.train.linear.AftParams;
import org.espalier.train.linear.AftTraining;
import org.espalier.train.linear.Moments;
import org.espalier.train.linear.Rows;

/** {@code AFTSurvivalRegression}, one candidate after another. */
public final class AftTrainer implements TaskTrainer<AftModel> {

  private static final String CENSOR = "censorCol";

  @Override
  public boolean takes(PipelineStage estimator) {
    return estimator.getClass() == AFTSurvivalRegression.class;
  }

  @Override
  public boolean takes(PipelineStage estimator, FoldRows rows) {
    int[] training = rows.training();
    return training.length > 0
        && rows.table().columns() > 0
        && Arrays.stream(rows.labels(training)).allMatch(time -> time > 0)
        && Arrays.stream(rows.extras(training)).allMatch(event -> event == 0 || event == 1);
  }

  /** Column that marks the times that ended with the event. */
  @Override
  public String extra() {
    return CENSOR;
  }

  private static AftParams params(PipelineStage estimator) {
    AFTSurvivalRegression aft = (AFTSurvivalRegression) estimator;
    return new AftParams(aft.getFitIntercept(), aft.getMaxIter(), aft.getTol());
  }

  @Override
  public long nanos(PipelineStage estimator, TableSize rows) {
    return AftTraining.nanos(rows.learned(), rows.storedLearned(), params(estimator));
  }

  @Override
  public boolean isTogether(PipelineStage one, PipelineStage other) {
    return true;
  }

  @Override
  public Training<AftModel> training(List<PipelineStage> estimators) {
    return new Candidates(estimators.stream().map(AftTrainer::params).toList());
  }

  private record Candidates(List<AftParams> params) implements Training<AftModel> {

    @Override
    public void on(FoldRows fold, Trained<AftModel> trained) throws Exception {
      Rows rows = LinearRows.training(fold);
      Moments moments = LinearRows.moments(fold);
      AftTraining training = AftTraining.of(rows, fold.extras(fold.training()), moments);
      for (int i = 0; i < params.size(); i++) {
        AftModel model = training.train(params.get(i));
        trained.accept(i, model, () -> predicted(fold, model));
      }
    }

    private static PredictedRows predicted(FoldRows fold, AftModel model) throws Exception {
      return PredictedRows.of(
          fold.labels(fold.validation()),
          model.predictions(LinearRows.validation(fold)),
          new double[0],
          new double[0][]);
    }
  }

  @Override
  public Model<?> model(Estimator<?> estimator, AftModel result) {
    AFTSurvivalRegressionModel model =
        new AFTSurvivalRegressionModel(
            estimator.uid(),
            Vectors.dense(result.coefficients()),
            result.intercept(),
            result.scale());
    estimator.copyValues(model, ParamMap.empty());
    return model;
  }
}
