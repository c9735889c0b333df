package org.espalier.ml;

import java.util.List;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.ValidatorParams;
import org.espalier.spec.SettingTable;

/**
 * Params of a tuner that hold more than a value: what is tried, and around what.
 *
 * @param <T> the tuner itself, so that setters can be chained
 */
public interface SpaceParams<T extends TunerParams<T>> extends ValidatorParams {

  /** True if there are maps to try. */
  default boolean hasMaps() {
    return isDefined(estimatorParamMaps()) && getEstimatorParamMaps().length > 0;
  }

  /** Search space, in place of {@code estimatorParamMaps}; see {@link ParamSpaceBuilder}. */
  default Param<ParamSpace> space() {
    return new JsonParam<>(
        this,
        "space",
        SettingTable.get("space").sentence(),
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
        SettingTable.get("startPoints").sentence(),
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
   * Refinements, which follow the search and try configurations around the best so far; none by
   * default. For {@code scheduler = full} only.
   */
  default Param<ParamRefinements> then() {
    return new JsonParam<>(
        this,
        "then",
        SettingTable.get("then").sentence(),
        ParamRefinements::toJson,
        ParamRefinements::fromJson);
  }

  default ParamRefinements getThen() {
    return $(then());
  }

  default T setThen(ParamRefinements value) {
    return TunerParam.with(this, then(), value);
  }

  /** Sets the refinements in their order, made by {@link ParamRefinements#grid} and the like. */
  default T setThen(ParamRefinements.Refinement... refinements) {
    return setThen(new ParamRefinements(List.of(refinements)));
  }

  /**
   * The plan as a study file: the params that are set, with the space by {@code stage.param}. It
   * can be compared and kept under version control. Estimator, evaluator and maps have no text.
   *
   * @throws IllegalArgumentException if the space does not fit the estimator
   */
  String plan();

  /**
   * Sets the params of a plan that {@link #plan()} wrote; a space needs the estimator first.
   *
   * @throws IllegalArgumentException with all that is wrong, a line each
   */
  T setPlan(String text);
}
