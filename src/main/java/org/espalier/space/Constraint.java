package org.espalier.space;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Restriction on configurations beyond the domains of their parameters. A constraint does not apply
 * to a configuration in which one of its parameters does not exist.
 */
public sealed interface Constraint {

  /** Names of the parameters it is about. */
  Set<String> parameters();

  /**
   * True if the values meet the constraint.
   *
   * @param values values of all of its parameters
   */
  boolean holds(Map<String, Object> values);

  /** Copy for parameters of other names. */
  Constraint renamed(UnaryOperator<String> name);

  /** True if the constraint allows the configuration. */
  default boolean allows(Map<String, Object> values) {
    return !values.keySet().containsAll(parameters()) || holds(values);
  }

  /** Relation between the two sides of a comparison. */
  enum Relation {
    AT_MOST("<="),
    BELOW("<"),
    EQUAL("=");

    private final String sign;

    Relation(String sign) {
      this.sign = sign;
    }
  }

  /** Comparison of two sums, for example {@code 2 * minInstances <= minRows}. */
  record Comparison(LinearExpression left, Relation relation, LinearExpression right)
      implements Constraint {

    @Override
    public Set<String> parameters() {
      Set<String> names = new LinkedHashSet<>(left.coefficients().keySet());
      names.addAll(right.coefficients().keySet());
      return names;
    }

    @Override
    public Constraint renamed(UnaryOperator<String> name) {
      return new Comparison(left.renamed(name), relation, right.renamed(name));
    }

    @Override
    public boolean holds(Map<String, Object> values) {
      int sign = left.of(values).compareTo(right.of(values));
      return switch (relation) {
        case AT_MOST -> sign <= 0;
        case BELOW -> sign < 0;
        case EQUAL -> sign == 0;
      };
    }

    @Override
    public String toString() {
      return left + " " + relation.sign + " " + right;
    }
  }

  /** Constraint that these conditions must not all hold at once. */
  record Forbidden(List<Condition> together) implements Constraint {
    public Forbidden {
      together = List.copyOf(together);
      if (together.isEmpty()) {
        throw new IllegalArgumentException("A forbidden combination needs at least one condition.");
      }
    }

    @Override
    public Set<String> parameters() {
      return together.stream()
          .map(Condition::parent)
          .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    @Override
    public Constraint renamed(UnaryOperator<String> name) {
      return new Forbidden(together.stream().map(condition -> condition.renamed(name)).toList());
    }

    @Override
    public boolean holds(Map<String, Object> values) {
      return !together.stream().allMatch(condition -> condition.holds(values));
    }

    @Override
    public String toString() {
      return together.stream()
          .map(Condition::toString)
          .collect(Collectors.joining(" and ", "not both ", ""));
    }
  }
}
