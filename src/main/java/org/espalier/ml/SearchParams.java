package org.espalier.ml;

import java.util.List;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.Params;
import org.espalier.plan.EnumNames;
import org.espalier.plan.SchedulePlan;
import org.espalier.plan.Strategies;

/**
 * Params of a tuner's search: what is tried, and how much resource each trial gets.
 *
 * @param <T> the tuner itself, so that setters can be chained
 */
public interface SearchParams<T extends TunerParams<T>> extends Params {

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
    return TunerParam.with(this, space(), value);
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
    return TunerParam.with(this, startPoints(), value);
  }

  /** Start points from maps; params that a map leaves out have the estimator's own values. */
  default T setStartPoints(ParamMap... maps) {
    return setStartPoints(ParamPoints.of(maps));
  }

  /**
   * Folder of an earlier study, the {@code journal} of a tuner with the same metric, whose best
   * three configurations are tried first, as far as they lie in the space; {@code gp} and {@code
   * tpe} also use its other trials, with a weight that fades as outcomes arrive. None by default.
   */
  default Param<String> prior() {
    return TunerParam.text(
        this, "prior", "folder of an earlier study, whose best configurations are tried first");
  }

  default String getPrior() {
    return $(prior());
  }

  default T setPrior(String path) {
    return TunerParam.with(this, prior(), path);
  }

  /**
   * Refinements, which follow the search and try configurations around the best so far; none by
   * default. For {@code scheduler = full} only.
   */
  default Param<ParamRefinements> then() {
    return new JsonParam<>(
        this,
        "then",
        "refinements that follow, each around the best configuration so far",
        ParamRefinements::toJson,
        ParamRefinements::fromJson);
  }

  default ParamRefinements getThen() {
    return $(then());
  }

  default T setThen(ParamRefinements value) {
    return TunerParam.with(this, then(), value);
  }

  /** Refinements in their order, of {@link ParamRefinements#grid} and its like. */
  default T setThen(ParamRefinements.Refinement... refinements) {
    return setThen(new ParamRefinements(List.of(refinements)));
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
    return TunerParam.with(this, sampler(), value);
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
    return TunerParam.with(this, trials(), value);
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
    return TunerParam.with(this, scheduler(), value);
  }

  /** What the better ones get more of: {@code rows}, {@code folds} or {@code iterations}. */
  default Param<String> resource() {
    List<String> known = EnumNames.all(SchedulePlan.Resource.class);
    return TunerParam.oneOf(this, "resource", "what the better ones get more of", known);
  }

  default String getResource() {
    return $(resource());
  }

  default T setResource(String value) {
    return TunerParam.with(this, resource(), value);
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
    return TunerParam.with(this, minFolds(), value);
  }

  /** One in so many goes on, with so many times as much; at least 2. */
  default IntParam eta() {
    return TunerParam.atLeast(this, "eta", 2, "one in eta goes on, with eta times as much");
  }

  default int getEta() {
    return (Integer) $(eta());
  }

  default T setEta(int value) {
    return TunerParam.with(this, eta(), value);
  }
}
