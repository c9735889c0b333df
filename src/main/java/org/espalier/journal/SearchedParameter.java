package org.espalier.journal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * Parameter of a study's search space in its journal.
 *
 * @param name name in the space: a learner's param has the learner's name in front, an element of
 *     an array its index at the end
 * @param scale scale of a range; empty for listed values
 * @param low lower end of a range
 * @param high upper end of a range
 * @param size number of distinct values; empty for a continuum
 * @param values listed values as texts; none for a range
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

  /** Ratio of observed values above which a log scale is considered. */
  private static final double FACTOR = 20;

  /**
   * Share of the largest observed value below which half of the values lie on a log scale; of
   * evenly spread values half do not.
   */
  private static final double LOW = 0.2;

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
    String name = parameter.name();
    if (parameter instanceof FloatParameter real) {
      return range(name, real.scale(), real.low(), real.high(), real.size().orElse(0));
    }
    if (parameter instanceof IntParameter whole) {
      return range(name, whole.scale(), whole.low(), whole.high(), whole.size().orElse(0));
    }
    List<Object> choices = ((ChoiceParameter) parameter).choices();
    return listed(name, choices.stream().map(String::valueOf).toList(), parameter.ordered());
  }

  /**
   * @param size 0 for a continuum
   */
  private static SearchedParameter range(
      String name, Scale scale, double low, double high, long size) {
    return new SearchedParameter(
        name,
        Optional.of(scale),
        OptionalDouble.of(low),
        OptionalDouble.of(high),
        size > 0 ? OptionalLong.of(size) : OptionalLong.empty(),
        List.of(),
        true);
  }

  private static SearchedParameter listed(String name, List<String> values, boolean ordered) {
    return new SearchedParameter(
        name,
        Optional.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalLong.of(values.size()),
        values,
        ordered);
  }

  /**
   * Parameters of trials whose space was not recorded: of numbers the range that they span, of all
   * others the values that occur; of a list its elements.
   */
  static List<SearchedParameter> observed(List<TrialRow> trials) {
    Map<String, List<Object>> values = new LinkedHashMap<>();
    for (TrialRow row : trials) {
      row.candidate()
          .values()
          .forEach(
              (name, value) -> {
                if (!(value instanceof List)) {
                  values.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
                }
              });
    }
    List<SearchedParameter> parameters = new ArrayList<>();
    values.forEach((name, all) -> parameters.add(observed(name, all)));
    return parameters;
  }

  private static SearchedParameter observed(String name, List<Object> values) {
    if (values.stream().allMatch(Number.class::isInstance)) {
      double[] numbers =
          values.stream().mapToDouble(v -> ((Number) v).doubleValue()).sorted().toArray();
      double low = numbers[0];
      double high = numbers[numbers.length - 1];
      boolean isLog = low > 0 && high > FACTOR * low && numbers[numbers.length / 2] < LOW * high;
      boolean whole = values.stream().noneMatch(Double.class::isInstance);
      long size = whole ? (long) (high - low) + 1 : 0;
      return range(name, isLog ? Scale.LOG : Scale.LINEAR, low, high, size);
    }
    List<String> texts = values.stream().map(String::valueOf).distinct().sorted().toList();
    return listed(name, texts, false);
  }

  /** True of a range of numbers; false of listed values. */
  public boolean isRange() {
    return scale.isPresent();
  }

  /** The index of a listed value; empty if it is none of them. */
  private OptionalInt index(Object value) {
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

  /** True if a trial of the space may have a value. */
  public boolean contains(Object value) {
    return isRange()
        ? value instanceof Number number
            && number.doubleValue() >= low.orElseThrow()
            && number.doubleValue() <= high.orElseThrow()
        : index(value).isPresent();
  }

  private double position(double number) {
    double from = low.orElseThrow();
    double to = high.orElseThrow();
    double within = Math.min(to, Math.max(from, number));
    return from == to ? 0.5 : scale.orElseThrow().unit(within, from, to);
  }
}
