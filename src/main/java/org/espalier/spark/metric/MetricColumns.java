package org.espalier.spark.metric;

import java.util.Optional;

/**
 * Names of the columns that metrics read. Only those that a metric needs have to exist.
 *
 * @param weight empty string for rows of weight 1
 * @param censor 1 where a label is a time that ended with the event, 0 where it is censored
 */
public record MetricColumns(
    String label,
    String prediction,
    String rawPrediction,
    String probability,
    String weight,
    String features,
    String censor,
    Rating rating) {

  /** MLlib's usual names, and no weights. */
  public static final MetricColumns USUAL =
      new MetricColumns(
          "label",
          "prediction",
          "rawPrediction",
          "probability",
          "",
          "features",
          "censor",
          new Rating("user", "item"));

  /**
   * Columns of ratings.
   *
   * @param user user of a rating
   * @param item item of a rating
   */
  public record Rating(String user, String item) {}

  /** Name of the column of weights; empty where rows have weight 1. */
  public Optional<String> weights() {
    return weight.isEmpty() ? Optional.empty() : Optional.of(weight);
  }

  MetricColumns withLabel(String name, String ofWeights) {
    return new MetricColumns(
        name, prediction, rawPrediction, probability, ofWeights, features, censor, rating);
  }

  MetricColumns withPrediction(String name) {
    return new MetricColumns(
        label, name, rawPrediction, probability, weight, features, censor, rating);
  }

  MetricColumns withScore(String name) {
    return new MetricColumns(
        label, prediction, name, probability, weight, features, censor, rating);
  }

  MetricColumns withProbability(String name) {
    return new MetricColumns(
        label, prediction, rawPrediction, name, weight, features, censor, rating);
  }
}
