package org.espalier.spark.task;

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
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.train.linear.LogisticModel;
import org.espalier.train.linear.LogisticParams;
import org.espalier.train.linear.LogisticTraining;
import org.espalier.train.linear.Moments;
import org.espalier.train.linear.Penalty;
import org.espalier.train.linear.Rows;
import scala.Option;
import scala.Tuple3;

/** {@code LogisticRegression} without bounds on coefficients. */
final class LogisticTrainer implements TaskTrainer<LogisticModel> {

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
  public boolean takes(PipelineStage estimator, CollectedRows rows) {
    int least = rows.labels().classes();
    int classes = Math.max(least, rows.declaredClasses());
    Param<?> thresholds = estimator.getParam("thresholds");
    return least > 0
        && (rows.declaredClasses() == 0 || rows.declaredClasses() >= least)
        && (classes <= 2 || !family(estimator).equals(BINOMIAL))
        && (!estimator.isDefined(thresholds)
            || ((double[]) estimator.getOrDefault(thresholds)).length == classes);
  }

  @Override
  public boolean isTogether(PipelineStage one, PipelineStage other) {
    return family(one).equals(family(other));
  }

  @Override
  public Training<LogisticModel> training(List<PipelineStage> estimators) {
    return new Panel(
        family(estimators.get(0)), estimators.stream().map(LogisticTrainer::params).toList());
  }

  private static LogisticParams params(PipelineStage estimator) {
    LogisticRegression logistic = (LogisticRegression) estimator;
    Penalty penalty =
        new Penalty(
            logistic.getRegParam(), logistic.getElasticNetParam(), logistic.getStandardization());
    return new LogisticParams(
        penalty, logistic.getFitIntercept(), logistic.getMaxIter(), logistic.getTol());
  }

  /** Candidates side by side: one pass over the rows serves all that still ask for one. */
  private record Panel(String family, List<LogisticParams> candidates)
      implements Training<LogisticModel> {

    private record Form() {}

    private record Prepared(Rows rows, Moments moments) {}

    private static Prepared prepared(CollectedRows table) throws InterruptedException {
      Rows rows =
          table.isDense()
              ? Rows.dense(table.columns(), table.dense(), table.labels().values(), table.weights())
              : Rows.sparse(
                  table.columns(),
                  table.starts(),
                  table.indices(),
                  table.values(),
                  table.labels().values(),
                  table.weights());
      return new Prepared(rows, Moments.of(rows));
    }

    @Override
    public List<LogisticModel> on(CollectedRows table) throws Exception {
      Prepared prepared = table.derived(new Form(), () -> prepared(table));
      int classes = Math.max(table.labels().classes(), table.declaredClasses());
      LogisticTraining training =
          classes > 2 || family.equals(MULTINOMIAL)
              ? LogisticTraining.multinomial(
                  prepared.rows(), prepared.moments(), classes, candidates)
              : LogisticTraining.binomial(prepared.rows(), prepared.moments(), classes, candidates);
      while (training.asks()) {
        training.pass();
      }
      return List.copyOf(training.models());
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
