package org.espalier.xgboost;

import static org.espalier.metric.ProblemType.BINARY;
import static org.espalier.metric.ProblemType.MULTICLASS;
import static org.espalier.metric.ProblemType.REGRESSION;
import static org.espalier.metric.ProblemType.SURVIVAL;
import static org.espalier.space.Scale.LINEAR;
import static org.espalier.space.Scale.LOG;

import java.util.List;
import org.espalier.learner.FeatureNeeds;
import org.espalier.learner.LearnerDescriptor;
import org.espalier.learner.LearnerProvider;

/**
 * Provider of the learner {@code xgboost}. It refers to the estimators by name, so that no class of
 * XGBoost is loaded.
 */
public final class XGBoostLearner implements LearnerProvider {

  private static final String TUNABILITY =
      "Probst, Boulesteix and Bischl, JMLR 20 (2019), table 1: ";

  @Override
  public List<LearnerDescriptor> learners() {
    String here = XGBoostLearner.class.getPackageName() + ".";
    return List.of(
        LearnerDescriptor.of("xgboost")
            .estimator(here + "XGBoostClassifier", BINARY, MULTICLASS)
            .estimator(here + "XGBoostRegressor", REGRESSION, SURVIVAL)
            .value(SURVIVAL, "objective", "survival:aft")
            .value("seedPerIteration", true) // a higher rung continues from the lower one
            .needs(FeatureNeeds.NATIVE)
            .iterations("numRound")
            .simplerIfSmaller("maxDepth", "numRound")
            .simplerIfLarger("minChildWeight", "lambda", "alpha")
            .unread("thresholds")
            .text("interactionConstraints", "paramSchedule")
            .whole("numRound", 50, 500, LOG, TUNABILITY + "1 to 5,000 rounds")
            .log("eta", 0.01, 0.5, TUNABILITY + "2^-10 to 1")
            .whole("maxDepth", 2, 12, LINEAR, TUNABILITY + "1 to 15")
            .choice("growPolicy", "XGBoost's parameters: both", "depthwise", "lossguide")
            .whole("maxLeaves", 4, 512, LOG, "FLAML's space of XGBoost: 4 to 32,768")
            .when("maxLeaves", "growPolicy", "lossguide")
            .choice("maxBins", "FLAML's space of LightGBM: 7 to 2,047", 64, 128, 256, 512)
            .log("minChildWeight", 1, 128, TUNABILITY + "1 to 2^7")
            .real("subsample", 0.3, 1, TUNABILITY + "0.1 to 1")
            .real("colsampleBytree", 0.3, 1, TUNABILITY + "0 to 1")
            .log("lambda", 0.001, 1024, TUNABILITY + "2^-10 to 2^10")
            .log("alpha", 0.001, 1024, TUNABILITY + "2^-10 to 2^10")
            .build());
  }
}
