package org.espalier.xgboost;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.param.Params;

/** Objective of a fit, with the labels that it accepts. */
enum BoostingObjective {
  LOGISTIC("binary:logistic", true),
  SOFTPROB("multi:softprob", true),
  SQUARED_ERROR("reg:squarederror", false),
  SQUARED_LOG_ERROR("reg:squaredlogerror", "labels above -1", Math.nextUp(-1.0), Double.MAX_VALUE),
  ABSOLUTE_ERROR("reg:absoluteerror", false),
  PSEUDO_HUBER_ERROR("reg:pseudohubererror", false),
  QUANTILE_ERROR("reg:quantileerror", false),
  SHARE("reg:logistic", "labels from 0 to 1", 0, 1),
  GAMMA("reg:gamma", "labels above 0", Double.MIN_VALUE, Double.MAX_VALUE),
  TWEEDIE("reg:tweedie", "labels of at least 0", 0, Double.MAX_VALUE),
  POISSON("count:poisson", "labels of at least 0", 0, Double.MAX_VALUE),
  AFT("survival:aft", "times above 0", Double.MIN_VALUE, Double.MAX_VALUE);

  private final String text;
  private final boolean ofClasses;
  private final String labels;
  private final double least;
  private final double most;

  BoostingObjective(String text, boolean ofClasses) {
    this(text, ofClasses, "", -Double.MAX_VALUE, Double.MAX_VALUE);
  }

  /**
   * @param labels accepted labels, in words
   * @param least smallest accepted label
   * @param most largest accepted label
   */
  BoostingObjective(String text, String labels, double least, double most) {
    this(text, false, labels, least, most);
  }

  BoostingObjective(String text, boolean ofClasses, String labels, double least, double most) {
    this.text = text;
    this.ofClasses = ofClasses;
    this.labels = labels;
    this.least = least;
    this.most = most;
  }

  /** Returns the name in XGBoost. */
  String text() {
    return text;
  }

  static BoostingObjective of(String text) {
    return Arrays.stream(values()).filter(one -> one.text.equals(text)).findFirst().orElseThrow();
  }

  /** Returns the names of the objectives that a stage supports. */
  static List<String> names(Params stage) {
    boolean classes =
        stage instanceof XGBoostClassifier || stage instanceof XGBoostClassificationModel;
    return Arrays.stream(values())
        .filter(one -> one.ofClasses == classes)
        .map(BoostingObjective::text)
        .toList();
  }

  /**
   * Returns the description of the accepted labels if one of these labels is not accepted; empty if
   * all are.
   */
  Optional<String> problem(double[] all) {
    return Arrays.stream(all).allMatch(label -> label >= least && label <= most)
        ? Optional.empty()
        : Optional.of(labels);
  }
}
