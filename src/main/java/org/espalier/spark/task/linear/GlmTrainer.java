package org.espalier.spark.task.linear;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.GeneralizedLinearRegression;
import org.apache.spark.ml.regression.GeneralizedLinearRegressionModel;
import org.apache.spark.ml.regression.GeneralizedLinearRegressionTrainingSummary;
import org.apache.spark.sql.Dataset;
import org.espalier.metric.PredictedRows;
import org.espalier.spark.task.rows.FoldRows;
import org.espalier.spark.task.rows.TableSize;
import org.espalier.spark.task.trainer.TaskTrainer;
import org.espalier.train.linear.GlmFamily;
import org.espalier.train.linear.GlmLink;
import org.espalier.train.linear.GlmModel;
import org.espalier.train.linear.GlmParams;
import org.espalier.train.linear.GlmTraining;
import org.espalier.train.linear.Moments;
import org.espalier.train.linear.ProductRows;
import org.espalier.train.linear.Rows;
import scala.Option;

/** Trainer of generalised linear models of all families, one after another. */
public final class GlmTrainer implements TaskTrainer<GlmModel> {

  /** Maximum columns of MLlib's normal equations. */
  private static final int MOST_COLUMNS = 4096;

  private static final String OFFSET = "offsetCol";
  private static final String TWEEDIE = "tweedie";

  @Override
  public boolean takes(PipelineStage estimator) {
    return estimator.getClass() == GeneralizedLinearRegression.class;
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
  public String extra() {
    return OFFSET;
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

  private static GlmParams params(PipelineStage estimator) {
    GeneralizedLinearRegression glm = (GeneralizedLinearRegression) estimator;
    return new GlmParams(glm.getRegParam(), glm.getFitIntercept(), glm.getMaxIter(), glm.getTol());
  }

  @Override
  public long nanos(PipelineStage estimator, TableSize rows) {
    return GlmTraining.nanos(rows.learned(), rows.storedLearned(), params(estimator));
  }

  @Override
  public boolean isTogether(PipelineStage one, PipelineStage other) {
    GeneralizedLinearRegression a = (GeneralizedLinearRegression) one;
    GeneralizedLinearRegression b = (GeneralizedLinearRegression) other;
    return family(a).equals(family(b)) && link(a).equals(link(b));
  }

  @Override
  public Training<GlmModel> training(List<PipelineStage> estimators) {
    GeneralizedLinearRegression first = (GeneralizedLinearRegression) estimators.get(0);
    return new Candidates(
        family(first), link(first), estimators.stream().map(GlmTrainer::params).toList());
  }

  private record Candidates(GlmFamily family, GlmLink link, List<GlmParams> params)
      implements Training<GlmModel> {

    private record Formed() {}

    @Override
    public void on(FoldRows fold, Trained<GlmModel> trained) throws Exception {
      Rows rows = LinearRows.training(fold);
      Moments moments = LinearRows.moments(fold);
      ProductRows table = fold.derived(new Formed(), () -> ProductRows.of(rows, moments));
      GlmTraining training =
          GlmTraining.of(table, fold.extras(fold.training()), moments, family, link);
      for (int i = 0; i < params.size(); i++) {
        GlmModel model;
        try {
          model = training.train(params.get(i));
        } catch (IllegalArgumentException e) {
          continue; // an ordinary fit reports labels without a value of the link
        }
        trained.accept(i, model, () -> predicted(fold, model));
      }
    }

    private static PredictedRows predicted(FoldRows fold, GlmModel model) throws Exception {
      int[] validation = fold.validation();
      return PredictedRows.of(
          fold.labels(validation),
          model.predictions(LinearRows.validation(fold), fold.extras(validation)),
          new double[0],
          new double[0][]);
    }
  }

  @Override
  public Model<?> model(Estimator<?> estimator, GlmModel result) {
    GeneralizedLinearRegressionModel model =
        new GeneralizedLinearRegressionModel(
            estimator.uid(), Vectors.dense(result.coefficients()), result.intercept());
    estimator.copyValues(model, ParamMap.empty());
    return model;
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
