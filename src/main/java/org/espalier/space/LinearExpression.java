package org.espalier.space;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Linear combination of numeric parameters plus a constant, computed in decimals, so that 0.1 + 0.2
 * is 0.3.
 *
 * @param coefficients by parameter name, finite
 */
public record LinearExpression(Map<String, Double> coefficients, double constant) {

  public LinearExpression {
    coefficients = Collections.unmodifiableMap(new LinkedHashMap<>(coefficients));
    if (!Double.isFinite(constant) || !coefficients.values().stream().allMatch(Double::isFinite)) {
      throw new IllegalArgumentException(
          "The numbers of a sum must be finite, not %s and %s.".formatted(coefficients, constant));
    }
  }

  public static LinearExpression of(double constant) {
    return new LinearExpression(Map.of(), constant);
  }

  public static LinearExpression of(String parameter) {
    return new LinearExpression(Map.of(parameter, 1.0), 0);
  }

  /** Sum of this expression and a multiple of a parameter. */
  public LinearExpression plus(double coefficient, String parameter) {
    Map<String, Double> sum = new LinkedHashMap<>(coefficients);
    sum.merge(parameter, coefficient, Double::sum);
    return new LinearExpression(sum, constant);
  }

  /** Copy for parameters of other names. */
  LinearExpression renamed(UnaryOperator<String> name) {
    Map<String, Double> renamed = new LinkedHashMap<>();
    coefficients.forEach((parameter, factor) -> renamed.put(name.apply(parameter), factor));
    return new LinearExpression(renamed, constant);
  }

  /**
   * Value of the expression; all of its parameters must have numbers as values.
   *
   * @throws IllegalArgumentException if one has no value
   */
  BigDecimal of(Map<String, Object> values) {
    BigDecimal sum = BigDecimal.valueOf(constant);
    for (Map.Entry<String, Double> term : coefficients.entrySet()) {
      Object value = values.get(term.getKey());
      if (value == null) {
        throw new IllegalArgumentException("%s: must have a value.".formatted(term.getKey()));
      }
      BigDecimal factor = BigDecimal.valueOf(term.getValue());
      sum = sum.add(factor.multiply(new BigDecimal(value.toString())));
    }
    return sum;
  }

  @Override
  public String toString() {
    String sum =
        coefficients.entrySet().stream()
            .map(e -> (e.getValue() == 1 ? "" : e.getValue() + " * ") + e.getKey())
            .collect(Collectors.joining(" + "));
    if (sum.isEmpty()) {
      return String.valueOf(constant);
    }
    return constant == 0 ? sum : sum + " + " + constant;
  }
}
