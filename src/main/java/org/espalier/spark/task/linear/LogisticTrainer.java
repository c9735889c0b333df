package org.espalier.spark.task.linear;

import java.io.Serializable;
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

  /** The same for all: how many steps a search takes is not known before. */
  @Override
  public double work(PipelineStage estimator) {
    return 1;
  }

  @Override
  public long nanos(PipelineStage estimator, FoldRows rows) {
    int classes = Math.max(rows.labels().classes(), rows.table().declaredClasses());
    int sets = classes > 2 || family(estimator).equals(MULTINOMIAL) ? classes : 1;
    return LogisticTraining.nanos(
        rows.training().length, rows.stored(), sets, List.of(params(estimator)));
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
    return new Panel(family(estimators.get(0)), distinct, members);
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
  private record Member(int fit, double threshold, Thresholds thresholds) implements Serializable {

    PredictedRows predicted(LogisticModel model, Rows rows) throws InterruptedException {
      double[] raw = model.raw(rows);
      double[] labels = new double[rows.size()];
      Arrays.setAll(labels, rows::label);
      double[][] byRow = Thresholds.byRow(raw, model.outputs());
      double[][] probabilities = Thresholds.byRow(model.probabilities(raw), model.outputs());
      return model.isMultinomial()
          ? thresholds.predicted(labels, byRow, probabilities)
          : Thresholds.rows(
              labels, LogisticModel.predictions(raw, threshold), byRow, probabilities);
    }
  }

  /** Candidates side by side: one pass over the rows serves all that still ask for one. */
  private record Panel(String family, List<LogisticParams> candidates, List<Member> members)
      implements Training<LogisticModel> {

    private record Moved() {}

    @Override
    public void on(FoldRows fold, Trained<LogisticModel> trained) throws Exception {
      Rows rows = LinearRows.training(fold);
      Moments moments = fold.derived(new Moved(), () -> Moments.of(rows));
      int classes = Math.max(fold.labels().classes(), fold.table().declaredClasses());
      LogisticTraining training =
          classes > 2 || family.equals(MULTINOMIAL)
              ? LogisticTraining.multinomial(rows, moments, classes, candidates)
              : LogisticTraining.binomial(rows, moments, classes, candidates);
      while (training.asks()) {
        training.pass();
      }
      for (int i = 0; i < members.size(); i++) {
        Member member = members.get(i);
        LogisticModel model = training.model(member.fit());
        trained.accept(i, model, () -> member.predicted(model, LinearRows.validation(fold)));
      }
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

  /** In the form that Spark stores them in. */
  private static Vector intercepts(LogisticRegression estimator, LogisticModel result) {
    Vector dense = Vectors.dense(result.intercepts());
    if (!estimator.getFitIntercept() && result.isMultinomial()) {
      return Vectors.sparse(dense.size(), new int[0], new double[0]).compressed();
    }
    boolean certain = Arrays.stream(result.intercepts()).anyMatch(Double::isInfinite);
    return certain ? (result.isMultinomial() ? dense.toSparse() : dense) : dense.compressed();
  }
}
