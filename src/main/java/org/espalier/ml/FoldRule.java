package org.espalier.ml;

import java.util.Locale;
import java.util.Optional;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.param.Param;
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
  STRATIFIED,
  /** A hash of the group of a row: rows of one group are in one fold. */
  GROUP,
  /** Intervals of time: each fold trains on the rows before those that it validates. */
  TIME;

  static FoldRule of(TunerParams<?> tuner) {
    return valueOf(tuner.getFoldRule().toUpperCase(Locale.ROOT));
  }

  /** True if a row's place decides its fold or its rank. */
  static boolean byPlace(TunerParams<?> tuner) {
    return of(tuner) == SPARK || of(tuner) == PYSPARK;
  }

  /** Word for the units that are assigned to folds. */
  String assigned() {
    return this == GROUP ? "groups" : this == TIME ? "times" : "rows";
  }

  Dataset<Row> folds(Dataset<?> dataset, Tuner tuner, String fold, String rank) {
    int folds = tuner.getNumFolds();
    return switch (this) {
      case SPARK -> SparkFolds.withFold(dataset, folds, tuner.getSeed(), fold);
      case PYSPARK -> SparkFolds.withPythonFold(dataset, folds, tuner.getSeed(), fold);
      case HASH, STRATIFIED, GROUP, TIME -> hashed(dataset, tuner).withFold(folds, fold, rank);
    };
  }

  /** Cut of the rows by hash or time. */
  HashFolds hashed(Dataset<?> dataset, TunerParams<?> tuner) {
    return new HashFolds(
        dataset,
        this == STRATIFIED ? Optional.of(label(tuner)) : Optional.empty(),
        column(tuner, tuner.group()),
        column(tuner, tuner.time()),
        tuner.getSeed());
  }

  private static Optional<String> column(TunerParams<?> tuner, Param<String> param) {
    return ParamValues.current(tuner, param).map(String::valueOf);
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
