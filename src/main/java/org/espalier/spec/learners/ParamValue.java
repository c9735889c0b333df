package org.espalier.spec.learners;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.espalier.spec.learners.ClassPathCatalogue.ParamType;

/** Conversion of a value of the settings to the type of its param. */
public final class ParamValue {

  private static final BigDecimal MIN_INT = BigDecimal.valueOf(Integer.MIN_VALUE);
  private static final BigDecimal MAX_INT = BigDecimal.valueOf(Integer.MAX_VALUE);

  private ParamValue() {}

  /**
   * The value as a Boolean, Integer, Long, finite Double or String, or a List of such; empty if it
   * is not of that type. Integers take no fraction; a text that reads as a number counts as one,
   * since values of environment variables are texts.
   */
  public static Optional<Object> convert(ParamType type, Object value) {
    return switch (type) {
      case BOOLEAN -> truth(value);
      case INT ->
          number(value)
              .filter(n -> isWhole(n) && n.compareTo(MIN_INT) >= 0 && n.compareTo(MAX_INT) <= 0)
              .map(BigDecimal::intValueExact);
      case LONG ->
          number(value)
              .filter(n -> isWhole(n) && n.toBigInteger().bitLength() < Long.SIZE)
              .map(BigDecimal::longValueExact);
      case FLOAT -> number(value).map(BigDecimal::doubleValue).filter(Double::isFinite).map(d -> d);
      case TEXT ->
          value instanceof Boolean || value instanceof List<?>
              ? Optional.empty()
              : Optional.of(value.toString());
      case INTS, FLOATS, TEXTS -> list(type.element().orElseThrow(), value);
    };
  }

  private static Optional<Object> list(ParamType element, Object value) {
    if (!(value instanceof List<?> given)) {
      return Optional.empty();
    }
    List<Object> values = new ArrayList<>();
    for (Object one : given) {
      if (one != null) {
        convert(element, one).ifPresent(values::add);
      }
    }
    return values.size() == given.size() ? Optional.of(List.copyOf(values)) : Optional.empty();
  }

  private static Optional<Object> truth(Object value) {
    return switch (value.toString()) {
      case "true" -> Optional.of(true);
      case "false" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  private static Optional<BigDecimal> number(Object value) {
    if (value instanceof Boolean) {
      return Optional.empty();
    }
    try {
      return Optional.of(new BigDecimal(value.toString()));
    } catch (NumberFormatException notANumber) {
      return Optional.empty();
    }
  }

  private static boolean isWhole(BigDecimal number) {
    return number.stripTrailingZeros().scale() <= 0;
  }
}
