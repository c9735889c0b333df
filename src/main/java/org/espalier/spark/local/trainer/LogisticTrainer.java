package org.espalier.spark.local.trainer;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntPredicate;
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
import org.apache.spark.sql.Dataset;
import org.espalier.metric.PredictedRows;
import org.espalier.spark.collected.FoldRows;
import org.espalier.spark.collected.LearnedRows;
import org.espalier.spark.collected.TableSize;
import org.espalier.train.Labels;
import org.espalier.train.Moments;
import org.espalier.train.Rows;
import org.espalier.train.linear.BatchTraining;
import org.espalier.train.linear.LinearParams;
import org.espalier.train.linear.LogisticModel;
import org.espalier.train.linear.LogisticTraining;
import scala.Option;

/** {@code LogisticRegression} without bounds on coefficients. */
public final class LogisticTrainer
    extends LinearTrainer<LogisticTrainer.LogisticParams, LogisticModel> {

  private static final long serialVersionUID = 1;

  private static final String BINOMIAL = "binomial";
  private static final String MULTINOMIAL = "multinomial";

  /**
   * @param threshold rule of a binomial model
   * @param thresholds rule of a multinomial model
   */
  record LogisticParams(LinearParams linear, String family, double threshold, Thresholds thresholds)
      implements Serializable {}

  public LogisticTrainer() {
    super(LogisticRegression.class);
  }

  @Override
  public boolean takes(PipelineStage estimator) {
    return super.takes(estimator)
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
  boolean takesRows(PipelineStage estimator, LearnedRows rows) {
    int least = rows.labels().classes();
    int declared = rows.declaredClasses();
    int classes = Math.max(least, declared);
    return least > 0
        && (declared == 0 || declared >= least)
        && (classes <= 2 || !family(estimator).equals(BINOMIAL))
        && Thresholds.of(estimator).fits(classes);
  }

  @Override
  public long nanos(PipelineStage estimator, TableSize rows) {
    return BatchTraining.nanos(
        rows.learned(), rows.storedLearned(), sets(estimator, rows), linear(estimator));
  }

  private static int sets(PipelineStage estimator, TableSize rows) {
    return rows.classes() > 2 || family(estimator).equals(MULTINOMIAL)
        ? Math.max(1, rows.classes())
        : 1;
  }

  @Override
  public long ofCandidate(PipelineStage estimator, TableSize rows) {
    return BatchTraining.bytes(rows.columns(), sets(estimator, rows));
  }

  @Override
  public boolean isTogether(PipelineStage one, PipelineStage other) {
    return family(one).equals(family(other));
  }

  @Override
  LogisticParams params(PipelineStage estimator) {
    Thresholds thresholds = Thresholds.of(estimator);
    double threshold =
        thresholds.fits(2)
            ? ((LogisticRegression) estimator).getThreshold()
            : 0.5; // a model of more classes, which has none
    return new LogisticParams(linear(estimator), family(estimator), threshold, thresholds);
  }

  /** Classes of a model of some rows. */
  private static int classes(LearnedRows rows) {
    return Math.max(rows.labels().classes(), rows.declaredClasses());
  }

  private static boolean isMultinomial(String family, int classes) {
    return classes > 2 || family.equals(MULTINOMIAL);
  }

  private static LogisticTraining training(
      boolean isDense,
      Moments moments,
      double[] histogram,
      int classes,
      String family,
      List<LinearParams> candidates) {
    return isMultinomial(family, classes)
        ? LogisticTraining.multinomial(isDense, moments, histogram, classes, candidates)
        : LogisticTraining.binomial(isDense, moments, histogram, classes, candidates);
  }

  @Override
  Results<LogisticModel> results(FoldRows fold, List<LogisticParams> candidates) throws Exception {
    Rows rows = LinearRows.training(fold);
    Moments moments = LinearRows.moments(fold);
    List<LinearParams> distinct =
        candidates.stream().map(LogisticParams::linear).distinct().toList();
    String family = candidates.get(0).family();
    double[] histogram = Labels.histogram(rows);
    List<LogisticModel> models =
        training(rows.isDense(), moments, histogram, classes(fold), family, distinct).models(rows);
    return i -> models.get(distinct.indexOf(candidates.get(i).linear()));
  }

  @Override
  public boolean takesPasses(Candidate candidate, FoldPasses passes) {
    LearnedRows rows = passes.learned(candidate.fold());
    return takesRows(candidate.estimator(), rows)
        && SearchPasses.takesClasses(passes)
        && SearchPasses.takes(passes, rows.columns(), sets(candidate, rows));
  }

  private static int sets(Candidate candidate, LearnedRows rows) {
    int classes = classes(rows);
    return isMultinomial(family(candidate.estimator()), classes) ? classes : 1;
  }

  @Override
  public long bytesOfPasses(Candidate candidate, FoldPasses passes) {
    LearnedRows rows = passes.learned(candidate.fold());
    return BatchTraining.bytes(rows.columns(), sets(candidate, rows));
  }

  @Override
  public List<Optional<LogisticModel>> train(
      FoldPasses passes, List<Candidate> candidates, IntPredicate isWanted)
      throws InterruptedException {
    String family = family(candidates.get(0).estimator());
    return new SearchPasses<LogisticModel>(
            passes,
            true,
            (isDense, totals, rows, params) ->
                training(
                    isDense,
                    Moments.of(totals.values()),
                    totals.histogram(),
                    classes(rows),
                    family,
                    params))
        .train(candidates, isWanted);
  }

  @Override
  PredictedRows predicted(
      Rows rows, LogisticParams params, LogisticModel result, boolean probabilities)
      throws InterruptedException {
    double[] labels = rows.labels();
    if (!result.isMultinomial() && !probabilities) {
      double[] margins = result.margins(rows);
      return PredictedRows.of(
          labels, LogisticModel.predictions(margins, params.threshold()), margins, new double[0][]);
    }
    double[] raw = result.raw(rows);
    double[][] byRow = Thresholds.byRow(raw, result.outputs());
    double[][] byClass = Thresholds.byRow(result.probabilities(raw), result.outputs());
    if (result.isMultinomial()) {
      return params.thresholds().predicted(labels, byRow, byClass);
    }
    double[] margins = Arrays.stream(byRow).mapToDouble(row -> row[1]).toArray();
    return Thresholds.rows(
        labels, LogisticModel.predictions(margins, params.threshold()), byRow, byClass);
  }

  @Override
  public Model<?> bare(Estimator<?> estimator, LogisticModel result) {
    double[] coefficients = result.coefficients();
    int sets = result.intercepts().length;
    return new LogisticRegressionModel(
        estimator.uid(),
        new DenseMatrix(sets, coefficients.length / sets, coefficients, true).compressed(),
        intercepts((LogisticRegression) estimator, result),
        result.classes(),
        result.isMultinomial());
  }

  @Override
  public void summarise(
      Model<?> model, Estimator<?> estimator, LogisticModel result, Dataset<?> training) {
    SummaryColumns columns = SummaryColumns.of(model, estimator, training);
    String features = ((LogisticRegression) estimator).getFeaturesCol();
    ((LogisticRegressionModel) model)
        .setSummary(
            Option.apply(
                result.classes() <= 2
                    ? new BinaryLogisticRegressionTrainingSummaryImpl(
                        columns.predictions(),
                        columns.score(),
                        columns.prediction(),
                        columns.label(),
                        features,
                        columns.weight(),
                        result.objectiveHistory())
                    : new LogisticRegressionTrainingSummaryImpl(
                        columns.predictions(),
                        columns.score(),
                        columns.prediction(),
                        columns.label(),
                        features,
                        columns.weight(),
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
