package org.espalier.spark.ensemble;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.DenseMatrix;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.IsotonicRegressionModel;
import org.espalier.outoffold.Calibrator;

/**
 * Rule that makes calibrated probabilities and a class of a classifier's probabilities, as stages
 * of Spark alone.
 *
 * @param thresholds above 0, by class, as in MLlib: the predicted class has the largest {@code
 *     probability / threshold}
 * @param calibration map of the second class's probability; only of two classes
 */
public record DecisionStages(List<Double> thresholds, Optional<Calibrator> calibration) {

  private static final String PROBABILITY = "probability";
  private static final String UNCALIBRATED = "uncalibrated_probability";
  private static final String CALIBRATED = "espalier_calibrated";
  private static final String OTHER = "espalier_other";

  public DecisionStages {
    thresholds = List.copyOf(thresholds);
    if (thresholds.size() < 2 || thresholds.stream().anyMatch(t -> !(t > 0))) {
      throw new IllegalArgumentException(
          "Each of two classes or more has a threshold above 0, not %s.".formatted(thresholds));
    }
    if (calibration.isPresent() && thresholds.size() != 2) {
      throw new IllegalArgumentException("Only two classes are calibrated.");
    }
  }

  /** Number of classes. */
  public int classes() {
    return thresholds.size();
  }

  /** Column of the probabilities that the stages read. */
  String probabilityBefore() {
    return calibration.isPresent() ? UNCALIBRATED : PROBABILITY;
  }

  /**
   * A fitted pipeline with this rule in place of its predictor's own.
   *
   * @param fitted stages, of which the last one is the predictor
   */
  public List<Transformer> after(List<? extends Transformer> fitted) {
    List<Transformer> stages = new ArrayList<>(fitted);
    int last = stages.size() - 1;
    ProbabilisticClassificationModel<?, ?> predictor =
        (ProbabilisticClassificationModel<?, ?>) stages.get(last).copy(ParamMap.empty());
    stages.set(last, predictor);
    if (calibration.isEmpty()) {
      predictor.setThresholds(values());
    } else {
      predictor.setProbabilityCol(UNCALIBRATED);
      predictor.setPredictionCol("");
      stages.addAll(stages(/* scored= */ false));
    }
    return List.copyOf(stages);
  }

  /**
   * Stages behind a column of probabilities.
   *
   * @param scored true if they make {@code rawPrediction}, too
   */
  List<Transformer> stages(boolean scored) {
    List<Transformer> stages = new ArrayList<>();
    calibration.ifPresent(map -> stages.addAll(calibrated(map)));
    double[] coefficients = new double[classes() * classes()];
    for (int of = 0; of < classes(); of++) {
      coefficients[of * classes() + of] = 1 / thresholds.get(of);
    }
    stages.add(
        new LogisticRegressionModel(
                "espalier_decision",
                new DenseMatrix(classes(), classes(), coefficients),
                Vectors.zeros(classes()),
                classes(),
                true)
            .setFeaturesCol(PROBABILITY)
            .setRawPredictionCol(scored ? "rawPrediction" : "")
            .setProbabilityCol("")
            .setPredictionCol("prediction"));
    return stages;
  }

  private static List<Transformer> calibrated(Calibrator map) {
    List<Transformer> stages = new ArrayList<>();
    String sql = "1 - %s AS %s".formatted(CALIBRATED, OTHER);
    if (map instanceof Calibrator.Isotonic isotonic) {
      stages.add(isotonic(CALIBRATED, isotonic.boundaries(), isotonic.values()));
    } else if (map instanceof Calibrator.Platt platt) {
      String scalar = "espalier_uncalibrated"; // the identity takes it out of the vector
      stages.add(isotonic(scalar, List.of(0.0, 1.0), List.of(0.0, 1.0)));
      String clipped =
          "greatest(%sD, least(1 - %sD, %s))".formatted(Calibrator.LEAST, Calibrator.LEAST, scalar);
      String odds = "%s / (1 - %s)".formatted(clipped, clipped);
      String calibrated =
          "1 / (1 + exp(-(%sD * ln(%s) + %sD)))".formatted(platt.slope(), odds, platt.intercept());
      stages.add(
          new SQLTransformer("espalier_platt")
              .setStatement("SELECT *, %s AS %s FROM __THIS__".formatted(calibrated, CALIBRATED)));
    }
    stages.add(
        new SQLTransformer("espalier_complement")
            .setStatement("SELECT *, %s FROM __THIS__".formatted(sql)));
    stages.add(
        new VectorAssembler("espalier_calibration")
            .setInputCols(new String[] {OTHER, CALIBRATED})
            .setOutputCol(PROBABILITY));
    return stages;
  }

  private static IsotonicRegressionModel isotonic(
      String column, List<Double> from, List<Double> to) {
    return new IsotonicRegressionModel(
            column,
            new org.apache.spark.mllib.regression.IsotonicRegressionModel(
                array(from), array(to), true))
        .setFeaturesCol(UNCALIBRATED)
        .setFeatureIndex(1)
        .setPredictionCol(column);
  }

  private double[] values() {
    return array(thresholds);
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
