package org.espalier.space;

import java.math.BigInteger;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * Integer parameter in [low, high], both ends included.
 *
 * @param step 0 for every whole number; otherwise the values are low, low + step, … not above high,
 *     and a grid takes all of them
 * @param points 0, or the number of values a grid takes, spaced on the scale, rounded, without
 *     repeats
 */
public record IntParameter(String name, int low, int high, Scale scale, int step, int points)
    implements Parameter {

  public IntParameter {
    Grid.requireRange(name, low, high, scale);
    if (step < 0 || step > (long) high - low) {
      throw new IllegalArgumentException(
          "Parameter '%s': step (%d) must be above 0 and at most to - from (%d)."
              .formatted(name, step, (long) high - low));
    }
    BigInteger steps = BigInteger.valueOf(step == 0 ? 0 : ((long) high - low) / step);
    Grid.requireValues(name, scale, steps, points);
  }

  /** Every whole number of a range, on a scale. */
  public IntParameter(String name, int low, int high, Scale scale) {
    this(name, low, high, scale, 0, 0);
  }

  private long stride() {
    return Math.max(1, step);
  }

  @Override
  public Parameter named(String other) {
    return new IntParameter(other, low, high, scale, step, points);
  }

  @Override
  public OptionalLong size() {
    return OptionalLong.of(((long) high - low) / stride() + 1);
  }

  @Override
  public Object at(long index) {
    return Math.toIntExact(low + index * stride());
  }

  @Override
  public List<Object> grid() {
    if (points > 0) {
      return IntStream.range(0, points)
          .mapToObj(i -> (Object) rounded((double) i / (points - 1), low, high))
          .distinct()
          .toList();
    }
    if (step == 0) {
      return List.of();
    }
    return new Grid(this, Math.toIntExact(size().getAsLong()));
  }

  /**
   * Each integer covers the interval of half a unit around it, so that both ends get their full
   * share.
   */
  @Override
  public Object quantile(double u) {
    return scale == Scale.LINEAR
        ? at(Math.min((long) (u * size().getAsLong()), size().getAsLong() - 1))
        : rounded(u, low - 0.5, high + 0.5);
  }

  @Override
  public double unit(Object value) {
    int whole = (Integer) Configuration.requireContained(this, value);
    if (scale != Scale.LINEAR) {
      return scale.unit(whole, low - 0.5, high + 0.5);
    }
    long index = ((long) whole - low) / stride();
    return (index + 0.5) / size().getAsLong();
  }

  @Override
  public double edge(long index) {
    long size = size().getAsLong();
    return scale == Scale.LINEAR || index == 0 || index == size
        ? (double) index / size
        : scale.unit(low + index - 0.5, low - 0.5, high + 0.5);
  }

  @Override
  public boolean ordered() {
    return true;
  }

  private int rounded(double u, double from, double to) {
    return Math.toIntExact(Math.min(high, Math.max(low, Math.round(scale.value(u, from, to)))));
  }

  @Override
  public boolean contains(Object value) {
    return value instanceof Integer whole
        && whole >= low
        && whole <= high
        && ((long) whole - low) % stride() == 0;
  }
}
