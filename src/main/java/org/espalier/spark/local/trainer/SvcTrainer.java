package org.espalier.spark.local.trainer;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LinearSVC;
import org.apache.spark.ml.classification.LinearSVCModel;
import org.apache.spark.ml.classification.LinearSVCTrainingSummaryImpl;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.espalier.metric.PredictedRows;
import org.espalier.spark.SparkLine;
import org.espalier.spark.collected.FoldRows;
import org.espalier.spark.collected.LearnedRows;
import org.espalier.spark.collected.TableSize;
import org.espalier.train.Moments;
import org.espalier.train.Rows;
import org.espalier.train.linear.BatchTraining;
import org.espalier.train.linear.LinearModel;
import org.espalier.train.linear.LinearParams;
import org.espalier.train.linear.SvcTraining;
import scala.Option;

/** Trainer of linear support vector classifiers, side by side. */
public final class SvcTrainer extends LinearTrainer<SvcTrainer.SvcParams, LinearModel> {

  private static final long serialVersionUID = 1;

  /**
   * @param threshold raw prediction above which label 1 is predicted
   */
  record SvcParams(LinearParams linear, double threshold) implements Serializable {}

  public SvcTrainer() {
    super(LinearSVC.class);
  }

  /** False for Spark 3.5, whose fits end elsewhere on the same objective. */
  @Override
  public boolean takes(PipelineStage estimator) {
    return super.takes(estimator) && SparkLine.scalaVersion().startsWith("2.13");
  }

  @Override
  boolean takesRows(PipelineStage estimator, LearnedRows rows) {
    int declared = rows.declaredClasses();
    int least = rows.labels().classes();
    return rows.columns() > 0
        && least > 0
        && least <= 2
        && rows.labels().all() <= 2
        && (declared == 2 || (declared == 0 && least == 2));
  }

  @Override
  public long nanos(PipelineStage estimator, TableSize rows) {
    return BatchTraining.nanos(rows.learned(), rows.storedLearned(), 1, linear(estimator));
  }

  @Override
  public long ofCandidate(PipelineStage estimator, TableSize rows) {
    return BatchTraining.bytes(rows.columns(), 1);
  }

  @Override
  SvcParams params(PipelineStage estimator) {
    return new SvcParams(linear(estimator), ((LinearSVC) estimator).getThreshold());
  }

  @Override
  Results<LinearModel> results(FoldRows fold, List<SvcParams> candidates) throws Exception {
    List<LinearParams> distinct = candidates.stream().map(SvcParams::linear).distinct().toList();
    List<LinearModel> models =
        SvcTraining.of(LinearRows.training(fold), LinearRows.moments(fold), 2, distinct)
            .models(LinearRows.training(fold));
    return i -> models.get(distinct.indexOf(candidates.get(i).linear()));
  }

  @Override
  public boolean takesPasses(Candidate candidate, FoldPasses passes) {
    LearnedRows rows = passes.learned(candidate.fold());
    return takesRows(candidate.estimator(), rows) && SearchPasses.takes(passes, rows.columns(), 1);
  }

  @Override
  public List<Optional<LinearModel>> train(
      FoldPasses passes, List<Candidate> candidates, IntPredicate isWanted)
      throws InterruptedException {
    return new SearchPasses<LinearModel>(
            passes,
            true,
            (isDense, totals, rows, params) ->
                SvcTraining.of(isDense, Moments.of(totals.values()), totals.histogram(), 2, params))
        .train(candidates, isWanted);
  }

  @Override
  PredictedRows predicted(Rows rows, SvcParams params, LinearModel result, boolean probabilities)
      throws InterruptedException {
    double[] margins = result.margins(rows);
    double[] predictions = new double[margins.length];
    for (int row = 0; row < margins.length; row++) {
      predictions[row] = margins[row] > params.threshold() ? 1 : 0;
    }
    return PredictedRows.of(rows.labels(), predictions, margins, new double[0][]);
  }

  @Override
  public Model<?> bare(Estimator<?> estimator, LinearModel result) {
    return new LinearSVCModel(
        estimator.uid(), Vectors.dense(result.coefficients()), result.intercept());
  }

  @Override
  public void summarise(
      Model<?> model, Estimator<?> estimator, LinearModel result, Dataset<?> training) {
    SummaryColumns columns = SummaryColumns.of(model, estimator, training);
    ((LinearSVCModel) model)
        .setSummary(
            Option.apply(
                new LinearSVCTrainingSummaryImpl(
                    columns.predictions(),
                    columns.score(),
                    columns.prediction(),
                    columns.label(),
                    columns.weight(),
                    result.objectiveHistory())));
  }
}
