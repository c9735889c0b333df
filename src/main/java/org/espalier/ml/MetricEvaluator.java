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
import org.espalier.ml.param.TunerParam;
import org.espalier.spark.metric.MeasuringEvaluator;
import org.espalier.spark.metric.MetricColumns;
import org.espalier.spark.metric.Scorer;
import org.espalier.study.Direction;

/**
 * Evaluator with any metric that a job's {@code metric} can name, for example {@code mcc} or {@code
 * brier}; for a tuner, and wherever MLlib takes an evaluator. A score is NaN where the metric is
 * not defined.
 *
 * <p>Only the columns that the metric reads must exist. The params of columns have the defaults of
 * MLlib's evaluators.
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
    setDefault(metricName, Metric.AREA_UNDER_ROC.key());
    MetricColumns usual = MetricColumns.USUAL;
    this.labelCol = column("labelCol", "column of labels", usual.label());
    this.predictionCol = column("predictionCol", "column of predictions", usual.prediction());
    this.rawPredictionCol =
        column(
            "rawPredictionCol",
            "column of scores of the positive class: numbers, or vectors whose second element is the score",
            usual.rawPrediction());
    this.probabilityCol =
        column("probabilityCol", "column of vectors of class probabilities", usual.probability());
    this.weightCol =
        column("weightCol", "column of row weights; empty: all rows weigh 1", usual.weight());
    this.featuresCol =
        column(
            "featuresCol", "column of feature vectors, for metrics of clusters", usual.features());
    this.censorCol =
        column(
            "censorCol",
            "column that is 1 where a label is a time that ended with the event, and 0 where it is censored",
            usual.censor());
    this.userCol =
        column("userCol", "column of users, for metrics of rankings", usual.rating().user());
    this.itemCol =
        column("itemCol", "column of items, for metrics of rankings", usual.rating().item());
  }

  private Param<String> column(String name, String doc, String usual) {
    Param<String> param = new Param<>(uid, name, doc);
    setDefault(param, usual);
    return param;
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
    return (MetricEvaluator) set(metricName, value);
  }

  public Param<String> labelCol() {
    return labelCol;
  }

  public String getLabelCol() {
    return text(labelCol);
  }

  public MetricEvaluator setLabelCol(String value) {
    return (MetricEvaluator) set(labelCol, value);
  }

  public Param<String> predictionCol() {
    return predictionCol;
  }

  public String getPredictionCol() {
    return text(predictionCol);
  }

  public MetricEvaluator setPredictionCol(String value) {
    return (MetricEvaluator) set(predictionCol, value);
  }

  public Param<String> rawPredictionCol() {
    return rawPredictionCol;
  }

  public String getRawPredictionCol() {
    return text(rawPredictionCol);
  }

  public MetricEvaluator setRawPredictionCol(String value) {
    return (MetricEvaluator) set(rawPredictionCol, value);
  }

  public Param<String> probabilityCol() {
    return probabilityCol;
  }

  public String getProbabilityCol() {
    return text(probabilityCol);
  }

  public MetricEvaluator setProbabilityCol(String value) {
    return (MetricEvaluator) set(probabilityCol, value);
  }

  public Param<String> weightCol() {
    return weightCol;
  }

  public String getWeightCol() {
    return text(weightCol);
  }

  public MetricEvaluator setWeightCol(String value) {
    return (MetricEvaluator) set(weightCol, value);
  }

  public Param<String> featuresCol() {
    return featuresCol;
  }

  public String getFeaturesCol() {
    return text(featuresCol);
  }

  public MetricEvaluator setFeaturesCol(String value) {
    return (MetricEvaluator) set(featuresCol, value);
  }

  public Param<String> censorCol() {
    return censorCol;
  }

  public String getCensorCol() {
    return text(censorCol);
  }

  public MetricEvaluator setCensorCol(String value) {
    return (MetricEvaluator) set(censorCol, value);
  }

  public Param<String> userCol() {
    return userCol;
  }

  public String getUserCol() {
    return text(userCol);
  }

  public MetricEvaluator setUserCol(String value) {
    return (MetricEvaluator) set(userCol, value);
  }

  public Param<String> itemCol() {
    return itemCol;
  }

  public String getItemCol() {
    return text(itemCol);
  }

  public MetricEvaluator setItemCol(String value) {
    return (MetricEvaluator) set(itemCol, value);
  }

  private String text(Param<String> param) {
    return String.valueOf(getOrDefault(param));
  }
}
