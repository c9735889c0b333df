package org.espalier.space;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * Real parameter in [low, high], both ends included.
 *
 * @param step 0 for a continuum; otherwise the values are low, low + step, … not above high
 * @param points 0, or the number of values a grid takes, equally spaced on the scale from low to
 *     high
 */
public record FloatParameter(
    String name, double low, double high, Scale scale, double step, int points)
    implements Parameter {

  public FloatParameter {
    Grid.requireRange(name, low, high, scale);
    if (!(step >= 0) || (step > 0 && wholeSteps(low, high, step).signum() == 0)) {
      throw new IllegalArgumentException(
          "Parameter '%s': step (%s) must be above 0 and at most to - from (%s)."
              .formatted(name, step, high - low));
    }
    Grid.requireValues(
        name, scale, step > 0 ? wholeSteps(low, high, step) : BigInteger.ZERO, points);
  }

  /** A continuum on a scale. */
  public FloatParameter(String name, double low, double high, Scale scale) {
    this(name, low, high, scale, 0, 0);
  }

  @Override
  public Parameter named(String other) {
    return new FloatParameter(other, low, high, scale, step, points);
  }

  @Override
  public OptionalLong size() {
    return step == 0 ? OptionalLong.empty() : OptionalLong.of(steps() + 1);
  }

  /** Whole steps from low to high, in decimals: (0.3 - 0) / 0.1 is 3, not 2. */
  private static BigInteger wholeSteps(double low, double high, double step) {
    if (Double.isInfinite(step)) {
      return BigInteger.ZERO;
    }
    return BigDecimal.valueOf(high)
        .subtract(BigDecimal.valueOf(low))
        .divideToIntegralValue(BigDecimal.valueOf(step))
        .toBigInteger();
  }

  private long steps() {
    return wholeSteps(low, high, step).longValueExact();
  }

  @Override
  public Object at(long index) {
    requireFinite();
    return BigDecimal.valueOf(low)
        .add(BigDecimal.valueOf(step).multiply(BigDecimal.valueOf(index)))
        .doubleValue();
  }

  private void requireFinite() {
    if (step == 0) {
      throw new IllegalStateException("Parameter '%s' is continuous.".formatted(name));
    }
  }

  @Override
  public List<Object> grid() {
    if (points > 0) {
      return IntStream.range(0, points)
          .mapToObj(i -> (Object) onScale((double) i / (points - 1)))
          .toList();
    }
    if (step == 0) {
      return List.of();
    }
    return new Grid(this, Math.toIntExact(steps() + 1));
  }

  @Override
  public Object quantile(double u) {
    return step == 0 ? onScale(u) : at(Math.min((long) (u * (steps() + 1)), steps()));
  }

  @Override
  public double unit(Object value) {
    double real = (Double) Configuration.requireContained(this, value);
    if (step > 0) {
      double index = Math.rint((real - low) / step);
      return (index + 0.5) / (steps() + 1);
    }
    return Math.min(1, Math.max(0, scale.unit(real, low, high)));
  }

  @Override
  public double edge(long index) {
    requireFinite();
    return (double) index / (steps() + 1);
  }

  @Override
  public boolean ordered() {
    return true;
  }

  private double onScale(double u) {
    if (u == 0 || u == 1) {
      return u == 0 ? low : high; // exp(log(x)) is not x
    }
    return Math.min(high, Math.max(low, scale.value(u, low, high)));
  }

  @Override
  public boolean contains(Object value) {
    if (!(value instanceof Double real) || !(real >= low && real <= high)) {
      return false;
    }
    return step == 0
        || BigDecimal.valueOf(real)
                .subtract(BigDecimal.valueOf(low))
                .remainder(BigDecimal.valueOf(step))
                .signum()
            == 0;
  }
}
