package org.espalier.ml;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.spark.ParamValues;
import org.espalier.spark.data.HashFolds;
import org.espalier.spark.data.fold.SparkFolds;

/** Rule that determines a row's fold. */
enum FoldRule {
  /** Spark's {@code kFold} and {@code randomSplit}, bit for bit: by a row's place. */
  SPARK,
  /** PySpark's own rule: by a row's place too, but other folds. */
  PYSPARK,
  /** A hash of the row: independent of the order of rows, the partitions and the cluster. */
  HASH,
  /** A hash, and each fold gets its share of every value of the evaluator's label column. */
  STRATIFIED;

  static FoldRule of(TunerParams<?> tuner) {
    return valueOf(tuner.getFoldRule().toUpperCase(Locale.ROOT));
  }

  /** True if a row's place decides its fold or its rank. */
  static boolean byPlace(TunerParams<?> tuner) {
    return of(tuner) == SPARK || of(tuner) == PYSPARK;
  }

  static List<String> names() {
    return Arrays.stream(values()).map(rule -> rule.name().toLowerCase(Locale.ROOT)).toList();
  }

  Dataset<Row> folds(Dataset<?> dataset, Tuner tuner, String fold, String rank) {
    int folds = tuner.getNumFolds();
    return switch (this) {
      case SPARK -> SparkFolds.withFold(dataset, folds, tuner.getSeed(), fold);
      case PYSPARK -> SparkFolds.withPythonFold(dataset, folds, tuner.getSeed(), fold);
      case HASH, STRATIFIED ->
          new HashFolds(
                  dataset,
                  this == HASH ? Optional.empty() : Optional.of(label(tuner)),
                  tuner.getSeed())
              .withFold(folds, fold, rank);
    };
  }

  Dataset<Row> split(Dataset<?> dataset, SplitTuner tuner, String part) {
    return this == PYSPARK
        ? SparkFolds.withPythonSplit(dataset, tuner.getTrainRatio(), tuner.getSeed(), part)
        : SparkFolds.withSplit(dataset, tuner.getTrainRatio(), tuner.getSeed(), part);
  }

  static String label(TunerParams<?> tuner) {
    Evaluator evaluator = tuner.getEvaluator();
    return Optional.of(evaluator)
        .filter(one -> one.hasParam("labelCol"))
        .flatMap(one -> ParamValues.current(one, one.getParam("labelCol")))
        .map(String::valueOf)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s: foldRule: 'stratified' needs an evaluator with a labelCol; hash does not"
                        .formatted(StableStageNames.where(tuner))));
  }
}
