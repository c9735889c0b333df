package org.espalier.ml;

import java.util.List;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.espalier.Api;
import org.espalier.metric.Metric;
import org.espalier.spark.metric.MeasuringEvaluator;
import org.espalier.spark.metric.MetricColumns;
import org.espalier.spark.metric.Scorer;
import org.espalier.study.Direction;

/**
 * Evaluator by any metric that a job's {@code metric} can name, for example {@code mcc} or {@code
 * brier}; also outside of a tuner, wherever MLlib takes an evaluator. A score is NaN where the
 * metric is not defined.
 *
 * <p>Only the columns that the metric reads have to exist; those that MLlib's evaluators have, have
 * MLlib's usual names unless set.
 */
@Api
public final class MetricEvaluator extends Evaluator
    implements DefaultParamsWritable, MeasuringEvaluator {

  private static final long serialVersionUID = 1;

  private final String uid;
  private final Param<String> metricName;
  private final Param<String> labelCol;
  private final Param<String> predictionCol;
  private final Param<String> rawPredictionCol;
  private final Param<String> probabilityCol;
  private final Param<String> weightCol;
  private final Param<String> featuresCol;
  private final Param<String> censorCol;
  private final Param<String> userCol;
  private final Param<String> itemCol;

  /** An evaluator with a random uid, by the area under the ROC curve. */
  public MetricEvaluator() {
    this(Identifiable$.MODULE$.randomUID("metricEval"));
  }

  public MetricEvaluator(String uid) {
    this.uid = uid;
    this.metricName = TunerParam.metric(this, "metricName");
    this.labelCol = new Param<>(uid, "labelCol", "column of labels");
    this.predictionCol = new Param<>(uid, "predictionCol", "column of predictions");
    this.rawPredictionCol =
        new Param<>(
            uid,
            "rawPredictionCol",
            "column of scores of the positive class: numbers, or vectors of which the second element counts");
    this.probabilityCol =
        new Param<>(uid, "probabilityCol", "column of vectors of class probabilities");
    this.weightCol = new Param<>(uid, "weightCol", "column of weights of rows; empty: all weigh 1");
    this.featuresCol =
        new Param<>(uid, "featuresCol", "column of feature vectors, for metrics of clusters");
    this.censorCol =
        new Param<>(
            uid,
            "censorCol",
            "column that is 1 where a label is a time that ended with the event, and 0 where it is censored");
    this.userCol = new Param<>(uid, "userCol", "column of users, for metrics of rankings");
    this.itemCol = new Param<>(uid, "itemCol", "column of items, for metrics of rankings");
    MetricColumns usual = MetricColumns.USUAL;
    setDefault(metricName, Metric.AREA_UNDER_ROC.key());
    setDefault(labelCol, usual.label());
    setDefault(predictionCol, usual.prediction());
    setDefault(rawPredictionCol, usual.rawPrediction());
    setDefault(probabilityCol, usual.probability());
    setDefault(weightCol, usual.weight());
    setDefault(featuresCol, usual.features());
    setDefault(censorCol, usual.censor());
    setDefault(userCol, usual.rating().user());
    setDefault(itemCol, usual.rating().item());
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public double evaluate(Dataset<?> dataset) {
    return scorer().scores(dataset.toDF()).values().iterator().next();
  }

  @Override
  public boolean isLargerBetter() {
    return metric().direction().orElseThrow() == Direction.MAXIMIZE;
  }

  @Override
  public Scorer scorer() {
    return Scorer.of(List.of(metric()), columns());
  }

  private Metric metric() {
    return Metric.of(getMetricName()).orElseThrow();
  }

  private MetricColumns columns() {
    return new MetricColumns(
        getLabelCol(),
        getPredictionCol(),
        getRawPredictionCol(),
        getProbabilityCol(),
        getWeightCol(),
        getFeaturesCol(),
        getCensorCol(),
        new MetricColumns.Rating(getUserCol(), getItemCol()));
  }

  @Override
  public MetricEvaluator copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  /** Reader of a saved evaluator. */
  public static MLReader<MetricEvaluator> read() {
    return new DefaultParamsReader<>();
  }

  /** Loads a saved evaluator. */
  public static MetricEvaluator load(String path) {
    return read().load(path);
  }

  /** Name of the metric, as in {@code describe metrics}. */
  public Param<String> metricName() {
    return metricName;
  }

  public String getMetricName() {
    return text(metricName);
  }

  public MetricEvaluator setMetricName(String value) {
    set(metricName, value);
    return this;
  }

  public Param<String> labelCol() {
    return labelCol;
  }

  public String getLabelCol() {
    return text(labelCol);
  }

  public MetricEvaluator setLabelCol(String value) {
    set(labelCol, value);
    return this;
  }

  public Param<String> predictionCol() {
    return predictionCol;
  }

  public String getPredictionCol() {
    return text(predictionCol);
  }

  public MetricEvaluator setPredictionCol(String value) {
    set(predictionCol, value);
    return this;
  }

  public Param<String> rawPredictionCol() {
    return rawPredictionCol;
  }

  public String getRawPredictionCol() {
    return text(rawPredictionCol);
  }

  public MetricEvaluator setRawPredictionCol(String value) {
    set(rawPredictionCol, value);
    return this;
  }

  public Param<String> probabilityCol() {
    return probabilityCol;
  }

  public String getProbabilityCol() {
    return text(probabilityCol);
  }

  public MetricEvaluator setProbabilityCol(String value) {
    set(probabilityCol, value);
    return this;
  }

  public Param<String> weightCol() {
    return weightCol;
  }

  public String getWeightCol() {
    return text(weightCol);
  }

  public MetricEvaluator setWeightCol(String value) {
    set(weightCol, value);
    return this;
  }

  public Param<String> featuresCol() {
    return featuresCol;
  }

  public String getFeaturesCol() {
    return text(featuresCol);
  }

  public MetricEvaluator setFeaturesCol(String value) {
    set(featuresCol, value);
    return this;
  }

  public Param<String> censorCol() {
    return censorCol;
  }

  public String getCensorCol() {
    return text(censorCol);
  }

  public MetricEvaluator setCensorCol(String value) {
    set(censorCol, value);
    return this;
  }

  public Param<String> userCol() {
    return userCol;
  }

  public String getUserCol() {
    return text(userCol);
  }

  public MetricEvaluator setUserCol(String value) {
    set(userCol, value);
    return this;
  }

  public Param<String> itemCol() {
    return itemCol;
  }

  public String getItemCol() {
    return text(itemCol);
  }

  public MetricEvaluator setItemCol(String value) {
    set(itemCol, value);
    return this;
  }

  private String text(Param<String> param) {
    return String.valueOf(getOrDefault(param));
  }
}
