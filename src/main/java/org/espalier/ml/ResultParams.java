package org.espalier.ml;

import java.time.Duration;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.espalier.plan.EnumNames;
import org.espalier.plan.WinnerPlan;

/**
 * Params of a tuner's end: limits of the search, the choice of the winner, and what it must reach.
 *
 * @param <T> the tuner itself, so that setters can be chained
 */
public interface ResultParams<T extends TunerParams<T>> extends Params {

  /** Seconds of wall-clock time for the whole fit; 0 for no limit. */
  default DoubleParam timeout() {
    return TunerParam.realAtLeast(
        this, "timeout", 0, "seconds of wall-clock time for the whole fit; 0: no limit");
  }

  default double getTimeout() {
    return (Double) $(timeout());
  }

  default T setTimeout(double seconds) {
    return TunerParam.with(this, timeout(), seconds);
  }

  /** {@link #setTimeout(double)} for those who have a duration. */
  default T setTimeout(Duration value) {
    return setTimeout(value.toNanos() / 1e9);
  }

  /** Seconds of executor run time, as measured, of all cells; 0 for no limit. */
  default DoubleParam maxTaskTime() {
    return TunerParam.realAtLeast(
        this, "maxTaskTime", 0, "seconds of executor run time of all cells; 0: no limit");
  }

  default double getMaxTaskTime() {
    return (Double) $(maxTaskTime());
  }

  default T setMaxTaskTime(double value) {
    return TunerParam.with(this, maxTaskTime(), value);
  }

  /** Configurations without a better one in full that end the search; 0 for no limit. */
  default IntParam patience() {
    return TunerParam.atLeast(
        this,
        "patience",
        0,
        "configurations without a better one in full that end the search; 0: no limit");
  }

  default int getPatience() {
    return (Integer) $(patience());
  }

  default T setPatience(int value) {
    return TunerParam.with(this, patience(), value);
  }

  /** An average metric, in the evaluator's own direction, that is good enough; none unless set. */
  default DoubleParam targetScore() {
    String doc = "an average metric in full that is good enough and ends the search";
    return TunerParam.realAtLeast(this, "targetScore", -Double.MAX_VALUE, doc);
  }

  default double getTargetScore() {
    return (Double) $(targetScore());
  }

  default T setTargetScore(double value) {
    return TunerParam.with(this, targetScore(), value);
  }

  /**
   * Remaining regret that ends the search: the possible gain over the best average metric so far,
   * as a Gaussian process bounds it from 20 configurations in full on; in the metric's unit. 0 for
   * the standard error of the best one's mean over folds; no such end unless set. Needs a space.
   */
  default DoubleParam maxRegret() {
    return TunerParam.realAtLeast(
        this,
        "maxRegret",
        0,
        "remaining regret, in the metric's unit, that ends the search; 0: the standard error of the"
            + " best mean");
  }

  default double getMaxRegret() {
    return (Double) $(maxRegret());
  }

  default T setMaxRegret(double value) {
    return TunerParam.with(this, maxRegret(), value);
  }

  /** Failed trials of the space in a row that end the fit; at least 1. */
  default IntParam maxFailures() {
    return TunerParam.atLeast(
        this, "maxFailures", 1, "failed configurations of the space in a row that end the fit");
  }

  default int getMaxFailures() {
    return (Integer) $(maxFailures());
  }

  default T setMaxFailures(int value) {
    return TunerParam.with(this, maxFailures(), value);
  }

  /**
   * Rule that chooses the winner: {@code best}, the best average metric as Spark chooses it, or
   * {@code one-standard-error}, the simplest configuration within one standard error of the best
   * mean over folds. Simpler means, compared in this order, smaller maxDepth, numTrees, layers,
   * factorSize, rank, k; larger minInstancesPerNode, minInfoGain, regParam, elasticNetParam,
   * smoothing; smaller maxIter, maxBins.
   */
  default Param<String> winnerRule() {
    return TunerParam.oneOf(
        this, "winnerRule", "rule that chooses the winner", EnumNames.all(WinnerPlan.Rule.class));
  }

  default String getWinnerRule() {
    return $(winnerRule());
  }

  default T setWinnerRule(String value) {
    return TunerParam.with(this, winnerRule(), value);
  }

  /**
   * Further partitions into folds, by other seeds, on which the best three trials are evaluated
   * again after the search: the best of many means is biased upwards, but not on folds that did not
   * select it. The rule then compares means on those folds; 0, none, by default.
   */
  default IntParam winnerRepeats() {
    return TunerParam.atLeast(
        this,
        "winnerRepeats",
        0,
        "further partitions into folds, on which the best three are evaluated again");
  }

  default int getWinnerRepeats() {
    return (Integer) $(winnerRepeats());
  }

  default T setWinnerRepeats(int value) {
    return TunerParam.with(this, winnerRepeats(), value);
  }

  /**
   * Whether the model has out-of-fold predictions of the best map: a row for each that a fold
   * validates, predicted by a model that was fitted without this fold. Costs a fit for each fold;
   * false by default. The rows are in the model's {@code predictions()}.
   */
  default BooleanParam collectPredictions() {
    return new BooleanParam(
        uid(),
        "collectPredictions",
        "whether the model has out-of-fold predictions of the best map");
  }

  default boolean getCollectPredictions() {
    return (Boolean) $(collectPredictions());
  }

  default T setCollectPredictions(boolean value) {
    return TunerParam.with(this, collectPredictions(), value);
  }

  /**
   * Share of the rows that are held out, in [0, 1), by a hash of all columns; 0 by default. The
   * search does not see them, the best model is fitted on all others and judged once on them: the
   * score is in the summary of the model's study, beside that of the estimator as it is where that
   * was tried as a configuration of a space. By {@code foldRule = stratified} each class has its
   * share.
   */
  default DoubleParam heldOut() {
    return TunerParam.share(this, "heldOut", "share of the rows that are held out until the end");
  }

  default double getHeldOut() {
    return (Double) $(heldOut());
  }

  default T setHeldOut(double share) {
    return TunerParam.with(this, heldOut(), share);
  }

  /**
   * Required improvement over the estimator as it is, in the metric's unit, on the held-out rows
   * or, without any, over folds; none unless set. A fit that misses it leaves its model, and the
   * study's status is {@code gate-failed}.
   */
  default DoubleParam minImprovement() {
    return TunerParam.realAtLeast(
        this,
        "minImprovement",
        -Double.MAX_VALUE,
        "required improvement over the estimator as it is, in the metric's unit");
  }

  default double getMinImprovement() {
    return (Double) $(minImprovement());
  }

  default T setMinImprovement(double value) {
    return TunerParam.with(this, minImprovement(), value);
  }

  /**
   * Required metric on the held-out rows or, without any, over folds: the least one, or the most
   * where smaller is better; none unless set. A fit that misses it leaves its model, and the
   * study's status is {@code gate-failed}.
   */
  default DoubleParam requiredScore() {
    return TunerParam.realAtLeast(
        this,
        "requiredScore",
        -Double.MAX_VALUE,
        "required metric of the winner: at least, or at most where smaller is better");
  }

  default double getRequiredScore() {
    return (Double) $(requiredScore());
  }

  default T setRequiredScore(double value) {
    return TunerParam.with(this, requiredScore(), value);
  }
}
