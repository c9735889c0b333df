package org.espalier.spark.pipeline;

import java.util.Optional;
import org.apache.spark.ml.evaluation.Evaluator;

/** A user's evaluator, by the name of its class. */
final class EvaluatorClass {

  private EvaluatorClass() {}

  /** What is wrong with a class; empty if it judges. */
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
