package org.espalier.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.espalier.space.Constraint;
import org.espalier.space.Constraint.Relation;
import org.espalier.space.LinearExpression;

/**
 * Parser of comparisons: sums of numbers, params and multiples of params on both sides of {@code
 * <=, <, =, >} or {@code >=}.
 */
final class ConstraintText {

  static final String EXAMPLE = "for example [\"2 * minInstancesPerNode <= maxBins\"]";

  private static final Pattern RELATION = Pattern.compile("<=|>=|==|=|<|>");

  private static final String NUMBER = "(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d+)?";

  private static final String NAME = "[\\p{L}_][\\p{L}\\p{N}_.]*(?:\\[\\d+])?";

  /** A sign, and a number, a name, or the product of both. */
  private static final Pattern TERM =
      Pattern.compile(
          "\\s*([+-]?)\\s*(?:(?<factor>%s)(?:\\s*\\*\\s*(?<right>%s))?|(?<name>%s)(?:\\s*\\*\\s*(?<times>%s))?)\\s*"
              .formatted(NUMBER, NAME, NAME, NUMBER));

  private ConstraintText() {}

  /**
   * Parses a comparison.
   *
   * @throws IllegalArgumentException if the text is no comparison; the message says why
   */
  static Constraint.Comparison parse(String text) {
    List<String> relations = RELATION.matcher(text).results().map(found -> found.group()).toList();
    if (relations.size() != 1) {
      throw new IllegalArgumentException(
          "must compare two sums by <=, <, =, > or >=, but is '%s'".formatted(text));
    }
    String[] sides = RELATION.split(text, -1);
    LinearExpression left = sum(sides[0]);
    LinearExpression right = sum(sides[1]);
    return switch (relations.get(0)) {
      case "<=" -> new Constraint.Comparison(left, Relation.AT_MOST, right);
      case "<" -> new Constraint.Comparison(left, Relation.BELOW, right);
      case ">=" -> new Constraint.Comparison(right, Relation.AT_MOST, left);
      case ">" -> new Constraint.Comparison(right, Relation.BELOW, left);
      default -> new Constraint.Comparison(left, Relation.EQUAL, right);
    };
  }

  private static LinearExpression sum(String text) {
    Map<String, Double> coefficients = new LinkedHashMap<>();
    List<Double> constants = new ArrayList<>();
    Matcher term = TERM.matcher(text);
    int end = 0;
    while (end < text.length() || end == 0) {
      boolean follows = term.find(end) && term.start() == end;
      if (!follows || (end > 0 && term.group(1).isEmpty())) {
        throw new IllegalArgumentException(
            "must be sums of multiples of params, but has '%s'"
                .formatted(text.substring(end).strip()));
      }
      add(term, coefficients, constants);
      end = term.end();
    }
    return new LinearExpression(
        coefficients, constants.stream().mapToDouble(Double::doubleValue).sum());
  }

  private static void add(Matcher term, Map<String, Double> coefficients, List<Double> constants) {
    double sign = "-".equals(term.group(1)) ? -1 : 1;
    String factor = term.group("factor") == null ? term.group("times") : term.group("factor");
    String name = term.group("name") == null ? term.group("right") : term.group("name");
    double value = sign * (factor == null ? 1 : Double.parseDouble(factor));
    if (name == null) {
      constants.add(value);
    } else {
      coefficients.merge(name, value, Double::sum);
    }
  }
}
