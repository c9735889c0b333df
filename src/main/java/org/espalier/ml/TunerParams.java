package org.espalier.ml;

import java.time.Duration;
import java.util.List;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.shared.HasCollectSubModels;
import org.apache.spark.ml.param.shared.HasParallelism;
import org.apache.spark.ml.tuning.ValidatorParams;
import org.espalier.plan.SchedulePlan;
import org.espalier.plan.Strategies;
import org.espalier.plan.WinnerPlan;

/**
 * Params that {@link Tuner} and {@link SplitTuner} have in common: those of Spark's own class, and
 * additional ones.
 *
 * <p>With maps and no additional param set, a tuner does the same as Spark's class. With a space it
 * tries the estimator as it is, then the sampler's proposals; a scheduler other than {@code full}
 * stops weak candidates at a part of the rows, folds or iterations. The model's maps and metrics
 * are then those of the trials that completed at full fidelity or, if a limit ended the search
 * before any did, of those that came to the highest rung reached.
 *
 * @param <T> the tuner itself, so that setters can be chained
 */
public interface TunerParams<T extends TunerParams<T>>
    extends ValidatorParams, HasParallelism, HasCollectSubModels {

  /** Whether there are maps to try. */
  default boolean hasMaps() {
    return isDefined(estimatorParamMaps()) && getEstimatorParamMaps().length > 0;
  }

  /**
   * What may be tried, in the place of {@code estimatorParamMaps}; see {@link ParamSpaceBuilder}.
   */
  default Param<ParamSpace> space() {
    return new JsonParam<>(
        this,
        "space",
        "what may be tried, in the place of maps",
        ParamSpace::toJson,
        ParamSpace::fromJson);
  }

  default ParamSpace getSpace() {
    return $(space());
  }

  default T setSpace(ParamSpace value) {
    return with(space(), value);
  }

  /** How configurations of the space are found: a name of {@link Strategies#samplers()}. */
  default Param<String> sampler() {
    return TunerParam.oneOf(
        this, "sampler", "how configurations of the space are found", Strategies.samplers());
  }

  default String getSampler() {
    return $(sampler());
  }

  default T setSampler(String value) {
    return with(sampler(), value);
  }

  /**
   * Configurations of the space at most, the estimator as it is among them; 0 for all of a grid,
   * and {@value TunerParam#DEFAULT_TRIALS} with another sampler.
   */
  default IntParam trials() {
    return TunerParam.atLeast(this, "trials", 0, "configurations at most; 0: 50, or all of a grid");
  }

  default int getTrials() {
    return (Integer) $(trials());
  }

  default T setTrials(int value) {
    return with(trials(), value);
  }

  /** Configurations of the space that are tried after the estimator as it is; none by default. */
  default Param<ParamPoints> startPoints() {
    return new JsonParam<>(
        this,
        "startPoints",
        "configurations of the space that are tried after the estimator as it is",
        ParamPoints::toJson,
        ParamPoints::fromJson);
  }

  default ParamPoints getStartPoints() {
    return $(startPoints());
  }

  default T setStartPoints(ParamPoints value) {
    return with(startPoints(), value);
  }

  /** Start points from maps; params that a map leaves out have the estimator's own values. */
  default T setStartPoints(ParamMap... maps) {
    return setStartPoints(ParamPoints.of(maps));
  }

  /** How much each trial gets: a name of {@link Strategies#schedulers()}. */
  default Param<String> scheduler() {
    return TunerParam.oneOf(
        this, "scheduler", "how much each configuration gets", Strategies.schedulers());
  }

  default String getScheduler() {
    return $(scheduler());
  }

  default T setScheduler(String value) {
    return with(scheduler(), value);
  }

  /** What the better ones get more of: {@code rows}, {@code folds} or {@code iterations}. */
  default Param<String> resource() {
    List<String> known = ParamsPlan.texts(SchedulePlan.Resource.class);
    return TunerParam.oneOf(this, "resource", "what the better ones get more of", known);
  }

  default String getResource() {
    return $(resource());
  }

  default T setResource(String value) {
    return with(resource(), value);
  }

  /** Of the resource, for all trials; 0 for what the scheduler usually begins with. */
  default LongParam minResource() {
    return TunerParam.longAtLeast(
        this,
        "minResource",
        0,
        "of the resource, for all; 0: one fold, a ninth of the iterations, or the smaller of 1000"
            + " rows and a ninth of all");
  }

  default long getMinResource() {
    return (Long) $(minResource());
  }

  default T setMinResource(long value) {
    return with(minResource(), value);
  }

  /** Folds that validate a trial below the top rung, of rows or iterations; 0 for all of them. */
  default IntParam minFolds() {
    return TunerParam.atLeast(
        this, "minFolds", 0, "folds below the top rung of rows or iterations; 0: all");
  }

  default int getMinFolds() {
    return (Integer) $(minFolds());
  }

  default T setMinFolds(int value) {
    return with(minFolds(), value);
  }

  /** One in so many goes on, with so many times as much; at least 2. */
  default IntParam eta() {
    return TunerParam.atLeast(this, "eta", 2, "one in eta goes on, with eta times as much");
  }

  default int getEta() {
    return (Integer) $(eta());
  }

  default T setEta(int value) {
    return with(eta(), value);
  }

  /**
   * Who decides on a row's fold: {@code spark} (Spark's own rule, by a row's place), {@code
   * pyspark} (PySpark's), {@code hash} (of all columns, whatever partitions and cluster) or {@code
   * stratified} (a hash, and each fold gets its share of every label). A split knows the first two.
   * Beside a {@code foldCol} only {@code pyspark} has a meaning: the column may then hold whole
   * numbers of any type.
   */
  default Param<String> foldRule() {
    return TunerParam.oneOf(this, "foldRule", "who decides on a row's fold", FoldRule.names());
  }

  default String getFoldRule() {
    return $(foldRule());
  }

  default T setFoldRule(String value) {
    return with(foldRule(), value);
  }

  /** Seconds of wall-clock time for the whole fit; 0 for no limit. */
  default DoubleParam timeout() {
    return TunerParam.realAtLeast(
        this, "timeout", 0, "seconds of wall-clock time for the whole fit; 0: no limit");
  }

  default double getTimeout() {
    return (Double) $(timeout());
  }

  default T setTimeout(double seconds) {
    return with(timeout(), seconds);
  }

  /** {@link #setTimeout(double)} for those who have a duration. */
  default T setTimeout(Duration value) {
    return setTimeout(value.toNanos() / 1e9);
  }

  /**
   * Planned training rows × folds (× iterations, where they are the resource) of all that is asked
   * for; 0 for no limit.
   */
  default LongParam maxUnits() {
    return TunerParam.longAtLeast(
        this, "maxUnits", 0, "planned training rows x folds of all that is asked for; 0: no limit");
  }

  default long getMaxUnits() {
    return (Long) $(maxUnits());
  }

  default T setMaxUnits(long value) {
    return with(maxUnits(), value);
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
    return with(maxTaskTime(), value);
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
    return with(patience(), value);
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
    return with(targetScore(), value);
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
    return with(maxRegret(), value);
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
    return with(maxFailures(), value);
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
        this,
        "winnerRule",
        "rule that chooses the winner",
        ParamsPlan.texts(WinnerPlan.Rule.class));
  }

  default String getWinnerRule() {
    return $(winnerRule());
  }

  default T setWinnerRule(String value) {
    return with(winnerRule(), value);
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
    return with(heldOut(), share);
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
    return with(minImprovement(), value);
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
    return with(requiredScore(), value);
  }

  /**
   * Megabytes of the cluster's storage for rows behind stages that several cells share; {@value
   * TunerParam#STORAGE_OF_ROWS} for a quarter of what the executors have when a fit begins, or as
   * much as the rows themselves take if that is more. What does not fit is written to the
   * checkpoint folder of the Spark context, if one is set ({@code SparkContext.setCheckpointDir}),
   * and computed by each cell otherwise. With 0 and such a folder the rows themselves are there
   * too, and nothing is cached but what a learner caches in its fit.
   */
  default IntParam maxStorageInMB() {
    return TunerParam.atLeast(
        this,
        "maxStorageInMB",
        TunerParam.STORAGE_OF_ROWS,
        "storage for rows behind shared stages, others go to the checkpoint folder if there is one;"
            + " -1: a quarter of what there is, or as much as the rows take");
  }

  default int getMaxStorageInMB() {
    return (Integer) $(maxStorageInMB());
  }

  default T setMaxStorageInMB(int value) {
    return with(maxStorageInMB(), value);
  }

  /**
   * Where candidates are trained: {@code auto}, inside a task where learner, params and rows allow
   * it, with the models and metrics of an ordinary fit; {@code tasks}, the same, and a fit for
   * which that is not possible fails; {@code jobs}, by each learner's own fit; or {@code verify},
   * as auto, with the scores of the first few fits compared with those of ordinary fits in the log.
   */
  default Param<String> training() {
    return TunerParam.oneOf(
        this,
        "training",
        "where candidates are trained: inside a task where possible, always there, or by jobs",
        List.of("auto", "tasks", "jobs", "verify"));
  }

  default String getTraining() {
    return $(training());
  }

  default T setTraining(String value) {
    return with(training(), value);
  }

  /**
   * Megabytes that the rows of one fit may take for its training inside a task, at least 1; fits of
   * more rows are ordinary ones.
   */
  default IntParam taskMemoryInMB() {
    return TunerParam.atLeast(
        this, "taskMemoryInMB", 1, "memory for the rows of one fit inside a task");
  }

  default int getTaskMemoryInMB() {
    return (Integer) $(taskMemoryInMB());
  }

  default T setTaskMemoryInMB(int value) {
    return with(taskMemoryInMB(), value);
  }

  /**
   * Proposals under way at a time, at least 1: the fewer, the more each one knows of the others,
   * and the fewer cells there are to run side by side. Metrics depend on it, and not on the
   * parallelism. Of no effect where nothing learns from outcomes, as with maps and no scheduler.
   */
  default IntParam window() {
    return TunerParam.atLeast(
        this,
        "window",
        1,
        "proposals under way at a time: fewer know more of the others, more fill more slots");
  }

  default int getWindow() {
    return (Integer) $(window());
  }

  default T setWindow(int value) {
    return with(window(), value);
  }

  /**
   * The folder of this fit's record, on any Hadoop file system; none by default. A second fit with
   * the same data and params, also in another process, goes on where the first was ended: what the
   * journal holds is not run again, and metrics and the choice are those of an uninterrupted fit.
   * Other data or params are refused, but for a higher {@code trials} and other limits of the
   * search. A fit that had come to its end is answered from its record, and only the best model is
   * fitted again, as no journal holds models. {@code report FOLDER} makes page and tables of it.
   */
  default Param<String> journal() {
    return new Param<>(
        uid(), "journal", "folder of the record, from which a fit that was ended goes on");
  }

  default String getJournal() {
    return $(journal());
  }

  default T setJournal(String path) {
    return with(journal(), path);
  }

  private <V> T with(Param<V> param, V value) {
    set(param, value);
    @SuppressWarnings("unchecked") // T is the tuner itself
    T self = (T) this;
    return self;
  }
}
