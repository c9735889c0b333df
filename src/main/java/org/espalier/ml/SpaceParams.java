package org.espalier.ml;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamPair;
import org.apache.spark.ml.tuning.ValidatorParams;
import org.apache.spark.sql.Dataset;
import org.espalier.ml.param.EstimatorsParam;
import org.espalier.ml.param.HeldOutParam;
import org.espalier.ml.param.PlanParam;
import org.espalier.ml.param.StableStageNames;
import org.espalier.ml.param.TunerParam;
import org.espalier.search.Refinement;
import org.espalier.space.SearchSpace;
import org.espalier.spark.ParamValues;

/**
 * Params of a tuner without a single value: search space, start points, refinements, estimators and
 * held-out table.
 *
 * @param <T> the tuner itself, so that setters can be chained
 */
public interface SpaceParams<T extends TunerParams<T>> extends ValidatorParams {

  /** True if there are maps to try. */
  default boolean hasMaps() {
    return isDefined(estimatorParamMaps()) && getEstimatorParamMaps().length > 0;
  }

  /**
   * Estimators to choose from, in place of {@code estimator}. Each of them with its own params is a
   * trial, in the order given, and the first is the baseline. A param of the space applies to every
   * estimator that has its stage. The model is that of the best estimator.
   */
  default Param<Estimator<?>[]> estimators() {
    return new EstimatorsParam(this);
  }

  default Estimator<?>[] getEstimators() {
    return $(estimators());
  }

  /** Sets the estimators, and {@code estimator} to the first of them. */
  default T setEstimators(Estimator<?>... value) {
    T tuner = TunerParam.with(this, estimators(), value.clone());
    return TunerParam.with(tuner, estimator(), value[0]);
  }

  /** Search space, in place of {@code estimatorParamMaps}; see {@link ParamSpaceBuilder}. */
  default Param<SearchSpace> space() {
    return PlanParam.space(this);
  }

  default SearchSpace getSpace() {
    return $(space());
  }

  /**
   * Sets the space, and the estimators that {@link ParamSpaceBuilder#addEstimators} gave it.
   *
   * @param value with params as {@code stage.param}, where the stage is its uid or its name in
   *     {@link #plan()}
   */
  default T setSpace(SearchSpace value) {
    if (value instanceof ParamSpaceBuilder.EstimatorSpace choice) {
      setEstimators(choice.estimators());
    }
    return TunerParam.with(this, space(), value);
  }

  /**
   * Sets the space of a text, which is that of a study file: {@code space {
   * logistic-regression.regParam { from = 1e-4, to = 1.0, scale = log } }}.
   *
   * @throws IllegalArgumentException with all problems, one per line
   */
  default T setSpace(String text) {
    return setSpace(ParamSpaceBuilder.read(text));
  }

  /**
   * Configurations of the space that are tried after the estimator's own params, values by {@code
   * stage.param}; none by default.
   */
  default Param<List<Map<String, Object>>> startPoints() {
    return PlanParam.startPoints(this);
  }

  default List<Map<String, Object>> getStartPoints() {
    return $(startPoints());
  }

  default T setStartPoints(List<Map<String, Object>> value) {
    return TunerParam.with(this, startPoints(), List.copyOf(value));
  }

  /** Start points from maps; params that a map leaves out have the estimator's own values. */
  default T setStartPoints(ParamMap... maps) {
    return setStartPoints(Arrays.stream(maps).map(SpaceParams::point).toList());
  }

  private static Map<String, Object> point(ParamMap map) {
    Map<String, Object> values = new TreeMap<>();
    for (ParamPair<?> pair : ParamValues.pairs(map)) {
      Param<?> param = pair.param();
      if (pair.value() == null) {
        throw new IllegalArgumentException(
            "startPoints: %s: is null; give a value, or leave it out"
                .formatted(StableStageNames.where(param.parent(), param.name())));
      }
      values.put(ParamSpaceBuilder.name(param), ParamValues.plain(pair.value()));
    }
    return values;
  }

  /**
   * Refinements, which follow the search and try configurations around the best so far; none by
   * default. For {@code scheduler = full} only.
   */
  default Param<List<Refinement>> then() {
    return PlanParam.then(this);
  }

  default List<Refinement> getThen() {
    return $(then());
  }

  /** Sets the refinements in their order, with params as in {@link #setSpace(SearchSpace)}. */
  default T setThen(Refinement... refinements) {
    return TunerParam.with(this, then(), List.of(refinements));
  }

  /**
   * Table with the columns of the dataset, on whose rows the best model is scored at the end, in
   * place of a share of the dataset; not saved with the tuner.
   */
  default Param<Dataset<?>> heldOutSource() {
    return new HeldOutParam(this);
  }

  default Dataset<?> getHeldOutSource() {
    return $(heldOutSource());
  }

  default T setHeldOutSource(Dataset<?> value) {
    return TunerParam.with(this, heldOutSource(), value);
  }

  /**
   * The plan as a study file: the params that are set, with the space by {@code stage.param}. It
   * can be compared and kept under version control. Estimator, evaluator, maps and held-out source
   * have no text.
   */
  String plan();

  /**
   * Sets the params of a plan that {@link #plan()} wrote.
   *
   * @throws IllegalArgumentException with all problems, one per line
   */
  T setPlan(String text);
}
