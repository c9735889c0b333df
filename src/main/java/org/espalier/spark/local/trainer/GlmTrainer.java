package org.espalier.spark.local.trainer;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.regression.GeneralizedLinearRegression;
import org.apache.spark.ml.regression.GeneralizedLinearRegressionModel;
import org.apache.spark.ml.regression.GeneralizedLinearRegressionTrainingSummary;
import org.apache.spark.sql.Dataset;
import org.espalier.metric.PredictedRows;
import org.espalier.spark.collected.FoldRows;
import org.espalier.spark.collected.RowColumns;
import org.espalier.spark.collected.TableSize;
import org.espalier.train.Moments;
import org.espalier.train.ProductRows;
import org.espalier.train.Rows;
import org.espalier.train.linear.GlmFamily;
import org.espalier.train.linear.GlmLink;
import org.espalier.train.linear.GlmModel;
import org.espalier.train.linear.GlmTraining;
import org.espalier.train.linear.LinearModel;
import org.espalier.train.linear.LinearParams;
import scala.Option;

/** Trainer of generalised linear models of all families, one after another. */
public final class GlmTrainer extends CandidateTrainer<GlmTrainer.GlmParams, GlmModel> {

  private static final long serialVersionUID = 1;

  /** Maximum columns of MLlib's normal equations. */
  private static final int MOST_COLUMNS = 4096;

  /**
   * Squares of the columns that a task holds: the first covariances, those of an iteration, their
   * factor, and two while sums are laid out or the factor is inverted.
   */
  private static final int SQUARES = 5;

  private static final String OFFSET = "offsetCol";
  private static final String TWEEDIE = "tweedie";

  record GlmParams(GlmFamily family, GlmLink link, LinearParams linear) implements Serializable {}

  private record Formed() {}

  public GlmTrainer() {
    super(GeneralizedLinearRegression.class);
  }

  @Override
  public boolean takes(PipelineStage estimator, FoldRows rows) {
    GlmFamily family = family((GeneralizedLinearRegression) estimator);
    int columns = rows.table().columns();
    return rows.labels().weighs()
        && columns > 0
        && columns <= MOST_COLUMNS
        && Arrays.stream(rows.labels(rows.training())).allMatch(family::takes);
  }

  @Override
  public RowColumns columns(PipelineStage estimator) {
    return RowColumns.of(estimator).with(estimator, OFFSET);
  }

  private static GlmFamily family(GeneralizedLinearRegression estimator) {
    return switch (estimator.getFamily().toLowerCase(Locale.ROOT)) {
      case "gaussian" -> GlmFamily.GAUSSIAN;
      case "binomial" -> GlmFamily.BINOMIAL;
      case "poisson" -> GlmFamily.POISSON;
      case "gamma" -> GlmFamily.GAMMA;
      default -> new GlmFamily(false, estimator.getVariancePower());
    };
  }

  /** The link that MLlib takes: for a Tweedie family by its power alone, for others by name. */
  private static GlmLink link(GeneralizedLinearRegression estimator) {
    boolean tweedie = estimator.getFamily().equalsIgnoreCase(TWEEDIE);
    if (!estimator.isSet(tweedie ? estimator.linkPower() : estimator.link())) {
      return family(estimator).defaultLink();
    }
    if (tweedie) {
      return GlmLink.power(estimator.getLinkPower());
    }
    return switch (estimator.getLink().toLowerCase(Locale.ROOT)) {
      case "identity" -> GlmLink.IDENTITY;
      case "log" -> GlmLink.LOG;
      case "inverse" -> GlmLink.INVERSE;
      case "sqrt" -> GlmLink.SQRT;
      case "probit" -> GlmLink.PROBIT;
      case "cloglog" -> GlmLink.CLOGLOG;
      default -> GlmLink.LOGIT;
    };
  }

  @Override
  GlmParams params(PipelineStage estimator) {
    GeneralizedLinearRegression glm = (GeneralizedLinearRegression) estimator;
    return new GlmParams(family(glm), link(glm), linear(glm));
  }

  /** With the second copy of a fold's rows, which its first task makes, and working labels. */
  @Override
  public FormSize form(PipelineStage estimator, TableSize rows) {
    long working = 3L * Double.BYTES * rows.learned(); // labels, weights, margins
    long square = rows.columns() <= MOST_COLUMNS ? LinearRows.squareBytes(rows) : 0;
    return new FormSize(
        0,
        rows.bytes(),
        LinearRows.productBytes(rows)
            + working
            + SQUARES * square
            + FormSize.predictions(estimator, rows));
  }

  @Override
  public long nanos(PipelineStage estimator, TableSize rows) {
    return GlmTraining.nanos(rows.learned(), rows.storedLearned(), linear(estimator));
  }

  @Override
  public boolean isTogether(PipelineStage one, PipelineStage other) {
    GlmParams a = params(one);
    GlmParams b = params(other);
    return a.family().equals(b.family()) && a.link().equals(b.link());
  }

  @Override
  Results<GlmModel> results(FoldRows fold, List<GlmParams> candidates) throws Exception {
    Rows rows = LinearRows.training(fold);
    Moments moments = LinearRows.moments(fold);
    ProductRows table = fold.derived(new Formed(), () -> ProductRows.of(rows, moments));
    GlmParams any = candidates.get(0);
    GlmTraining training =
        GlmTraining.of(table, fold.extras(fold.training()), moments, any.family(), any.link());
    return i -> training.train(candidates.get(i).linear());
  }

  @Override
  Predictor predictor(FoldRows fold, GlmParams params, GlmModel result) {
    int[] validation = fold.validation();
    return () ->
        PredictedRows.of(
            fold.labels(validation),
            result.predictions(LinearRows.validation(fold), fold.extras(validation)));
  }

  @Override
  public Model<?> bare(Estimator<?> estimator, GlmModel result) {
    LinearModel linear = result.linear();
    return new GeneralizedLinearRegressionModel(
        estimator.uid(), Vectors.dense(linear.coefficients()), linear.intercept());
  }

  @Override
  public void summarise(
      Model<?> model, Estimator<?> estimator, GlmModel result, Dataset<?> training) {
    GeneralizedLinearRegressionModel fitted = (GeneralizedLinearRegressionModel) model;
    String solver = ((GeneralizedLinearRegression) estimator).getSolver();
    fitted.setSummary(
        Option.apply(
            new GeneralizedLinearRegressionTrainingSummary(
                training, fitted, result.diagonal(), result.iterations(), solver)));
  }
}
