package org.espalier.spark.metric;

import java.util.Optional;
import org.apache.spark.ml.evaluation.Evaluator;
import org.espalier.metric.Metric;
import org.espalier.spark.ClassByName;
import org.espalier.study.Direction;
import org.espalier.study.Objective;

/** Evaluator of the user, by the name of its class. */
public final class EvaluatorClass {

  private EvaluatorClass() {}

  /** Problem with a class; empty if it can be used as a metric. */
  public static Optional<String> objection(String name) {
    return ClassByName.objection(name, Evaluator.class);
  }

  /**
   * @throws IllegalStateException if there is an objection to the class
   */
  static Evaluator create(String name) {
    return ClassByName.create(name, Evaluator.class);
  }

  /** Metric with its direction, which for a user's evaluator only its class knows. */
  public static Objective objective(Metric metric) {
    return new Objective(
        metric.key(),
        metric
            .direction()
            .orElseGet(
                () ->
                    create(metric.name()).isLargerBetter()
                        ? Direction.MAXIMIZE
                        : Direction.MINIMIZE));
  }
}
