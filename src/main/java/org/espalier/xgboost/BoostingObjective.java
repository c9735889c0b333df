package org.espalier.xgboost;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoublePredicate;
import org.apache.spark.ml.param.Params;

/** BoostingObjective of a fit, and the labels that it takes. */
enum BoostingObjective {
  LOGISTIC("binary:logistic", true, "", label -> true),
  SOFTPROB("multi:softprob", true, "", label -> true),
  SQUARED_ERROR("reg:squarederror", false, "", label -> true),
  SQUARED_LOG_ERROR("reg:squaredlogerror", false, "labels above -1", label -> label > -1),
  ABSOLUTE_ERROR("reg:absoluteerror", false, "", label -> true),
  PSEUDO_HUBER_ERROR("reg:pseudohubererror", false, "", label -> true),
  QUANTILE_ERROR("reg:quantileerror", false, "", label -> true),
  SHARE("reg:logistic", false, "labels from 0 to 1", label -> label >= 0 && label <= 1),
  GAMMA("reg:gamma", false, "labels above 0", label -> label > 0),
  TWEEDIE("reg:tweedie", false, "labels of at least 0", label -> label >= 0),
  POISSON("count:poisson", false, "labels of at least 0", label -> label >= 0),
  AFT("survival:aft", false, "times above 0", label -> label > 0);

  private final String text;
  private final boolean ofClasses;
  private final String labels;
  private final DoublePredicate takes;

  BoostingObjective(String text, boolean ofClasses, String labels, DoublePredicate takes) {
    this.text = text;
    this.ofClasses = ofClasses;
    this.labels = labels;
    this.takes = takes;
  }

  /** Name in XGBoost. */
  String text() {
    return text;
  }

  static BoostingObjective of(String text) {
    return Arrays.stream(values()).filter(one -> one.text.equals(text)).findFirst().orElseThrow();
  }

  /** Names of the objectives of a stage. */
  static List<String> names(Params stage) {
    boolean classes =
        stage instanceof XGBoostClassifier || stage instanceof XGBoostClassificationModel;
    return Arrays.stream(values())
        .filter(one -> one.ofClasses == classes)
        .map(BoostingObjective::text)
        .toList();
  }

  /** Labels that are right, if some are not. */
  Optional<String> problem(double[] all) {
    return Arrays.stream(all).allMatch(takes) ? Optional.empty() : Optional.of(labels);
  }
}
