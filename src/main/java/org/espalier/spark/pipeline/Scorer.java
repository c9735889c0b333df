package org.espalier.spark.pipeline;

import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.espalier.plan.Metric;
import org.espalier.spark.data.StudyData;

/** MLlib's evaluator of each metric. */
public final class Scorer {

  private Scorer() {}

  /** An evaluator of the usual columns against the label column of a study. */
  public static Evaluator of(Metric metric) {
    return switch (metric) {
      case AREA_UNDER_ROC -> binary("areaUnderROC");
      case AREA_UNDER_PR -> binary("areaUnderPR");
      case ACCURACY -> multiclass("accuracy");
      case F1 -> multiclass("f1");
      case LOG_LOSS -> multiclass("logLoss");
      case RMSE -> regression("rmse");
      case MSE -> regression("mse");
      case MAE -> regression("mae");
      case R2 -> regression("r2");
    };
  }

  /**
   * With {@code numBins = 0} the area is exact; Spark's default of 1,000 bins is not even
   * repeatable.
   */
  private static Evaluator binary(String metric) {
    return new BinaryClassificationEvaluator()
        .setMetricName(metric)
        .setNumBins(0)
        .setLabelCol(StudyData.LABEL);
  }

  private static Evaluator multiclass(String metric) {
    return new MulticlassClassificationEvaluator()
        .setMetricName(metric)
        .setLabelCol(StudyData.LABEL);
  }

  private static Evaluator regression(String metric) {
    return new RegressionEvaluator().setMetricName(metric).setLabelCol(StudyData.LABEL);
  }
}
