package org.espalier.ml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.FloatParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.espalier.Api;
import org.espalier.ml.param.PlanParam;
import org.espalier.ml.param.StableStageNames;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.Condition;
import org.espalier.space.ConditionCriterion;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.IntParameter;
import org.espalier.space.Parameter;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.espalier.spark.ParamValues;
import org.jspecify.annotations.Nullable;

/**
 * Builder of a {@link SearchSpace}, analogous to Spark's {@code ParamGridBuilder}.
 *
 * <pre>{@code
 * SearchSpace space =
 *     new ParamSpaceBuilder()
 *         .addRange(lr.regParam(), 1e-4, 1.0, Scale.LOG)
 *         .addRange(lr.maxIter(), 10, 100)
 *         .addChoice(lr.family(), "auto", "multinomial")
 *         .build();
 * }</pre>
 *
 * <p>Every method rejects values that the param itself would reject, and names the param.
 */
@Api
public final class ParamSpaceBuilder {

  /** Space with the estimators that a tuner chooses from. */
  static final class EstimatorSpace extends SearchSpace {

    private final List<Estimator<?>> estimators;

    EstimatorSpace(List<Dimension> dimensions, List<Estimator<?>> estimators) {
      super(dimensions);
      this.estimators = List.copyOf(estimators);
    }

    Estimator<?>[] estimators() {
      return estimators.toArray(Estimator<?>[]::new);
    }
  }

  private final List<Dimension> dimensions = new ArrayList<>();
  private final List<Estimator<?>> estimators = new ArrayList<>();

  /**
   * Adds estimators to choose from. The tuner that gets the space tries each with its own params,
   * in this order, and searches a param of the space under the estimators that have its stage.
   * Stages that estimators share are fitted once for all of them.
   */
  public ParamSpaceBuilder addEstimators(Estimator<?>... choices) {
    for (Estimator<?> choice : choices) {
      estimators.add(Objects.requireNonNull(choice, "addEstimators: is null; give an estimator"));
    }
    return this;
  }

  /** Real numbers from {@code from} to {@code to}, both included, each as likely as the next. */
  public ParamSpaceBuilder addRange(DoubleParam param, double from, double to) {
    return addRange(param, from, to, Scale.LINEAR);
  }

  /** Real numbers from {@code from} to {@code to}, both included, on a scale. */
  public ParamSpaceBuilder addRange(DoubleParam param, double from, double to, Scale scale) {
    return add(param, name -> new FloatParameter(name, from, to, scale));
  }

  /** A range with {@code points} values in a grid, equally spaced on the scale; at least 2. */
  public ParamSpaceBuilder addRange(
      DoubleParam param, double from, double to, Scale scale, int points) {
    return add(param, name -> new FloatParameter(name, from, to, scale, 0, points));
  }

  /** Real numbers from {@code from} to {@code to}, both included, on a scale. */
  public ParamSpaceBuilder addRange(FloatParam param, double from, double to, Scale scale) {
    return add(param, name -> new FloatParameter(name, from, to, scale));
  }

  /** Whole numbers from {@code from} to {@code to}, both included. */
  public ParamSpaceBuilder addRange(IntParam param, int from, int to) {
    return addRange(param, from, to, Scale.LINEAR);
  }

  /** Whole numbers from {@code from} to {@code to}, both included, on a scale. */
  public ParamSpaceBuilder addRange(IntParam param, int from, int to, Scale scale) {
    return add(param, name -> new IntParameter(name, from, to, scale));
  }

  /**
   * A range with {@code points} values in a grid, equally spaced on the scale and rounded; at least
   * 2.
   */
  public ParamSpaceBuilder addRange(IntParam param, int from, int to, Scale scale, int points) {
    return add(param, name -> new IntParameter(name, from, to, scale, 0, points));
  }

  /** Whole numbers from {@code from} to {@code to}, both included, on a scale. */
  public ParamSpaceBuilder addRange(LongParam param, int from, int to, Scale scale) {
    return add(param, name -> new IntParameter(name, from, to, scale));
  }

  /** Adds a choice of false and true. */
  public ParamSpaceBuilder addChoice(BooleanParam param) {
    return add(param, ChoiceParameter::ofTruth);
  }

  /**
   * One of the values: truth values, numbers, texts or, of a param of Spark's types of arrays,
   * arrays of these. Other values are tried in maps.
   */
  public ParamSpaceBuilder addChoice(Param<?> param, @Nullable Object... values) {
    List<Object> plain = new ArrayList<>();
    for (Object value : values) {
      if (value == null || (value.getClass().isArray() && !ParamValues.takesArrays(param))) {
        throw ParamValues.refused(
            where(param), value == null ? "null" : "an array", "set it in a param map");
      }
      plain.add(ParamValues.plain(value));
    }
    return add(param, name -> new ChoiceParameter(name, plain));
  }

  /**
   * Restricts the last param to configurations in which another one, added before it, has one of
   * some values; in others it has the estimator's own value.
   */
  public ParamSpaceBuilder when(Param<?> parent, Object... values) {
    if (dimensions.isEmpty()) {
      throw new IllegalArgumentException("when: there is no param yet; add one before");
    }
    List<Object> plain = Arrays.stream(values).map(ParamValues::plain).toList();
    Dimension last = dimensions.remove(dimensions.size() - 1);
    List<Condition> conditions = new ArrayList<>(last.conditions());
    conditions.add(new Condition(name(parent), new ConditionCriterion.OneOf(plain)));
    dimensions.add(new Dimension(last.parameter(), conditions));
    return this;
  }

  private ParamSpaceBuilder add(Param<?> param, Function<String, Parameter> values) {
    Parameter parameter;
    try {
      parameter = values.apply(name(param));
    } catch (IllegalArgumentException e) {
      String wrong = String.valueOf(e.getMessage()).replaceAll("^Parameter '[^']*': |\\.$", "");
      throw new IllegalArgumentException("%s: %s".formatted(where(param), wrong), e);
    }
    ParamValues.requireTaken(where(param), param, parameter);
    dimensions.add(Dimension.always(parameter));
    return this;
  }

  /**
   * Name of a param in a space, start points and refinements: the uid of its stage, a dot and its
   * own name.
   */
  public static String name(Param<?> param) {
    return "%s.%s".formatted(param.parent(), param.name());
  }

  /**
   * Space of a text, {@code space { … }} of a study file.
   *
   * @throws IllegalArgumentException with all problems, one per line
   */
  public static SearchSpace read(String text) {
    return PlanParam.space(text);
  }

  private static String where(Param<?> param) {
    return StableStageNames.where(param.parent(), param.name());
  }

  /**
   * Builds the space.
   *
   * @throws IllegalArgumentException if nothing was added, a param was added twice, or a condition
   *     names no value of a param before it
   */
  public SearchSpace build() {
    if (dimensions.isEmpty() && estimators.isEmpty()) {
      throw new IllegalArgumentException("A space needs at least one param.");
    }
    return estimators.isEmpty()
        ? new SearchSpace(dimensions)
        : new EstimatorSpace(dimensions, estimators);
  }
}
