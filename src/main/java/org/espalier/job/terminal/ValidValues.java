package org.espalier.job.terminal;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.espalier.spec.learners.ClassPathCatalogue.Param;
import org.espalier.spec.learners.ClassPathCatalogue.Stage;

/**
 * Values that MLlib accepts for a param, found by calling its validator, which does not describe
 * what it checks.
 */
public record ValidValues(Stage stage) {

  /** Distance from a bound to a value on either side of it. */
  private static final double STEP = 1e-9;

  private static final double FAR = 1e9;

  /** Bounds that params of MLlib have. */
  private static final List<Double> BOUNDS = List.of(0.0, 0.5, 1.0);

  /** Valid values in words; empty if all values of the type are, or if the type has no order. */
  public String describe(Param param) {
    return switch (param.type()) {
      case BOOLEAN -> "true or false";
      case TEXT, INTS, FLOATS, TEXTS -> "";
      case INT -> whole(value -> takes(param, value));
      case LONG -> "any whole number";
      case FLOAT -> real(value -> takes(param, value));
    };
  }

  private boolean takes(Param param, Object value) {
    return stage.verdict(stage.tasks(), param.name(), value).isEmpty();
  }

  private static String whole(Predicate<Integer> takes) {
    int first = -1;
    while (first < 3 && !takes.test(first)) {
      first++;
    }
    if (first == -1 && !takes.test(0)) {
      return "-1, or at least 1";
    }
    if (takes.test(Integer.MAX_VALUE)) {
      return takes.test(-2) ? "any whole number" : "at least " + first;
    }
    int last = first;
    while (takes.test(last + 1)) {
      last++;
    }
    return "%d to %d".formatted(first, last);
  }

  private static String real(Predicate<Double> takes) {
    if (takes.test(0.0) && !takes.test(0.5) && takes.test(1.0)) {
      return "0, or at least 1";
    }
    Optional<String> low =
        takes.test(-FAR) ? Optional.empty() : bound(takes, STEP, "at least ", "above ");
    Optional<String> high =
        takes.test(FAR) ? Optional.empty() : bound(takes, -STEP, "at most ", "below ");
    if (low.isPresent() && high.isPresent()) {
      return low.get() + " and " + high.get();
    }
    return low.or(() -> high).orElse("any number");
  }

  /**
   * The bound on one side.
   *
   * @param step from a value outside it to one inside
   */
  private static Optional<String> bound(
      Predicate<Double> takes, double step, String closed, String open) {
    for (double bound : BOUNDS) {
      if (takes.test(bound) && !takes.test(bound - step)) {
        return Optional.of(closed + text(bound));
      }
      if (!takes.test(bound) && takes.test(bound + step)) {
        return Optional.of(open + text(bound));
      }
    }
    return Optional.empty();
  }

  private static String text(double bound) {
    return bound == Math.rint(bound) ? String.valueOf((int) bound) : String.valueOf(bound);
  }
}
