package org.espalier.ml;

import java.util.List;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.shared.HasCollectSubModels;
import org.apache.spark.ml.param.shared.HasParallelism;
import org.apache.spark.ml.tuning.ValidatorParams;

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
    extends ValidatorParams, HasParallelism, HasCollectSubModels, SearchParams<T>, ResultParams<T> {

  /** Whether there are maps to try. */
  default boolean hasMaps() {
    return isDefined(estimatorParamMaps()) && getEstimatorParamMaps().length > 0;
  }

  // py4j finds setters of numbers of type long in this interface, and not in those that it extends.

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
    return TunerParam.with(this, minResource(), value);
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
    return TunerParam.with(this, maxUnits(), value);
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
    return TunerParam.with(this, foldRule(), value);
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
    return TunerParam.with(this, maxStorageInMB(), value);
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
    return TunerParam.with(this, training(), value);
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
    return TunerParam.with(this, taskMemoryInMB(), value);
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
    return TunerParam.with(this, window(), value);
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
    return TunerParam.text(
        this, "journal", "folder of the record, from which a fit that was ended goes on");
  }

  default String getJournal() {
    return $(journal());
  }

  default T setJournal(String path) {
    return TunerParam.with(this, journal(), path);
  }
}
