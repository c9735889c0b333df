package org.espalier.ml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.FloatParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.espalier.Api;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.FloatParameter;
import org.espalier.space.IntParameter;
import org.espalier.space.Parameter;
import org.espalier.space.Scale;
import org.espalier.spark.ParamValues;

/**
 * Builder of a {@link ParamSpace}, analogous to Spark's {@code ParamGridBuilder}.
 *
 * <pre>{@code
 * ParamSpace space =
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

  private final List<ParamSpace.Axis> axes = new ArrayList<>();

  /** Real numbers from {@code from} to {@code to}, both included, each as likely as the next. */
  public ParamSpaceBuilder addRange(DoubleParam param, double from, double to) {
    return addRange(param, from, to, Scale.LINEAR);
  }

  /** Real numbers from {@code from} to {@code to}, both included, on a scale. */
  public ParamSpaceBuilder addRange(DoubleParam param, double from, double to, Scale scale) {
    return add(param, new FloatParameter(param.name(), from, to, scale));
  }

  /** A range of which a grid takes so many values, equally spaced on the scale; at least 2. */
  public ParamSpaceBuilder addRange(
      DoubleParam param, double from, double to, Scale scale, int points) {
    return add(param, new FloatParameter(param.name(), from, to, scale, 0, points));
  }

  /** Real numbers from {@code from} to {@code to}, both included, on a scale. */
  public ParamSpaceBuilder addRange(FloatParam param, double from, double to, Scale scale) {
    return add(param, new FloatParameter(param.name(), from, to, scale));
  }

  /** Whole numbers from {@code from} to {@code to}, both included. */
  public ParamSpaceBuilder addRange(IntParam param, int from, int to) {
    return addRange(param, from, to, Scale.LINEAR);
  }

  /** Whole numbers from {@code from} to {@code to}, both included, on a scale. */
  public ParamSpaceBuilder addRange(IntParam param, int from, int to, Scale scale) {
    return add(param, new IntParameter(param.name(), from, to, scale));
  }

  /** A range of which a grid takes so many values, spaced on the scale and rounded; at least 2. */
  public ParamSpaceBuilder addRange(IntParam param, int from, int to, Scale scale, int points) {
    return add(param, new IntParameter(param.name(), from, to, scale, 0, points));
  }

  /** Whole numbers from {@code from} to {@code to}, both included, on a scale. */
  public ParamSpaceBuilder addRange(LongParam param, int from, int to, Scale scale) {
    return add(param, new IntParameter(param.name(), from, to, scale));
  }

  /** Off or on. */
  public ParamSpaceBuilder addChoice(BooleanParam param) {
    return add(param, ChoiceParameter.ofTruth(param.name()));
  }

  /** One of the values: truth values, numbers, texts or arrays of these. */
  public ParamSpaceBuilder addChoice(Param<?> param, Object... values) {
    List<Object> plain = Arrays.stream(values).map(ParamValues::plain).toList();
    return add(param, new ChoiceParameter(param.name(), plain));
  }

  private ParamSpaceBuilder add(Param<?> param, Parameter values) {
    requireAccepted(param, values);
    axes.add(new ParamSpace.Axis(param.parent(), param.name(), values));
    return this;
  }

  /**
   * Refuses what a param would refuse: its validator is asked about every choice and both ends of a
   * range.
   *
   * @throws IllegalArgumentException naming the param and the value
   */
  static void requireAccepted(Param<?> param, Parameter values) {
    List<Object> asked =
        values instanceof FloatParameter real
            ? List.of(real.low(), real.high())
            : values instanceof IntParameter whole
                ? List.of(whole.low(), whole.high())
                : values instanceof ChoiceParameter choice ? choice.choices() : values.grid();
    for (Object value : asked) {
      if (!ParamValues.takes(param, value)) {
        throw new IllegalArgumentException(
            "%s.%s: does not take %s; %s"
                .formatted(param.parent(), param.name(), value, param.doc()));
      }
    }
  }

  /** The space of all that was added. */
  public ParamSpace build() {
    return new ParamSpace(axes);
  }
}
