package org.espalier.xgboost;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.espalier.spec.Suggestion;

/**
 * Range of a param: an interval of numbers, a list of values, or any value if both are empty. For
 * an array, each element must be in the range.
 *
 * @param interval interval such as {@code (0, 1]} or {@code [1, )}; empty if there is none
 * @param values allowed values as text; empty if there are none
 */
record ParamRange(String interval, List<String> values) implements Serializable {

  private static final Pattern INTERVAL =
      Pattern.compile("([\\[(])(-?[\\d.]+), (-?[\\d.]*)([\\])])");

  ParamRange {
    values = List.copyOf(values);
    if (!interval.isEmpty() && !INTERVAL.matcher(interval).matches()) {
      throw new IllegalArgumentException("'%s' is not an interval.".formatted(interval));
    }
  }

  /** Parses the range in a cell of {@code params.txt}. */
  static ParamRange of(String text) {
    boolean isInterval = text.startsWith("[") || text.startsWith("(");
    return isInterval
        ? new ParamRange(text, List.of())
        : ofNames(text.isEmpty() ? List.of() : List.of(text.split(", ")));
  }

  static ParamRange ofNames(List<String> names) {
    return new ParamRange("", names);
  }

  /** Returns the problem of a value, with a remedy; empty if the value is in the range. */
  Optional<String> problem(Object value) {
    return elements(value).filter(one -> !contains(one)).findFirst().map(this::outside);
  }

  private static Stream<?> elements(Object value) {
    if (value instanceof int[] wholes) {
      return IntStream.of(wholes).boxed();
    }
    return value instanceof Object[] texts ? Arrays.stream(texts) : Stream.of(value);
  }

  private boolean contains(Object value) {
    if (interval.isEmpty()) {
      return !(value instanceof Float single && single.isInfinite())
          && !(value instanceof Double number && !Double.isFinite(number))
          && (values.isEmpty() || values.contains(String.valueOf(value)));
    }
    Matcher matcher = INTERVAL.matcher(interval);
    double number = ((Number) value).doubleValue();
    if (!matcher.matches() || !Double.isFinite(number)) {
      return false;
    }
    double from = Double.parseDouble(matcher.group(2));
    double to =
        matcher.group(3).isEmpty() ? Double.MAX_VALUE : Double.parseDouble(matcher.group(3));
    boolean above = matcher.group(1).equals("[") ? number >= from : number > from;
    boolean closed = matcher.group(4).equals("]") || matcher.group(3).isEmpty();
    return above && (closed ? number <= to : number < to);
  }

  private String outside(Object value) {
    if (values.isEmpty()) {
      return interval.isEmpty()
          ? "is %s; use a finite number".formatted(value)
          : "is %s; use a number in %s".formatted(value, shown());
    }
    return "is '%s'; %s".formatted(value, Suggestion.of(String.valueOf(value), values));
  }

  private String shown() {
    return interval.replace(", )", ", ∞)");
  }

  @Override
  public String toString() {
    return values.isEmpty() ? shown() : String.join(" | ", values);
  }
}
