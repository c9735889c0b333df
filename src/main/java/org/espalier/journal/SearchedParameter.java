package org.espalier.journal;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.IntParameter;
import org.espalier.space.Parameter;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;

/**
 * Parameter of the space that a study searches, as its journal has it.
 *
 * @param name name in the space: that of a learner's param has the learner before it, that of an
 *     element of an array-valued one its index behind it
 * @param scale scale of a range; empty of listed values
 * @param low lower end of a range
 * @param high upper end of a range
 * @param size number of distinct values; empty of a continuum
 * @param values listed values as texts; none of a range
 * @param ordered true if neighbouring values are similar; false of an unordered choice
 */
public record SearchedParameter(
    String name,
    Optional<Scale> scale,
    OptionalDouble low,
    OptionalDouble high,
    OptionalLong size,
    List<String> values,
    boolean ordered) {

  public SearchedParameter {
    values = List.copyOf(values);
    boolean range = scale.isPresent() && low.isPresent() && high.isPresent() && ordered;
    if (range
        ? !values.isEmpty() || !(low.getAsDouble() <= high.getAsDouble())
        : values.isEmpty()) {
      throw new IllegalArgumentException(
          "Parameter '%s': has neither a range nor listed values.".formatted(name));
    }
  }

  /** Parameters of a space, in its order. */
  public static List<SearchedParameter> of(SearchSpace space) {
    return space.dimensions().stream()
        .map(Dimension::parameter)
        .map(SearchedParameter::of)
        .toList();
  }

  private static SearchedParameter of(Parameter parameter) {
    if (parameter instanceof FloatParameter real) {
      return range(parameter, real.scale(), real.low(), real.high());
    }
    if (parameter instanceof IntParameter whole) {
      return range(parameter, whole.scale(), whole.low(), whole.high());
    }
    List<String> values =
        ((ChoiceParameter) parameter).choices().stream().map(String::valueOf).toList();
    return new SearchedParameter(
        parameter.name(),
        Optional.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        parameter.size(),
        values,
        parameter.ordered());
  }

  private static SearchedParameter range(
      Parameter parameter, Scale scale, double low, double high) {
    return new SearchedParameter(
        parameter.name(),
        Optional.of(scale),
        OptionalDouble.of(low),
        OptionalDouble.of(high),
        parameter.size(),
        List.of(),
        true);
  }

  /** True of a range of numbers; false of listed values. */
  public boolean isRange() {
    return scale.isPresent();
  }

  /** The index of a listed value; empty if it is none of them. */
  public OptionalInt index(Object value) {
    int index = values.indexOf(String.valueOf(value));
    return index < 0 ? OptionalInt.empty() : OptionalInt.of(index);
  }

  /**
   * Position of a value on the scale as searched: 0 at the lower end, 1 at the upper one; of a
   * listed value the middle of its share. Empty of a value that the parameter does not have.
   */
  public OptionalDouble position(Object value) {
    if (isRange()) {
      return value instanceof Number number
          ? OptionalDouble.of(position(number.doubleValue()))
          : OptionalDouble.empty();
    }
    OptionalInt index = index(value);
    return index.isPresent()
        ? OptionalDouble.of((index.getAsInt() + 0.5) / values.size())
        : OptionalDouble.empty();
  }

  private double position(double number) {
    double from = low.orElseThrow();
    double to = high.orElseThrow();
    double within = Math.min(to, Math.max(from, number));
    return from == to ? 0.5 : scale.orElseThrow().unit(within, from, to);
  }
}
