package org.espalier.bench.blackbox;

import java.util.List;
import java.util.Locale;

/** Transformation of one number by steps, applied one after the other. */
record ScalarTransform(List<Step> steps) {

  /** Operation of a step on the number so far and its constant. */
  enum Operation {
    ADD,
    SUB,
    MUL,
    DIV,
    NEG,
    EXP,
    LOG,
    ROUND;

    double apply(double x, double constant) {
      return switch (this) {
        case ADD -> x + constant;
        case SUB -> x - constant;
        case MUL -> x * constant;
        case DIV -> x / constant;
        case NEG -> -x;
        case EXP -> Math.exp(x);
        case LOG -> Math.log(x);
        case ROUND -> Math.rint(x);
      };
    }
  }

  /**
   * Operation with its constant.
   *
   * @param constant constant; 0 where the operation takes none
   */
  record Step(Operation operation, double constant) {}

  ScalarTransform {
    steps = List.copyOf(steps);
  }

  /**
   * Transformation from its published form: a list of {@code [operation, constant]} or {@code
   * [operation]}.
   */
  static ScalarTransform of(List<List<Object>> published) {
    return new ScalarTransform(published.stream().map(ScalarTransform::step).toList());
  }

  private static Step step(List<Object> published) {
    String name = published.get(0).toString();
    double constant = published.size() > 1 ? ((Number) published.get(1)).doubleValue() : 0;
    return new Step(Operation.valueOf(name.toUpperCase(Locale.ROOT)), constant);
  }

  double apply(double x) {
    double value = x;
    for (Step step : steps) {
      value = step.operation().apply(value, step.constant());
    }
    return value;
  }
}
