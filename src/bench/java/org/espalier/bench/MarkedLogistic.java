package org.espalier.bench;

import org.apache.spark.SparkContext;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;

/** A logistic regression whose jobs can be told from all others. */
final class MarkedLogistic extends LogisticRegression {

  private static final long serialVersionUID = 1;

  MarkedLogistic(String uid) {
    super(uid);
  }

  @Override
  public LogisticRegressionModel train(Dataset<?> dataset) {
    SparkContext context = dataset.sparkSession().sparkContext();
    context.setLocalProperty(EngineRace.FINAL, "yes");
    try {
      return super.train(dataset);
    } finally {
      context.setLocalProperty(EngineRace.FINAL, null);
    }
  }

  @Override
  public MarkedLogistic copy(ParamMap extra) {
    return copyValues(new MarkedLogistic(uid()), extra);
  }
}
