package org.espalier.spark.task.linear;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LinearSVC;
import org.apache.spark.ml.classification.LinearSVCModel;
import org.apache.spark.ml.classification.LinearSVCTrainingSummaryImpl;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.metric.PredictedRows;
import org.espalier.spark.SparkLine;
import org.espalier.spark.task.rows.FoldRows;
import org.espalier.spark.task.rows.TableSize;
import org.espalier.spark.task.trainer.TaskTrainer;
import org.espalier.spark.task.trainer.Thresholds;
import org.espalier.train.linear.LinearModel;
import org.espalier.train.linear.Moments;
import org.espalier.train.linear.Rows;
import org.espalier.train.linear.SvcParams;
import org.espalier.train.linear.SvcTraining;
import scala.Option;
import scala.Tuple3;

/** Trainer of linear support vector classifiers, side by side. */
public final class SvcTrainer implements TaskTrainer<LinearModel> {

  /** False for Spark 3.5, whose fits end elsewhere on the same objective. */
  @Override
  public boolean takes(PipelineStage estimator) {
    return estimator.getClass() == LinearSVC.class && SparkLine.scalaVersion().startsWith("2.13");
  }

  @Override
  public boolean takes(PipelineStage estimator, FoldRows rows) {
    int declared = rows.table().declaredClasses();
    int least = rows.labels().classes();
    return rows.table().columns() > 0
        && least > 0
        && least <= 2
        && rows.labels().all() <= 2
        && (declared == 2 || (declared == 0 && least == 2));
  }

  @Override
  public long nanos(PipelineStage estimator, TableSize rows) {
    return SvcTraining.nanos(rows.learned(), rows.storedLearned(), List.of(params(estimator)));
  }

  @Override
  public boolean isTogether(PipelineStage one, PipelineStage other) {
    return true;
  }

  @Override
  public Training<LinearModel> training(List<PipelineStage> estimators) {
    List<SvcParams> distinct = estimators.stream().map(SvcTrainer::params).distinct().toList();
    List<Member> members = new ArrayList<>();
    for (PipelineStage estimator : estimators) {
      members.add(
          new Member(distinct.indexOf(params(estimator)), ((LinearSVC) estimator).getThreshold()));
    }
    return new Candidates(distinct, members);
  }

  private static SvcParams params(PipelineStage estimator) {
    LinearSVC svc = (LinearSVC) estimator;
    return new SvcParams(
        svc.getRegParam(),
        svc.getStandardization(),
        svc.getFitIntercept(),
        svc.getMaxIter(),
        svc.getTol());
  }

  /**
   * Estimator of a group.
   *
   * @param fit place of its params among the distinct ones
   * @param threshold raw prediction above which label 1 is predicted
   */
  private record Member(int fit, double threshold)
      implements CandidatePanel.Candidate<LinearModel> {

    @Override
    public PredictedRows predicted(LinearModel model, FoldRows fold) throws Exception {
      double[] margins = model.margins(LinearRows.validation(fold));
      double[] predictions = new double[margins.length];
      double[][] raw = new double[margins.length][];
      for (int row = 0; row < margins.length; row++) {
        predictions[row] = margins[row] > threshold ? 1 : 0;
        raw[row] = new double[] {-margins[row], margins[row]};
      }
      return Thresholds.rows(fold.labels(fold.validation()), predictions, raw, new double[0][]);
    }
  }

  private record Candidates(List<SvcParams> distinct, List<Member> members)
      implements CandidatePanel<LinearModel> {

    @Override
    public SvcTraining begun(FoldRows fold, Rows rows, Moments moments)
        throws InterruptedException {
      return SvcTraining.of(rows, moments, 2, distinct);
    }
  }

  @Override
  public Model<?> model(Estimator<?> estimator, LinearModel result) {
    LinearSVCModel model =
        new LinearSVCModel(
            estimator.uid(), Vectors.dense(result.coefficients()), result.intercept());
    estimator.copyValues(model, ParamMap.empty());
    return model;
  }

  @Override
  public void summarise(
      Model<?> model, Estimator<?> estimator, LinearModel result, Dataset<?> training) {
    LinearSVC svc = (LinearSVC) estimator;
    LinearSVCModel fitted = (LinearSVCModel) model;
    Tuple3<? extends Model<?>, String, String> columns = fitted.findSummaryModel();
    String weight = svc.isDefined(svc.weightCol()) ? svc.getWeightCol() : "weightCol";
    Dataset<Row> predictions = columns._1().transform(training);
    fitted.setSummary(
        Option.apply(
            new LinearSVCTrainingSummaryImpl(
                predictions,
                columns._2(),
                columns._3(),
                svc.getLabelCol(),
                weight,
                result.objectiveHistory())));
  }
}
