package org.espalier.spark.local.trainer;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.regression.AFTSurvivalRegression;
import org.apache.spark.ml.regression.AFTSurvivalRegressionModel;
import org.espalier.metric.PredictedRows;
import org.espalier.spark.local.rows.FoldRows;
import org.espalier.spark.local.rows.RowColumns;
import org.espalier.spark.local.rows.TableSize;
import org.espalier.train.linear.AftTraining;
import org.espalier.train.linear.LinearModel;
import org.espalier.train.linear.LinearParams;

/** {@code AFTSurvivalRegression}, one candidate after another. */
public final class AftTrainer extends CandidateTrainer<LinearParams, LinearModel> {

  private static final long serialVersionUID = 1;

  private static final String CENSOR = "censorCol";

  public AftTrainer() {
    super(AFTSurvivalRegression.class);
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
  public RowColumns columns(PipelineStage estimator) {
    return RowColumns.of(estimator).with(estimator, CENSOR);
  }

  @Override
  LinearParams params(PipelineStage estimator) {
    return linear(estimator);
  }

  @Override
  public long nanos(PipelineStage estimator, TableSize rows) {
    return AftTraining.nanos(rows.learned(), rows.storedLearned(), params(estimator));
  }

  @Override
  Results<LinearModel> results(FoldRows fold, List<LinearParams> candidates) throws Exception {
    AftTraining training =
        AftTraining.of(
            LinearRows.training(fold), fold.extras(fold.training()), LinearRows.moments(fold));
    return i -> training.train(candidates.get(i));
  }

  @Override
  PredictedRows predicted(FoldRows fold, LinearParams params, LinearModel result) throws Exception {
    return PredictedRows.of(
        fold.labels(fold.validation()), result.times(LinearRows.validation(fold)));
  }

  @Override
  public Model<?> bare(Estimator<?> estimator, LinearModel result) {
    return new AFTSurvivalRegressionModel(
        estimator.uid(), Vectors.dense(result.coefficients()), result.intercept(), result.scale());
  }
}
