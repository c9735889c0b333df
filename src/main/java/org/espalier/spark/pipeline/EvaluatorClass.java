package org.espalier.spark.pipeline;

import java.util.Optional;
import org.apache.spark.ml.evaluation.Evaluator;

/** Evaluator of the user, by the name of its class. */
final class EvaluatorClass {

  private EvaluatorClass() {}

  /** Problem with a class; empty if it can be used as a metric. */
  static Optional<String> objection(String name) {
    return ClassByName.objection(name, Evaluator.class);
  }

  /**
   * @throws IllegalStateException if there is an objection to the class
   */
  static Evaluator create(String name) {
    return ClassByName.create(name, Evaluator.class);
  }
}
