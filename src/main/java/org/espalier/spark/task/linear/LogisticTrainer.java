package org.espalier.spark.task.linear;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.BinaryLogisticRegressionTrainingSummaryImpl;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.classification.LogisticRegressionTrainingSummaryImpl;
import org.apache.spark.ml.linalg.DenseMatrix;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.metric.PredictedRows;
import org.espalier.spark.task.rows.FoldRows;
import org.espalier.spark.task.rows.TableSize;
import org.espalier.spark.task.trainer.TaskTrainer;
import org.espalier.spark.task.trainer.Thresholds;
import org.espalier.train.linear.LogisticModel;
import org.espalier.train.linear.LogisticParams;
import org.espalier.train.linear.LogisticTraining;
import org.espalier.train.linear.Moments;
import org.espalier.train.linear.Penalty;
import org.espalier.train.linear.Rows;
import scala.Option;
import scala.Tuple3;

/** {@code LogisticRegression} without bounds on coefficients. */
public final class LogisticTrainer implements TaskTrainer<LogisticModel> {

  private static final String BINOMIAL = "binomial";
  private static final String MULTINOMIAL = "multinomial";

  @Override
  public boolean takes(PipelineStage estimator) {
    return estimator.getClass() == LogisticRegression.class
        && Stream.of(
                "lowerBoundsOnCoefficients",
                "upperBoundsOnCoefficients",
                "lowerBoundsOnIntercepts",
                "upperBoundsOnIntercepts")
            .noneMatch(name -> estimator.isSet(estimator.getParam(name)));
  }

  private static String family(PipelineStage estimator) {
    return ((LogisticRegression) estimator).getFamily().toLowerCase(Locale.ROOT);
  }

  @Override
  public String except() {
    return "bounds on coefficients or intercepts";
  }

  @Override
  public boolean takes(PipelineStage estimator, FoldRows rows) {
    int least = rows.labels().classes();
    int declared = rows.table().declaredClasses();
    int classes = Math.max(least, declared);
    return least > 0
        && (declared == 0 || declared >= least)
        && (classes <= 2 || !family(estimator).equals(BINOMIAL))
        && Thresholds.of(estimator).fits(classes);
  }

  @Override
  public long nanos(PipelineStage estimator, TableSize rows) {
    int sets =
        rows.classes() > 2 || family(estimator).equals(MULTINOMIAL)
            ? Math.max(1, rows.classes())
            : 1;
    return LogisticTraining.nanos(
        rows.learned(), rows.storedLearned(), sets, List.of(params(estimator)));
  }

  @Override
  public boolean isTogether(PipelineStage one, PipelineStage other) {
    return family(one).equals(family(other));
  }

  @Override
  public Training<LogisticModel> training(List<PipelineStage> estimators) {
    List<LogisticParams> distinct =
        estimators.stream().map(LogisticTrainer::params).distinct().toList();
    List<Member> members = new ArrayList<>();
    for (PipelineStage estimator : estimators) {
      Thresholds thresholds = Thresholds.of(estimator);
      double threshold =
          thresholds.fits(2)
              ? ((LogisticRegression) estimator).getThreshold()
              : 0.5; // a model of more classes, which has none
      members.add(new Member(distinct.indexOf(params(estimator)), threshold, thresholds));
    }
    return new Candidates(family(estimators.get(0)), distinct, members);
  }

  private static LogisticParams params(PipelineStage estimator) {
    LogisticRegression logistic = (LogisticRegression) estimator;
    Penalty penalty =
        new Penalty(
            logistic.getRegParam(), logistic.getElasticNetParam(), logistic.getStandardization());
    return new LogisticParams(
        penalty, logistic.getFitIntercept(), logistic.getMaxIter(), logistic.getTol());
  }

  /**
   * Estimator of a group.
   *
   * @param fit place of its params among the distinct ones
   * @param threshold rule of a binomial model
   * @param thresholds rule of a multinomial model
   */
  private record Member(int fit, double threshold, Thresholds thresholds)
      implements CandidatePanel.Candidate<LogisticModel> {

    @Override
    public PredictedRows predicted(LogisticModel model, FoldRows fold) throws Exception {
      double[] raw = model.raw(LinearRows.validation(fold));
      double[] labels = fold.labels(fold.validation());
      double[][] byRow = Thresholds.byRow(raw, model.outputs());
      double[][] probabilities = Thresholds.byRow(model.probabilities(raw), model.outputs());
      return model.isMultinomial()
          ? thresholds.predicted(labels, byRow, probabilities)
          : Thresholds.rows(
              labels, LogisticModel.predictions(raw, threshold), byRow, probabilities);
    }
  }

  private record Candidates(String family, List<LogisticParams> distinct, List<Member> members)
      implements CandidatePanel<LogisticModel> {

    @Override
    public LogisticTraining begun(FoldRows fold, Rows rows, Moments moments)
        throws InterruptedException {
      int classes = Math.max(fold.labels().classes(), fold.table().declaredClasses());
      return classes > 2 || family.equals(MULTINOMIAL)
          ? LogisticTraining.multinomial(rows, moments, classes, distinct)
          : LogisticTraining.binomial(rows, moments, classes, distinct);
    }
  }

  @Override
  public Model<?> model(Estimator<?> estimator, LogisticModel result) {
    double[] coefficients = result.coefficients();
    int sets = result.intercepts().length;
    LogisticRegressionModel model =
        new LogisticRegressionModel(
            estimator.uid(),
            new DenseMatrix(sets, coefficients.length / sets, coefficients, true).compressed(),
            intercepts((LogisticRegression) estimator, result),
            result.classes(),
            result.isMultinomial());
    estimator.copyValues(model, ParamMap.empty());
    return model;
  }

  @Override
  public void summarise(
      Model<?> model, Estimator<?> estimator, LogisticModel result, Dataset<?> training) {
    LogisticRegression logistic = (LogisticRegression) estimator;
    LogisticRegressionModel fitted = (LogisticRegressionModel) model;
    Tuple3<? extends Model<?>, String, String> columns = fitted.findSummaryModel();
    String weight =
        logistic.isDefined(logistic.weightCol()) ? logistic.getWeightCol() : "weightCol";
    Dataset<Row> predictions = columns._1().transform(training);
    fitted.setSummary(
        Option.apply(
            result.classes() <= 2
                ? new BinaryLogisticRegressionTrainingSummaryImpl(
                    predictions,
                    columns._2(),
                    columns._3(),
                    logistic.getLabelCol(),
                    logistic.getFeaturesCol(),
                    weight,
                    result.objectiveHistory())
                : new LogisticRegressionTrainingSummaryImpl(
                    predictions,
                    columns._2(),
                    columns._3(),
                    logistic.getLabelCol(),
                    logistic.getFeaturesCol(),
                    weight,
                    result.objectiveHistory())));
  }

  /** Intercepts in the form that Spark stores. */
  private static Vector intercepts(LogisticRegression estimator, LogisticModel result) {
    Vector dense = Vectors.dense(result.intercepts());
    if (!estimator.getFitIntercept() && result.isMultinomial()) {
      return Vectors.sparse(dense.size(), new int[0], new double[0]).compressed();
    }
    boolean certain = Arrays.stream(result.intercepts()).anyMatch(Double::isInfinite);
    return certain ? (result.isMultinomial() ? dense.toSparse() : dense) : dense.compressed();
  }
}
